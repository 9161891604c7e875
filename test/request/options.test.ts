import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'
import type { MtlsRequestInit } from '../../src/request/request-init.ts'

const canary = 'canary-of-a-secret'
let server: MtlsServer
let client: MtlsClient
let billing: { cert: string; key: string; pfx: Buffer }
let root: string

beforeAll(async () => {
  const authority = await createAuthority()
  const identity = await authority.issueServer()
  const [orders, second] = await Promise.all(
    ['orders', 'billing'].map((name) => authority.issueClient({ subject: `CN=${name}` })),
  )
  root = authority.certificate
  billing = { cert: second!.chain, key: second!.key, pfx: second!.pfx({ passphrase: 'secret' }) }
  server = await startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'require' })
  client = createClient({
    ca: [authority.certificate],
    clientCertificates: [{ name: 'orders', host: 'localhost', port: '*', cert: orders!.chain, key: orders!.key }],
  })
})

afterAll(async () => {
  await client.close()
  await server.close()
})

/** The error's problems, one a line; the server has seen nothing. */
async function refusal(init: unknown): Promise<string> {
  const before = server.seen.length
  const error: Error = await client.request(server.url, init as never).then(
    () => new Error('the request was made'),
    (reason) => reason,
  )
  expect(server.seen).toHaveLength(before)
  expect(error.name).toBe('ConfigError')
  expect(error.message).not.toContain(canary)
  return error.message.replaceAll(/\n+ {4}/g, ' ').replaceAll(/\n+ {2}/g, '\n')
}

describe('a name that does not exist', () => {
  test.each<[object, string]>([
    [{ clientCerts: false }, 'clientCerts There is no option "clientCerts". Did you mean clientCert?'],
    [{ timout: 5 }, 'timout There is no option "timout". Did you mean timeout?'],
    [{ rejectUnauthorized: false }, 'rejectUnauthorized There is no option "rejectUnauthorized". Did you mean verify?'],
    [{ Method: 'POST' }, 'Method There is no option "Method". Did you mean method?'],
    [{ params: { a: 1 } }, 'params There is no option "params". Did you mean query?'],
    [{ cert: canary, key: canary }, 'cert There is no option "cert". Did you mean clientCert?'],
    [{ serverName: 'api' }, 'serverName There is no option "serverName". Did you mean servername?'],
    [{ verfy: undefined }, 'verfy There is no option "verfy". Did you mean verify?'],
  ])('%o', async (init, words) => {
    expect(await refusal(init)).toContain(words)
  })

  test('two mistakes are told at once', async () => {
    expect(await refusal({ clientCerts: false, timout: 5 })).toMatchInlineSnapshot(`
      "2 problems in the options of the request
      clientCerts There is no option "clientCerts". Did you mean clientCert?
      timout There is no option "timout". Did you mean timeout?"
    `)
  })

  test('in what the prototype has', async () => {
    expect(await refusal(Object.create({ timout: 5 }))).toContain('"timout"')
  })
})

describe('clientCert that is none', () => {
  const url = new URL('file:///certs/orders.pem')
  test.each<[string, unknown, string]>([
    ['no key', { cert: canary }, 'clientCert.key Found `cert` without `key`. Add `key`;'],
    ['no cert', { key: canary }, 'clientCert.cert Found `key` without `cert`. Add `cert`;'],
    ['nothing', {}, 'clientCert Found an object without a certificate. Write { cert, key },'],
    ['pfx undefined', { pfx: undefined }, 'clientCert Found an object without a certificate.'],
    ['both forms', { pfx: canary, cert: canary }, 'clientCert Found `pfx` beside `cert` or `key`.'],
    [
      'names of Playwright',
      { certPath: canary, keyPath: canary },
      'clientCert.certPath There is no option "certPath". Did you mean cert?',
    ],
    [
      'password',
      { pfx: 'a.p12', password: canary },
      'clientCert.password There is no option "password". Did you mean passphrase?',
    ],
    ['null', null, 'clientCert Found null. Write false, the name of an entry in the config, { cert, key, passphrase }'],
    ['true', true, 'clientCert Found the value true. Write false, the name'],
    ['a number', 1, 'clientCert Found the number 1.'],
    ['a list', [], 'clientCert Found a list.'],
    ['a URL', url, 'clientCert Found a URL object.'],
    [
      'a URL as cert',
      { cert: url, key: 'a.key' },
      "clientCert.cert Found a URL object. Write a file's path, PEM text, or { base64: '...' }",
    ],
    ['a Promise', Promise.resolve(), 'clientCert Found a Promise, which wants an `await` before it.'],
    [
      'bytes in a list',
      { cert: [45, 45, 45], key: 'a.key' },
      "clientCert.cert Found a list. Write a file's path, PEM text, or { base64: '...' }.",
    ],
    ['key as a number', { cert: 'a.crt', key: 5 }, 'clientCert.key Found a number.'],
    [
      'passphrase as bytes',
      { pfx: 'a.p12', passphrase: Buffer.from(canary) },
      'clientCert.passphrase Found bytes. Write a string.',
    ],
    ['key null', { cert: 'a.crt', key: null }, 'clientCert.key Found null.'],
    [
      'base64 misspelt',
      { pfx: { base46: canary } },
      'clientCert.pfx.base46 There is no option "base46". Did you mean base64?',
    ],
    ['a name that the config does not have', 'order', "clientCert The config has no client certificate named 'order'."],
  ])('%s', async (_, clientCert, words) => {
    expect(await refusal({ clientCert })).toContain(words)
  })
})

describe('a value that does not fit', () => {
  test.each<[object, string]>([
    [{ timeout: '5s' }, "timeout Found '5s'. Write a number from 0 to 2147483647."],
    [{ timeout: Number.NaN }, 'timeout Found the number NaN.'],
    [{ timeout: -1 }, 'timeout Found the number -1.'],
    [{ timeout: Number.POSITIVE_INFINITY }, 'timeout Found the number Infinity.'],
    [{ timeout: null }, 'timeout Found null.'],
    [{ verify: 'false' }, "verify Found 'false'. Write true or false."],
    [{ verify: 0 }, 'verify Found the number 0.'],
    [{ fresh: 1 }, 'fresh Found the number 1.'],
    [{ http2: 'yes' }, "http2 Found 'yes'."],
    [{ servername: ['a'] }, 'servername Found a list. Write a string.'],
    [{ minVersion: 'TLS1.2' }, "minVersion Found 'TLS1.2', which is none of the valid values."],
    [{ maxVersion: 1.2 }, "maxVersion Found the number 1.2. Write one of 'TLSv1',"],
    [{ ca: null }, 'ca Found null.'],
    [{ ca: { files: 'a.pem' } }, 'ca.files There is no option "files". Did you mean file?'],
    [{ ca: {} }, 'ca The entry has neither `file` nor `base64`.'],
    [{ ca: [root, 5] }, 'ca[1] Found a number.'],
    [{ ca: { file: 'absent.pem' } }, 'ca The file'],
    [{ ciphers: [] }, 'ciphers Found a list.'],
    [{ proxy: new URL(`http://user:${canary}@proxy`) }, "proxy Found a URL object. Write a URL, 'env' or false."],
    [{ proxy: { host: canary } }, 'proxy Found an object.'],
    [
      { query: new URLSearchParams('a=1') },
      'query Found an object of the kind URLSearchParams. Write an object: { name: value }.',
    ],
    [{ query: 'a=1' }, "query Found 'a=1'."],
    [{ query: { a: { b: 1 } } }, 'query.a Found an object.'],
    [
      { redirect: 'folow' },
      "redirect Found 'folow', which is none of the valid values. Write one of 'follow', 'error', 'manual'. Did you mean 'follow'?",
    ],
    [{ signal: 5 }, 'signal Found the number 5. Write an AbortSignal.'],
    [{ method: null }, 'method Found null.'],
    [{ dispatcher: {} }, 'dispatcher Found an object. Write no dispatcher: request() makes its own connections.'],
  ])('%o', async (init, words) => {
    expect(await refusal(init)).toContain(words)
  })

  test.each<[string, unknown]>([
    ['null', null],
    ['a string', 'POST'],
    ['a list', []],
    ['a function', () => {}],
    ['a number', 5],
  ])('%s in place of the options', async (_, init) => {
    expect(await refusal(init)).toContain('all of them Found')
  })
})

describe('sound options pass', () => {
  const fetchs = {
    method: 'POST',
    headers: { a: 'b' },
    body: 'text',
    redirect: 'manual',
    signal: new AbortController().signal,
    credentials: 'include',
    mode: 'cors',
    cache: 'no-store',
    referrer: '',
    referrerPolicy: 'origin',
    integrity: '',
    keepalive: true,
    window: null,
    priority: 'high',
  }
  test.each<[string, () => MtlsRequestInit]>([
    ['those of fetch', () => fetchs as MtlsRequestInit],
    ['those of fetch that are null', () => ({ body: null, signal: null })],
    [
      'those that are undefined',
      () => ({ clientCert: undefined, ca: undefined, timeout: undefined, dispatcher: undefined }),
    ],
    [
      'all of our own',
      () => ({
        json: [],
        method: 'POST',
        query: { a: [1, 'b', true, null, undefined] },
        timeout: 0,
        verify: true,
        fresh: true,
        ca: [root],
        servername: 'localhost',
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.3',
        ciphers: 'DEFAULT',
        http2: false,
        proxy: false,
      }),
    ],
    ['ca as in the config', () => ({ ca: { base64: Buffer.from(root).toString('base64') } })],
    [
      'an authority',
      () => ({ ca: Object.assign(Object.create({ revoke() {} }), { cert: root, key: canary, name: 'Lab' }) }),
    ],
    ['an authority in a list', () => ({ ca: [root, { cert: root, issue() {} }] as never })],
  ])('%s', async (_, init) => {
    const response = await client.request(server.url, init())
    expect(response.status).toBe(200)
  })

  class Issued {
    readonly chain = []
    constructor(
      readonly cert: string,
      readonly key: string,
    ) {}
    writeTo() {}
  }
  const bytes: Record<string, (text: string) => Uint8Array> = {
    'a Buffer': (text) => Buffer.from(text),
    'what TextEncoder gives': (text) => new TextEncoder().encode(text),
    'a part of a larger buffer': (text) => Buffer.from(`--${text}--`).subarray(2, -2),
    'a Uint8Array of another realm': (text) =>
      runInNewContext('Uint8Array.from(bytes)', { bytes: [...Buffer.from(text)] }),
    'a DataView': (text) => new DataView(Uint8Array.from(Buffer.from(text)).buffer) as never,
    'an ArrayBuffer of another realm': (text) =>
      runInNewContext('Uint8Array.from(bytes).buffer', { bytes: [...Buffer.from(text)] }),
  }
  test.each<[string, () => MtlsRequestInit['clientCert']]>([
    ['cert and key', () => ({ cert: billing.cert, key: billing.key })],
    ['with a name', () => ({ cert: billing.cert, key: billing.key, name: 'billing' })],
    ['pfx', () => ({ pfx: billing.pfx, passphrase: 'secret' })],
    ['an object of a class', () => new Issued(billing.cert, billing.key)],
    ['an object with methods', () => ({ cert: billing.cert, key: billing.key, chain: [], writeTo() {} }) as never],
    [
      'an object with members that do not show',
      () =>
        Object.defineProperties({} as { cert: string; key: string }, {
          cert: { value: billing.cert },
          key: { value: billing.key },
          chain: { value: [] },
        }),
    ],
    ['an object of another realm', () => runInNewContext('({ cert, key })', { cert: billing.cert, key: billing.key })],
    ...Object.entries(bytes).map(([kind, of]): [string, () => MtlsRequestInit['clientCert']] => [
      kind,
      () => ({ cert: of(billing.cert), key: of(billing.key) }),
    ]),
  ])('clientCert: %s', async (_, clientCert) => {
    const response = await client.request(server.url, { clientCert: clientCert()!, fresh: true })
    expect(response.handshake?.clientCertificate.chain[0]?.subject).toBe('CN=billing')
  })

  test.each(Object.entries(bytes))('ca: %s', async (_, of) => {
    const own = createClient({
      clientCertificates: [{ host: 'localhost', port: '*', cert: of(billing.cert) as never, key: of(billing.key) }],
    })
    const response = await own.request(server.url, { ca: of(root) })
    expect(response.status).toBe(200)
    await own.close()
  })
})

test('what is wrong with the config is not said to be an option of the request', async () => {
  const own = createClient({ ca: ['absent.pem'] })
  await expect(own.request(server.url, { timeout: 5000, verify: false })).rejects.toThrow(
    /One problem in the mTLS configuration: inline config\n {2}ca\[0\]/,
  )
  await own.close()
})
