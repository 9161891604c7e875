import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { flawedClientCertificates, loadAuthority, serve, tryFlawedClientCerts } from '../../src/testing/index.ts'
import { certificateOptions, serverCertificateOptions } from '../../src/testing/issue/certificate-option-table.ts'
import { createAuthority } from '../../src/testing/issue/create-authority.ts'
import { serveOptions } from '../../src/testing/serve/serve-options.ts'
import { hostileValues, mistakeOf } from '../config/hostile-values.ts'

const authority = await createAuthority()
const orders = await authority.issueClientCertificate()

const folder = mkdtempSync(path.join(tmpdir(), 'mtls-written-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Give = (value: unknown) => unknown

function each(call: string, names: readonly string[], give: (options: never) => unknown): [string, string, Give][] {
  return names.map((name) => [call, name, (value) => give({ [name]: value } as never)])
}

/** What the names and purposes of a certificate are is told in words of their own. */
const worded = /^(subject|subjectAltNames|extendedKeyUsage|keyType|intermediates)$/

test.each<[string, string, Give]>([
  ...each('createAuthority()', Object.keys({ ...certificateOptions, intermediates: 1 }), createAuthority),
  ...each('issueClientCertificate()', Object.keys(certificateOptions), (o) => authority.issueClientCertificate(o)),
  ...each('issueServerCertificate()', Object.keys(serverCertificateOptions), (o) =>
    authority.issueServerCertificate(o),
  ),
  ...each('issueIntermediate()', Object.keys(certificateOptions), (o) => authority.issueIntermediate(o)),
  ...each('revoke()', ['at', 'reason'], (o) => authority.revoke(orders, o)),
  ...each('crl()', ['thisUpdate', 'nextUpdate'], (o) => authority.crl(o)),
  ...each('ocspResponse()', ['status', 'thisUpdate', 'nextUpdate'], (o) => authority.ocspResponse(orders, o)),
  ...each('writeTo()', ['name', 'passphrase'], (o) => authority.writeTo(folder, o)),
  ...each('toPkcs12()', ['legacy'], (o) => orders.toPkcs12('', o)),
  ...each('loadAuthority()', ['cert', 'key', 'pfx'], (o) =>
    loadAuthority({ cert: authority.cert, key: authority.key, ...(o as object) } as never),
  ),
  ...each('serve()', Object.keys(serveOptions), (o) => serve({ authority, ...(o as object) })),
  ...each('flawedClientCertificates()', ['authority', 'only', 'except'], (o) =>
    flawedClientCertificates({ like: orders, authority, only: ['expired'], ...(o as object) }),
  ),
  ...each('tryFlawedClientCerts()', ['authority', 'only', 'except', 'on', 'ca'], (o) =>
    tryFlawedClientCerts(() => Promise.reject(new Error('authority only except on ca')), {
      like: orders,
      ...(o as object),
    }),
  ),
])('%s: %s', async (_, name, give) => {
  for (const [kind, value] of hostileValues()) {
    if (worded.test(name) && /word|circle|another/.test(kind)) continue
    if (name === 'subject' && value instanceof Uint8Array) continue
    expect(await mistakeOf(() => give(value), name), kind).toBeUndefined()
  }
})

describe('in place of an argument', () => {
  test.each<[string, Give]>([
    ['createAuthority()', (value) => createAuthority(value as never)],
    ['issueClientCertificate()', (value) => authority.issueClientCertificate(value as never)],
    ['revoke()', (value) => authority.revoke(value as never)],
    ['revoke()', (value) => authority.revoke(orders, value as never)],
    ['crl()', (value) => authority.crl(value as never)],
    ['ocspResponse()', (value) => authority.ocspResponse(value as never)],
    ['ocspResponse()', (value) => authority.ocspResponse(orders, value as never)],
    ['toPkcs12()', (value) => orders.toPkcs12(value as never)],
    ['toPkcs12()', (value) => orders.toPkcs12('', value as never)],
    ['loadAuthority()', (value) => loadAuthority(value as never)],
    ['serve()', (value) => serve(value as never)],
    ['serve()', (value) => serve({ authority }, value as never)],
    ['flawedClientCertificates()', (value) => flawedClientCertificates(value as never)],
    ['tryFlawedClientCerts()', (value) => tryFlawedClientCerts('https://localhost:1', value as never)],
  ])('%s', async (call, give) => {
    for (const [kind, value] of hostileValues()) {
      expect(await mistakeOf(() => give(value), call), kind).toBeUndefined()
    }
  })
})

test('in words', async () => {
  const given = { clientCertificates: 'require', minVersion: 'TLS1.2', http2: 'yes', certificat: {} }
  await expect(serve(given as never)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: 4 problems in the options of serve()
      clientCertificates
        Found 'require', which is none of the valid values.
        Write one of 'required', 'optional', 'none'. Did you mean 'required'?
      minVersion
        Found 'TLS1.2', which is none of the valid values.
        Write one of 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'. Did you mean 'TLSv1.2'?
      http2
        Found 'yes'.
        Write true or false.
      certificat
        There is no option "certificat".
        Did you mean certificate?]
  `)
  await expect(
    createAuthority({ validFor: 90, keyUsage: ['sign'], key: 'ca.key' } as never),
  ).rejects.toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: 3 problems in the options of createAuthority()
      validFor
        Found the number 90.
        Write a duration: '90 days' or { days: 90 }.
      keyUsage[0]
        Found 'sign', which is none of the valid values.
        Write one of 'digitalSignature', 'nonRepudiation', 'keyEncipherment', 'dataEncipherment', 'keyAgreement', 'keyCertSign', 'cRLSign', 'encipherOnly', 'decipherOnly'.
      key
        Found a string.
        Write a private key: PEM, or a KeyObject.]
  `)
})

test('dates may be text', () => {
  const dates = { thisUpdate: '2030-01-01', nextUpdate: '2030-02-01' }
  const list = (options: object) => Buffer.from(authority.crl(options).replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
  expect(list(dates).toString('latin1')).toContain('300201000000Z')
  expect(authority.ocspResponse(orders, dates).toString('latin1')).toContain('20300201000000Z')
  authority.revoke(orders, { at: '2029-12-31' })
  expect(list(dates).toString('latin1')).toContain('291231000000Z')
})
