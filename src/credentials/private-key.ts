import { createPrivateKey, type KeyObject } from 'node:crypto'
import { isPkcs12 } from './file-kind.ts'
import { type PemBlock, readPem, textOf, writePem } from './pem.ts'
import { Unusable } from './unusable.ts'

const keyRemedy = 'Give a private key: PKCS#8, PKCS#1 or SEC1, PEM or DER.'

/** Read a private key in any form that OpenSSL, Java or Windows tools write. `name` begins the sentences of errors. */
export async function readPrivateKey(
  bytes: Uint8Array,
  passphrase: string | undefined,
  name: string,
): Promise<KeyObject> {
  const text = textOf(bytes)
  if (!text.includes('-----BEGIN')) return readDer(Buffer.from(bytes), passphrase, name)
  const blocks = readPem(text)
  const keys = blocks.filter((block) => block.label.endsWith('PRIVATE KEY'))
  const block = keys[0]
  if (!block) throw noKey(blocks, name)
  if (keys.length > 1) {
    throw new Unusable(`${name} holds ${keys.length} private keys.`, "Leave the one that is the certificate's.")
  }
  if (block.damage !== undefined) {
    throw new Unusable(`${name} is damaged: its key (line ${block.line}) ${block.damage}.`, 'Copy the file again.')
  }
  return readBlock(block, passphrase, name)
}

function readBlock(block: PemBlock, passphrase: string | undefined, name: string): Promise<KeyObject> | KeyObject {
  if (block.label === 'OPENSSH PRIVATE KEY') {
    throw new Unusable(`${name} is a key for SSH.`, "Convert it: 'ssh-keygen -p -m PKCS8 -f <file>'.")
  }
  const dek = block.headers['DEK-Info']
  if (dek !== undefined) return readTraditional(block, dek, passphrase, name)
  if (block.label === 'ENCRYPTED PRIVATE KEY') return readEncryptedPkcs8(block.der, passphrase, name)
  return readPlain(block.der, name)
}

/** The three plain structures do not overlap: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 A.1.2), SEC1 (RFC 5915). */
function readPlain(der: Buffer, name: string): KeyObject {
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      return createPrivateKey({ key: der, format: 'der', type })
    } catch {
      // The next structure may fit.
    }
  }
  throw new Unusable(`${name} holds no private key that OpenSSL can read.`, keyRemedy)
}

async function readDer(der: Buffer, passphrase: string | undefined, name: string): Promise<KeyObject> {
  if (der[0] !== 0x30) throw new Unusable(`${name} holds no private key.`, keyRemedy)
  try {
    return readPlain(der, name)
  } catch (error) {
    const { isEncryptedPkcs8 } = await import('./encrypted-key.ts')
    if (isEncryptedPkcs8(der)) return readEncryptedPkcs8(der, passphrase, name)
    if (isPkcs12(der)) throw new Unusable(`${name} is a PKCS#12 file.`, 'Name it in `pfx`.')
    throw error
  }
}

async function readEncryptedPkcs8(der: Buffer, passphrase: string | undefined, name: string): Promise<KeyObject> {
  requirePassphrase(passphrase, name)
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8', passphrase })
  } catch (error) {
    if (!isUnsupported(error)) throw wrongPassphrase(name)
    const { decryptPkcs8, isEncryptedPkcs8 } = await import('./encrypted-key.ts')
    if (!isEncryptedPkcs8(der)) throw new Unusable(`${name} is damaged.`, 'Copy the file again.')
    const plain = decryptPkcs8(der, passphrase)
    if (plain) return readDecrypted(plain, name)
    throw wrongPassphrase(name)
  }
}

/** Encryption of the text form (RFC 1421 headers), as `openssl rsa -aes256` wrote it. */
async function readTraditional(
  block: PemBlock,
  dek: string,
  passphrase: string | undefined,
  name: string,
): Promise<KeyObject> {
  requirePassphrase(passphrase, name)
  const body = writePem(block.label, block.der)
  const key = body.replace(/\n/, `\nProc-Type: 4,ENCRYPTED\nDEK-Info: ${dek}\n\n`)
  try {
    return createPrivateKey({ key, format: 'pem', passphrase })
  } catch (error) {
    const { decryptTraditional } = await import('./encrypted-key.ts')
    const plain = isUnsupported(error) ? decryptTraditional(block.der, dek, passphrase) : undefined
    if (plain) return readDecrypted(plain, name)
    throw wrongPassphrase(name)
  }
}

/** Bytes that happened to be well padded are still no key when the passphrase was wrong. */
function readDecrypted(der: Buffer, name: string): KeyObject {
  try {
    return readPlain(der, name)
  } catch {
    throw wrongPassphrase(name)
  }
}

function requirePassphrase(passphrase: string | undefined, name: string): asserts passphrase is string {
  if (passphrase === undefined) {
    throw new Unusable(`${name} is encrypted, and the config gives no passphrase.`, 'Add `passphrase` to the entry.', {
      isPassphrase: true,
    })
  }
}

function wrongPassphrase(name: string): Unusable {
  return new Unusable(`The passphrase does not open ${name.replace(/^The/, 'the')}.`, 'Correct `passphrase`.', {
    isPassphrase: true,
  })
}

/** OpenSSL 3 leaves old ciphers to a provider that Node does not load. */
function isUnsupported(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return /unsupported/i.test(`${code} ${message}`)
}

function noKey(blocks: PemBlock[], name: string): Unusable {
  const labels = [...new Set(blocks.map((block) => block.label))].join(', ')
  const remedy = labels.includes('CERTIFICATE')
    ? 'Name the file with the key in `key`; `cert` is for the certificate.'
    : keyRemedy
  return new Unusable(`${name} holds no private key, but ${labels || 'nothing readable'}.`, remedy)
}
