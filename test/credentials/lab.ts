import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createAuthority } from '../../fixtures/authority.ts'
import { type LoadConfigInput, loadConfig } from '../../src/config/load-config.ts'
import { checkCredentials } from '../../src/credentials/check-credentials.ts'
import { ConfigError } from '../../src/errors/config-error.ts'

/** A folder of certificates and keys, to write faulty configs against. */
export interface Lab {
  folder: string
  write(name: string, content: string | Uint8Array): void
  /** The error of a config given as an object, or as the text of a file. The lab's folder reads `<folder>`. */
  errorOf(config: unknown, input?: Partial<LoadConfigInput>): Promise<string>
  errorOfFile(name: string, content: string, input?: Partial<LoadConfigInput>): Promise<string>
  remove(): void
}

/** Passphrase of every encrypted file in a lab; it must never show. */
export const passphrase = 'canary-passphrase'

/** `ca.pem`, and for orders and billing: `.crt`, `.key`, `.encrypted.key`, `.p12`. */
export async function createLab(): Promise<Lab> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'mtls-lab-')))
  const write = (name: string, content: string | Uint8Array) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), content, { mode: 0o600 })
  }
  const authority = await createAuthority()
  write('ca.pem', authority.certificate)
  for (const name of ['orders', 'billing']) {
    const identity = await authority.issueClient({ subject: `CN=${name}` })
    write(`${name}.crt`, identity.certificate + authority.certificate)
    write(`${name}.key`, identity.key)
    write(`${name}.encrypted.key`, identity.encryptedKey(passphrase))
    write(`${name}.p12`, identity.pfx({ passphrase }))
  }
  const errorOf = async (config: unknown, input: Partial<LoadConfigInput> = {}): Promise<string> => {
    try {
      await loadConfig({ root: folder, config: config as never, env: {}, check: checkCredentials, ...input })
    } catch (error) {
      if (error instanceof ConfigError) return error.message.replaceAll(folder, '<folder>')
      throw error
    }
    throw new Error('the config is accepted')
  }
  return {
    folder,
    write,
    errorOf,
    errorOfFile: (name, content, input) => {
      write(name, content)
      return errorOf(name, input)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
