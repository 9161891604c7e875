import { X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { Authorities } from '../../src/credentials/authorities.ts'
import { defaultAuthoritiesFor } from '../../src/credentials/default-authorities.ts'
import { issuerWords } from '../../src/credentials/issuer-words.ts'

test("every authority of Node's own list is found by its name, and few others with it", () => {
  const authorities = new Authorities([], true)
  for (const root of rootCertificates.map((pem) => new X509Certificate(pem))) {
    const candidates = defaultAuthoritiesFor(root)
    expect(candidates.map(({ fingerprint256 }) => fingerprint256)).toContain(root.fingerprint256)
    expect(candidates.length).toBeLessThan(8)
    if (root.verify(root.publicKey)) expect(authorities.issuerOf(root)?.subject).toBe(root.subject)
  }
})

test('those of the config come first, and are alone where the list does not count', async () => {
  const { certificate, issueClient } = await createAuthority()
  const own = new X509Certificate(certificate)
  const client = new X509Certificate((await issueClient()).certificate)
  const root = new X509Certificate(rootCertificates[0]!)
  expect(new Authorities([own], true).issuerOf(client)).toBe(own)
  expect(new Authorities([], true).issuerOf(client)).toBeUndefined()
  expect(new Authorities([own], false).issuerOf(root)).toBeUndefined()
})

/** Identifier octets of the encodings of a DirectoryString that need no other bytes (RFC 5280 4.1.2.4). */
const encodings = [0x0c, 0x13, 0x14, 0x16]

test('names that OpenSSL takes for the same have the same words: in other letters, spaces and encodings', async () => {
  const { certificate, issueClient } = await createAuthority({ name: 'Some  Authority' })
  const authority = new X509Certificate(certificate)
  const { raw } = new X509Certificate((await issueClient()).certificate)
  const start = raw.indexOf('Some  Authority')
  const words = issuerWords(authority.raw)
  let same = 0
  for (const encoding of encodings) {
    for (const text of [
      'Some  Authority',
      'SOME  authority',
      ' Some Authority',
      'Some Authority ',
      'Some Authorities',
    ]) {
      const changed = Buffer.from(raw)
      changed.write(text.slice(0, 15).padEnd(15), start)
      changed[start - 2] = encoding
      if (!new X509Certificate(changed).checkIssued(authority)) continue
      same++
      expect([encoding, text, issuerWords(changed)]).toEqual([encoding, text, words])
    }
  }
  expect(same).toBe(16)
})
