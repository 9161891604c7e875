import type { KeyObject } from 'node:crypto'
import { isEncryptedPkcs8, openPkcs8, openTraditional, plainKey } from './encrypted-key.ts'
import { isJavaKeystore, isPkcs12 } from './file-kind.ts'
import { passphraseHint } from './passphrase-hint.ts'
import { type PemBlock, readPem, textOf } from './pem.ts'
import { Unusable } from './unusable.ts'

const keyRemedy = 'Give a private key: PKCS#8, PKCS#1 or SEC1, PEM or DER.'

/** Read a private key in any form that OpenSSL, Java or Windows tools write. `name` begins the sentences of errors. */
export function readPrivateKey(bytes: Uint8Array, passphrase: string | undefined, name: string): KeyObject {
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

function readBlock(block: PemBlock, passphrase: string | undefined, name: string): KeyObject {
  if (block.label === 'OPENSSH PRIVATE KEY') {
    throw new Unusable(`${name} is a key for SSH.`, "Convert it: 'ssh-keygen -p -m PKCS8 -f <file>'.")
  }
  const dek = block.headers['DEK-Info']
  if (dek !== undefined) return opened(passphrase, name, (text) => openTraditional(block, dek, text))
  if (block.label === 'ENCRYPTED PRIVATE KEY') return readEncryptedPkcs8(block.der, passphrase, name)
  const key = plainKey(block.der)
  if (key) return key
  // What has lost its BEGIN line and got another one.
  if (isEncryptedPkcs8(block.der)) return readEncryptedPkcs8(block.der, passphrase, name)
  throw new Unusable(`${name} holds no private key that OpenSSL can read.`, keyRemedy)
}

function readDer(der: Buffer, passphrase: string | undefined, name: string): KeyObject {
  if (isJavaKeystore(der)) {
    const convert = "'keytool -importkeystore -srckeystore <file> -destkeystore <file>.p12 -deststoretype pkcs12'"
    throw new Unusable(`${name} is a keystore in Java's own format.`, `Convert it: ${convert}, and name it in \`pfx\`.`)
  }
  if (der[0] !== 0x30) throw new Unusable(`${name} holds no private key.`, keyRemedy)
  const key = plainKey(der)
  if (key) return key
  if (isEncryptedPkcs8(der)) return readEncryptedPkcs8(der, passphrase, name)
  if (isPkcs12(der)) throw new Unusable(`${name} is a PKCS#12 file.`, 'Name it in `pfx`.')
  throw new Unusable(`${name} holds no private key that OpenSSL can read.`, keyRemedy)
}

function readEncryptedPkcs8(der: Buffer, passphrase: string | undefined, name: string): KeyObject {
  if (passphrase !== undefined && !isEncryptedPkcs8(der))
    throw new Unusable(`${name} is damaged.`, 'Copy the file again.')
  return opened(passphrase, name, (text) => openPkcs8(der, text))
}

function opened(
  passphrase: string | undefined,
  name: string,
  open: (passphrase: string) => KeyObject | undefined,
): KeyObject {
  if (passphrase === undefined) {
    throw new Unusable(`${name} is encrypted, and the config gives no passphrase.`, 'Add `passphrase` to the entry.', {
      isPassphrase: true,
    })
  }
  const key = open(passphrase)
  if (key) return key
  const hint = passphraseHint(passphrase, (text) => open(text) !== undefined)
  throw new Unusable(`The passphrase does not open ${name.replace(/^The/, 'the')}.`, hint ?? 'Correct `passphrase`.', {
    isPassphrase: true,
  })
}

function noKey(blocks: PemBlock[], name: string): Unusable {
  const labels = [...new Set(blocks.map((block) => block.label))].join(', ')
  const remedy = labels.includes('CERTIFICATE')
    ? 'Name the file with the key in `key`; `cert` is for the certificate.'
    : labels === 'PKCS12'
      ? 'It looks like PKCS#12: name it in `pfx`.'
      : keyRemedy
  return new Unusable(`${name} holds no private key, but ${labels || 'nothing readable'}.`, remedy)
}
