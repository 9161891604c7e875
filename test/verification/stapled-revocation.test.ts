import { X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { issueServerWith } from '../../fixtures/faulty.ts'
import { respondTo } from '../../fixtures/ocsp-response.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { stapledRevocation } from '../../src/verification/stapled-revocation.ts'

const day = 86_400_000
const missing = requireProgram('openssl')
if (missing !== undefined) console.warn(`Skipped: OCSP responses (${missing})`)

describe.skipIf(missing)('an OCSP response', () => {
  let leaf: Uint8Array
  let revoked: Uint8Array
  beforeAll(async () => {
    const authority = await createAuthority()
    const { certificate } = await issueServerWith(authority)
    leaf = new X509Certificate(certificate).raw
    revoked = await respondTo(authority, certificate, 'revoked')
  })
  const classesAt = (days: number, response = revoked) =>
    stapledRevocation(response, leaf, new Date(Date.now() + days * day)).map((problem) => problem.class)

  test('tells since when', () => {
    const [problem] = stapledRevocation(revoked, leaf, new Date())
    expect(problem).toMatchObject({ class: 'revoked', subject: 'CN=localhost', position: 0 })
    expect(problem?.message).toMatch(/^CN=localhost is revoked since \d{4}-\d\d-\d\dT[\d:.]+Z: /)
  })

  test('counts in its time alone', () => {
    expect([-1, 0, 6, 8].map((days) => classesAt(days))).toEqual([[], ['revoked'], ['revoked'], []])
  })

  test('says nothing when a part of it is missing, or when it is something else', () => {
    // The signature ends it and is not read; what comes before has to be whole.
    for (let length = 0; length < 100; length++) expect(classesAt(0, revoked.subarray(0, length))).toEqual([])
    expect(classesAt(0, leaf)).toEqual([])
    // OCSPResponseStatus tryLater (3), RFC 6960 4.2.1.
    expect(classesAt(0, Buffer.from('30030a0103', 'hex'))).toEqual([])
  })
})
