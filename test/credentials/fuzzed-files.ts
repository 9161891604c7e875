import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { createAuthority } from '../../fixtures/authority.ts'
import { createPfx } from '../../fixtures/pfx.ts'
import { Fault } from '../../src/credentials/fault.ts'
import { readIdentity } from '../../src/credentials/identity.ts'
import { readInlineBundles, resolveInlineIdentity } from '../../src/credentials/inline-credentials.ts'
import type { InlineIdentity } from '../../src/credentials/profile.ts'
import { contextual, integer, oid, sequence } from './der.ts'
import { body } from './mangled-secrets.ts'
import { buildPfx } from './pfx-builder.ts'

/** A file to damage, and what reading it comes to: `credential` or `error`; throws when it is neither, or shows a secret. */
export interface FuzzedFile {
  name: string
  bytes: Buffer
  /** `asText`: given as a string, where a path may stand. */
  read(bytes: Buffer, asText: boolean): Promise<'credential' | 'error'>
}

const passphrase = 'canary of the pässphrase'

/** Every kind of file that holds a certificate or a key. */
export async function fuzzedFiles(): Promise<FuzzedFile[]> {
  const authority = await createAuthority()
  const { certificate, chain, key } = await authority.issueClient()
  const object = createPrivateKey(key)
  const leaf = new X509Certificate(certificate)
  const encrypted = { type: 'pkcs8', cipher: 'aes-128-cbc', passphrase } as const
  const utf8 = Buffer.from(passphrase)
  const pkcs7 = signedData([leaf.raw, new X509Certificate(authority.certificate).raw])
  const armoured = (label: string, der: Buffer) =>
    Buffer.from(
      `-----BEGIN ${label}-----\n${der.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`,
    )
  const ofCertificate = (bytes: Buffer | string): InlineIdentity => ({ cert: bytes, key })
  const ofKey = (bytes: Buffer | string): InlineIdentity => ({ cert: Buffer.from(chain), key: bytes, passphrase })
  const ofPfx = (bytes: Buffer | string): InlineIdentity => ({ pfx: bytes, passphrase })
  const pbmac1 = buildPfx({ key, chain, encryption: { password: utf8 }, mac: { password: utf8 } })
  const forms: [name: string, bytes: Buffer, identity: typeof ofKey][] = [
    ['certificate, PEM', Buffer.from(chain), ofCertificate],
    ['certificate, DER', leaf.raw, ofCertificate],
    ['PKCS#7, DER', pkcs7, ofCertificate],
    ['PKCS#7, PEM', armoured('CERTIFICATE', pkcs7), ofCertificate],
    ['key, PEM', Buffer.from(key), ofKey],
    ['key, DER', object.export({ type: 'sec1', format: 'der' }), ofKey],
    ['encrypted key, PEM', Buffer.from(object.export({ ...encrypted, format: 'pem' })), ofKey],
    ['encrypted key, DER', object.export({ ...encrypted, format: 'der' }), ofKey],
    [
      'traditional key',
      Buffer.from(object.export({ type: 'sec1', format: 'pem', cipher: 'aes-128-cbc', passphrase })),
      ofKey,
    ],
    ['PKCS#12', createPfx({ chain, key, passphrase }), ofPfx],
    ['legacy PKCS#12', createPfx({ chain, key, passphrase, legacy: true }), ofPfx],
    ['PKCS#12 with PBMAC1', pbmac1, ofPfx],
    ['PKCS#12, base64', Buffer.from(pbmac1.toString('base64')), ofPfx],
    ['PKCS#12 in armour', armoured('CERTIFICATE', pbmac1), ofPfx],
  ]
  const secrets = new Set([
    ...pieces(body(key)),
    ...pieces(object.export({ type: 'sec1', format: 'der' }).toString('base64')),
    ...pieces(object.export({ format: 'der', type: 'pkcs8' }).toString('hex')),
  ])
  const check = (facts: Fault['facts']): 'error' => {
    const text = JSON.stringify(facts)
    if (text.includes(passphrase) || pieces(text).some((piece) => secrets.has(piece)))
      throw new Error(`a secret in ${text}`)
    if (facts.length === 0 || facts.some(({ path, message, remedy }) => !path || !message || !remedy))
      throw new Error(`no clear error: ${text}`)
    return 'error'
  }
  const files = forms.map(
    ([name, form, identity]): FuzzedFile => ({
      name,
      bytes: form,
      async read(bytes, asText) {
        try {
          const read = await readIdentity(resolveInlineIdentity(identity(asText ? bytes.toString('latin1') : bytes)))
          refuseWrong(read.chain, createPrivateKey(read.key.reveal()), leaf)
          return 'credential'
        } catch (error) {
          if (error instanceof Fault) return check(error.facts)
          throw error
        }
      },
    }),
  )
  const bundles: [name: string, bytes: Buffer][] = [
    ['bundle, PEM', Buffer.from(authority.certificate + chain)],
    ['bundle, PKCS#7', pkcs7],
    ['truststore, PKCS#12', truststore(authority.certificate)],
    ['truststore, JKS', javaKeystore(leaf.raw)],
  ]
  return [
    ...files,
    ...bundles.map(
      ([name, form]): FuzzedFile => ({
        name,
        bytes: form,
        async read(bytes, asText) {
          try {
            const [bundle] = readInlineBundles(asText ? bytes.toString('latin1') : bytes)
            if (!bundle || bundle.certificates.length === 0) throw new Error('a bundle without authorities')
            return 'credential'
          } catch (error) {
            if (error instanceof Fault) return check(error.facts)
            throw error
          }
        },
      }),
    ),
  ]
}

/** Damage may fall on what a certificate says, but never give another key, or one without its certificate. */
function refuseWrong(chain: readonly X509Certificate[], key: KeyObject, leaf: X509Certificate): void {
  if (!chain[0]?.checkPrivateKey(key)) throw new Error("a key that is not the certificate's")
  const [read, right] = [createPublicKey(key), leaf.publicKey].map((one) => one.export({ type: 'spki', format: 'der' }))
  if (!read!.equals(right!)) throw new Error('another key')
}

function truststore(chain: string): Buffer {
  const password = Buffer.from('changeit')
  return buildPfx({ chain, encryption: { password }, mac: { password } })
}

/** ContentInfo with SignedData (RFC 2315 9.1) that holds certificates alone. */
function signedData(certificates: readonly Buffer[]): Buffer {
  const empty = Buffer.from([0x31, 0x00])
  const content = sequence(oid('1.2.840.113549.1.7.1'))
  const signed = sequence(integer(1), empty, content, contextual(0, ...certificates), empty)
  return sequence(oid('1.2.840.113549.1.7.2'), contextual(0, signed))
}

/** A JKS file, version 2, with one authority; its digest, which nobody checks, is left empty. */
function javaKeystore(der: Buffer): Buffer {
  const number = (value: number) =>
    Buffer.from([value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff])
  const text = (value: string) => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)])
  const entry = [number(2), text('root'), Buffer.alloc(8), text('X.509'), number(der.length), der]
  return Buffer.concat([number(0xfeedfeed), number(2), number(1), ...entry, Buffer.alloc(20)])
}

function pieces(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 15) }, (_, start) => text.slice(start, start + 16))
}
