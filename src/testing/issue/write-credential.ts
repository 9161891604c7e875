import { createPrivateKey, randomBytes } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { TableOf } from '../../config/shape.ts'
import { commonName } from '../../judgement/distinguished-name.ts'
import { checkArgument, checkOptions } from '../check-call.ts'
import { option, passphrase as passphraseShape, text } from '../shapes.ts'

export interface WriteOptions {
  /** Of the files, without their extensions. */
  name?: string
  /** Encrypts the key. */
  passphrase?: string
}

const writeOptions: TableOf<WriteOptions> = { name: option(text), passphrase: option(passphraseShape) }

/** Writes both files and says where they are. */
export async function writeCredential(
  folder: string,
  options: WriteOptions,
  { subject, cert, key }: { subject: string; cert: string; key: string },
): Promise<{ cert: string; key: string }> {
  checkArgument('writeTo()', 'folder', folder, text)
  checkOptions('writeTo()', options, writeOptions)
  const { name = fileNameOf(subject), passphrase } = options
  const files = { cert: path.resolve(folder, `${name}.crt`), key: path.resolve(folder, `${name}.key`) }
  await mkdir(folder, { recursive: true })
  await replaceFile(files.key, passphrase === undefined ? key : encrypted(key, passphrase), 0o600)
  await replaceFile(files.cert, cert, 0o644)
  return files
}

/** The common name, without what does not belong into a file's name. */
function fileNameOf(subject: string): string {
  const name = commonName(subject).replace(/[^\w.@-]+/g, '-')
  return name.replace(/^[.-]+/, '') || 'certificate'
}

/** A new file in its place: one that is there keeps its mode, which may be open to others. */
async function replaceFile(file: string, content: string, mode: number): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}`
  try {
    await writeFile(temporary, content, { mode, flag: 'wx' })
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

function encrypted(key: string, passphrase: string): string {
  const form = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase } as const
  return createPrivateKey(key).export(form) as string
}
