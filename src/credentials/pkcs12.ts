import { type Asn1, children, contentOf, derOf, integerOf, oidOf, parseAsn1 } from './asn1.ts'
import { isDer, isJavaKeystore } from './file-kind.ts'
import { isCertificate } from './is-certificate.ts'
import { passphraseHint } from './passphrase-hint.ts'
import { decryptWithPassword } from './password-encryption.ts'
import { type PasswordForms, passwordForms } from './password-forms.ts'
import { readPem, textOf } from './pem.ts'
import { fittingPassword } from './pkcs12-mac.ts'
import { Unusable } from './unusable.ts'

/** What a PKCS#12 file (RFC 7292) holds, decrypted. */
export interface Pkcs12 {
  /** PrivateKeyInfo, DER. */
  keys: Buffer[]
  /** DER. */
  certificates: Buffer[]
}

const oids = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  safeContentsBag: '1.2.840.113549.1.12.10.1.6',
  x509Certificate: '1.2.840.113549.1.9.22.1',
}

/** Open a PKCS#12 file, bare or in PEM lines as certutil writes them. `name` begins the sentences of errors. */
export function readPkcs12(bytes: Uint8Array, passphrase: string | undefined, name: string): Pkcs12 {
  const [, authSafe, macData] = structureOf(withoutArmour(bytes), name)
  const content = contentOf(children(children(authSafe)[1])[0])
  const open = (text: string | undefined): Pkcs12 | undefined | 'right but closed' => {
    const password = passwordForms(text)
    const fitting = macData ? fittingPassword(password, content, macData, name) : password
    return fitting && (readContents(content, fitting) ?? (macData ? 'right but closed' : undefined))
  }
  const opened = open(passphrase)
  if (opened === 'right but closed') throw rightButClosed(passphrase ?? '', name)
  if (opened) return opened
  throw closed(passphrase, name, (text) => open(text) !== undefined)
}

/** `certutil -encode` writes CERTIFICATE around whatever it is given. */
function withoutArmour(bytes: Uint8Array): Uint8Array {
  const text = textOf(bytes)
  const [block, ...more] = text.includes('-----BEGIN') ? readPem(text) : []
  return block && more.length === 0 && block.damage === undefined ? block.der : bytes
}

/** AuthenticatedSafe (RFC 7292 4); undefined when the password does not open it, which without a MAC shows only here. */
function readContents(content: Buffer, password: PasswordForms): Pkcs12 | undefined {
  const found: Pkcs12 = { keys: [], certificates: [] }
  try {
    for (const contentInfo of children(parseAsn1(content))) {
      const safeContents = openContent(contentInfo, password)
      if (!safeContents || !collectBags(parseAsn1(safeContents), password, found)) return undefined
    }
  } catch (error) {
    if (error instanceof Unusable) throw error
    return undefined
  }
  return found
}

/** PFX ::= SEQUENCE { version, authSafe, macData OPTIONAL }; what follows it is nobody's business. */
function structureOf(bytes: Uint8Array, name: string): Asn1[] {
  try {
    const parts = children(parseAsn1(bytes))
    if (integerOf(parts[0]) === 3 && oidOf(children(parts[1])[0]) === oids.data) return parts
  } catch {
    // Worded below.
  }
  if (isJavaKeystore(bytes)) {
    throw new Unusable(
      `${name} is a keystore in Java's own format.`,
      "Convert it: 'keytool -importkeystore -srckeystore <file> -destkeystore <file>.p12 -deststoretype pkcs12'.",
    )
  }
  throw new Unusable(`${name} is no PKCS#12 file, or a damaged one.`, remedyFor(bytes))
}

function remedyFor(bytes: Uint8Array): string {
  const text = textOf(bytes)
  const labels = text.includes('-----BEGIN') ? readPem(text).map(({ label }) => label) : []
  if (isDer(bytes) && isCertificate(bytes)) return 'It is a certificate: name it in `cert`, and its key in `key`.'
  if (labels.length === 0) return 'Give a .p12 or .pfx file; PEM files belong in `cert` and `key`.'
  const hasKey = labels.some((label) => label.endsWith('PRIVATE KEY'))
  const hasCertificate = labels.some((label) => label.endsWith('CERTIFICATE'))
  return hasKey && hasCertificate
    ? 'It is PEM with a certificate and a key: name it in `cert` and in `key`, without `pfx`.'
    : `It is PEM with ${[...new Set(labels)].join(', ')}: PEM files belong in \`cert\` and \`key\`.`
}

/** SafeContents of a ContentInfo (RFC 7292 4.1); undefined when the password does not open it. */
function openContent(contentInfo: Asn1, password: PasswordForms): Buffer | undefined {
  const [type, explicit] = children(contentInfo)
  const inner = children(explicit)[0]
  if (oidOf(type) === oids.data) return contentOf(inner)
  if (oidOf(type) !== oids.encryptedData) {
    throw new Unusable('The PKCS#12 file is encrypted for a public key.', 'Export it with a password.')
  }
  const [, algorithm, data] = children(children(inner)[1])
  return decryptWithPassword(algorithm, contentOf(data), password)
}

/** Keys and certificates; bags of other kinds (lists, secrets) are none of our business. False: a key stays closed. */
function collectBags(safeContents: Asn1, password: PasswordForms, found: Pkcs12): boolean {
  return children(safeContents).every((bag) => {
    const [type, explicit] = children(bag)
    const value = children(explicit)[0]
    switch (value && oidOf(type)) {
      case oids.keyBag:
        found.keys.push(derOf(value!))
        return true
      case oids.shroudedKeyBag: {
        const [algorithm, data] = children(value)
        const key = decryptWithPassword(algorithm, contentOf(data), password)
        if (key) found.keys.push(key)
        return key !== undefined
      }
      case oids.certBag:
        if (oidOf(children(value)[0]) === oids.x509Certificate) {
          found.certificates.push(contentOf(children(children(value)[1])[0]))
        }
        return true
      case oids.safeContentsBag:
        return collectBags(value!, password, found)
      default:
        return true
    }
  })
}

/** The MAC proves the passphrase: what does not open was encrypted with other bytes, or is damaged. */
function rightButClosed(passphrase: string, name: string): Unusable {
  const isAscii = /^[\0-\x7f]*$/.test(passphrase)
  return new Unusable(
    `The passphrase is right, for the MAC of ${inSentence(name)} fits, but what is inside does not open with it: ${
      isAscii
        ? 'it was encrypted with another passphrase, or it is damaged.'
        : 'the program that wrote it has encoded the characters that are not ASCII in some way of its own.'
    }`,
    isAscii
      ? 'Export it anew, with one passphrase for the file and the key.'
      : 'Export it anew with a passphrase of ASCII characters.',
    { isPassphrase: !isAscii },
  )
}

function closed(passphrase: string | undefined, name: string, opens: (passphrase: string) => boolean): Unusable {
  const [message, remedy] =
    passphrase === undefined
      ? [`${name} has a passphrase, and the config gives none.`, 'Add `passphrase` to the entry.']
      : [
          `The passphrase does not open ${inSentence(name)}.`,
          passphraseHint(passphrase, opens) ?? 'Correct `passphrase`.',
        ]
  return new Unusable(message, remedy, { isPassphrase: true })
}

function inSentence(name: string): string {
  return name.replace(/^The/, 'the')
}
