import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import { describeProblems } from '../../src/config/problem-list.ts'
import { checkCredentials } from '../../src/credentials/check-credentials.ts'
import { createClient } from '../../src/request/client.ts'
import { createAuthority, flawedClientCertificates, loadAuthority, serve } from '../../src/testing/index.ts'
import { encryptedPem, fixedKey, pkcs8Pem } from './fixed-keys.ts'
import { createLab, type Lab } from './lab.ts'
import { body, mangles } from './mangled-secrets.ts'

/** As long a piece of a key as no output may have. */
const piece = 16
const passphrases = [
  'correct horse battery staple',
  'Tr0ub4dor&3-canary',
  'canary-passphrase',
  'pässwörd-canary',
  'c4naryCANARY1234',
  'canary/with/slashes',
  'canary\\with\\backslashes',
]

let lab: Lab
let before: string

/** Of two keys of each kind the first is given; what the forms of both have in common is no secret. */
const keys = ['orders', 'billing'].map((name) => {
  const key = fixedKey(name)
  return [pkcs8Pem(key), key.export({ type: 'sec1', format: 'pem' }) as string, encryptedPem(key, 'canary-passphrase')]
}) as [string[], string[]]
const bodies = secretPieces(body)

beforeAll(async () => {
  lab = await createLab()
  const authority = await createAuthority()
  const orders = await authority.issueClientCertificate({ subject: 'CN=orders', key: fixedKey('orders') })
  lab.write('orders.crt', orders.cert)
  lab.write('orders.key', keys[0][0]!)
  lab.write('orders.encrypted.key', keys[0][2]!)
  before = process.cwd()
  process.chdir(lab.folder)
})

afterAll(() => {
  process.chdir(before)
  lab.remove()
})

/** Line ends and separators hide nothing from a reader. */
function compact(text: string): string {
  return text.replaceAll(/\\[nrt]|[\s:,'"`+\\]/g, '')
}

function pieces(text: string): string[] {
  const safe = compact(text)
  return Array.from({ length: Math.max(0, safe.length - piece + 1) }, (_, start) => safe.slice(start, start + piece))
}

/** What a form shows of the keys, or of one of them. */
function secretPieces(form: (key: string) => string, kinds = keys[0].map((_, kind) => kind)): Set<string> {
  const [ours, others] = keys.map((ofName) => kinds.flatMap((kind) => pieces(form(ofName[kind]!)))) as [
    string[],
    string[],
  ]
  const common = new Set(others)
  return new Set(ours.filter((one) => !common.has(one)))
}

function leak(output: string, more: ReadonlySet<string> = new Set()): string | undefined {
  return pieces(output).find((one) => bodies.has(one) || more.has(one))
}

/** Everything that a person or a report could see of a value. */
function visible(value: unknown): string {
  const deep = { depth: 12, showHidden: true, getters: true, maxStringLength: null, maxArrayLength: null }
  const { message = '', stack = '' } = value instanceof Error ? value : {}
  return [JSON.stringify(value), inspect(value, deep), message, stack].join('\n')
}

/** What each place of a config says of a text. */
const configPlaces: Record<string, (text: string) => unknown> = {
  cert: (text) => ({ clientCertificates: [{ host: 'a', cert: text, key: 'orders.key' }] }),
  key: (text) => ({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: text }] }),
  pfx: (text) => ({ clientCertificates: [{ host: 'a', pfx: text, passphrase: 'x' }] }),
  base64: (text) => ({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: { base64: text } }] }),
  ca: (text) => ({ ca: [text] }),
  'ca.file': (text) => ({ ca: { file: text } }),
  crl: (text) => ({ crl: text }),
  passphrase: (text) => ({ clientCertificates: [{ host: 'a', pfx: 'orders.p12', passphrase: text }] }),
  host: (text) => ({ clientCertificates: [{ host: `${text} `, cert: 'orders.crt', key: 'billing.key' }] }),
  'unknown option': (text) => ({ clientCertificates: [{ host: 'a', pfx: 'orders.p12', keyText: text }] }),
  variable: () => ({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: '${KEY}', passphrase: '${KEY}' }] }),
  'variable in a path': () => ({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'certs/${KEY}' }] }),
}
const keyPlaces: typeof configPlaces = {
  ...configPlaces,
  'name of an option': (text) => ({ [text]: true }),
  minVersion: (text) => ({ minVersion: text }),
  verify: (text) => ({ verify: text }),
  profile: (text) => ({ profiles: { [text]: { timout: text } } }),
  config: (text) => text,
  proxy: (text) => ({ proxy: text }),
  'password of the proxy': (text) => ({ proxy: `http://user:${text}@proxy.internal:99999` }),
  keyLog: (text) => ({ capture: { keyLog: `absent/${text}` } }),
  name: (text) => ({ clientCertificates: [{ name: text, host: 'a', cert: 'orders.crt', key: 'billing.key' }] }),
  servername: (text) => ({ clientCertificates: [{ servername: text, host: 'a', cert: 'orders.crt', key: 'absent' }] }),
  entry: (text) => ({ clientCertificates: [text] }),
  'passphrase of a truststore': (text) => ({ ca: { file: 'orders.p12', passphrase: text } }),
  'host of a bundle': (text) => ({ ca: { file: 'ca.pem', hosts: [text] } }),
  'optional entry': (text) => ({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: text, optional: true }] }),
  'misspelt passphrase': (text) => ({ clientCertificates: [{ host: 'a', pfx: 'orders.p12', passphase: text }] }),
}

async function ofConfig(config: unknown, env: Record<string, string>): Promise<string> {
  const outcome = await loadConfig({ root: lab.folder, config: config as never, env, check: checkCredentials }).catch(
    (error: unknown) => error,
  )
  const { warnings = [] } = outcome as { warnings?: never[] }
  return visible(outcome) + describeProblems(warnings)
}

/** A port that nobody listens on: what a request says, it says before it connects, or of the refusal. */
const url = 'https://localhost:9/'
const requestPlaces: Record<string, (text: string) => object> = {
  'clientCert.key': (text) => ({ clientCert: { cert: 'orders.crt', key: text } }),
  'clientCert.cert': (text) => ({ clientCert: { cert: text, key: 'orders.key' } }),
  'clientCert.pfx': (text) => ({ clientCert: { pfx: text } }),
  clientCert: (text) => ({ clientCert: text }),
  ca: (text) => ({ ca: text }),
  passphrase: (text) => ({ clientCert: { cert: 'orders.crt', key: 'orders.encrypted.key', passphrase: text } }),
  'unknown option': (text) => ({ clientKey: text }),
  proxy: (text) => ({ proxy: text }),
  'clientCert.key as bytes': (text) => ({ clientCert: { cert: 'orders.crt', key: Buffer.from(text) } }),
  'value of a header': (text) => ({ headers: { authorization: text } }),
}
const keyRequestPlaces: typeof requestPlaces = {
  ...requestPlaces,
  'unknown option of clientCert': (text) => ({ clientCert: { cert: 'orders.crt', key: 'orders.key', [text]: text } }),
  method: (text) => ({ method: text }),
  'name of a header': (text) => ({ headers: { [text]: 'x' } }),
  servername: (text) => ({ servername: text }),
  ciphers: (text) => ({ ciphers: text }),
  query: (text) => ({ query: { key: text } }),
}

/** Calls that take a URL, a name or a certificate of their own. */
const calls: Record<string, (text: string) => unknown> = {
  'request()': (text) => createClient({}).request(text),
  'explain()': (text) => createClient({}).explain(text),
  'tlsOptions()': (text) => createClient({}).tlsOptions(text),
  'tlsOptions() of a host': (text) => createClient({}).tlsOptions(`https://${text}:1`),
  'loadAuthority()': (text) => loadAuthority({ cert: 'ca.pem', key: text }),
  'createAuthority(): key': (text) => createAuthority({ key: text }),
  'createAuthority(): subject': (text) => createAuthority({ subject: text }),
  'createAuthority(): subjectAltNames': (text) => createAuthority({ subjectAltNames: [text] }),
  'createAuthority(): unknown option': (text) => createAuthority({ [text]: text }),
  'serve(): certificate': (text) => serve({ certificate: { cert: text, key: text } }),
  'serve(): trusts': (text) => serve({ trusts: text, crl: text }),
  'serve(): flaw': (text) => serve({ flaw: text }),
  'flawedClientCertificates()': (text) => flawedClientCertificates({ like: { cert: 'orders.crt', key: text } }),
}

async function ofCall(give: () => unknown): Promise<string> {
  const outcome = await Promise.resolve()
    .then(give)
    .then((made) => (made as { close?: () => void }).close?.())
    .catch((error: unknown) => error)
  return visible(outcome)
}

async function ofRequest(init: object): Promise<string> {
  const client = createClient({})
  const outcome: unknown = await client.request(url, init).catch((error: unknown) => error)
  await client.close()
  return visible(outcome)
}

test('the canaries would be found', async () => {
  const [key = ''] = keys[0]
  expect(leak(visible(new Error(body(key).slice(30, 80))))).toBeDefined()
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  expect(leak(visible({ key: base64(key) }), secretPieces(base64))).toBeDefined()
  expect(leak(JSON.stringify({ key }))).toBeDefined()
  expect(leak('The file certs/orders.key does not exist.')).toBeUndefined()
})

describe('keys', () => {
  const names = Object.keys(mangles)
  let forms = 0

  test.each(names)('%s, and then mangled in every seventh way', async (first) => {
    const places = Object.entries(keyPlaces)
    const requests = Object.entries(keyRequestPlaces)
    const given = Object.entries(calls)
    for (const [index, second] of names.entries()) {
      const turn = index + names.indexOf(first)
      if (turn % 7 !== 0) continue
      const kind = index % keys[0].length
      const form = (key: string) => mangles[second]!(mangles[first]!(key))
      const text = form(keys[0][kind]!)
      const secret = secretPieces(form, [kind])
      const [place, config] = places[turn % places.length]!
      const [option, init] = requests[turn % requests.length]!
      expect(leak(await ofConfig(config(text), { KEY: text }), secret), `${place}: ${first}, ${second}`).toBeUndefined()
      expect(leak(await ofRequest(init(text)), secret), `request ${option}: ${first}, ${second}`).toBeUndefined()
      const [call, give] = given[turn % given.length]!
      expect(leak(await ofCall(() => give(text)), secret), `${call}: ${first}, ${second}`).toBeUndefined()
      forms++
    }
  })

  test('these were some thousand forms', () => {
    expect(forms).toBeGreaterThan(2000)
  })
})

describe('passphrases', () => {
  const wrappings: ((text: string) => string)[] = [
    (text) => text,
    (text) => `${text}\n`,
    (text) => ` ${text}  `,
    (text) => `"${text}"`,
    (text) => `'${text}'`,
    (text) => `PASS=${text}`,
    (text) => Buffer.from(text).toString('base64'),
    (text) => encodeURIComponent(text),
  ]

  test.each(passphrases)('%s', async (passphrase) => {
    for (const wrap of wrappings) {
      const text = wrap(passphrase)
      const shows = (output: string) =>
        [passphrase, text.trim(), JSON.stringify(passphrase).slice(1, -1)].some((one) => output.includes(one))
      for (const [place, config] of Object.entries(configPlaces)) {
        expect(shows(await ofConfig(config(text), { KEY: text })), `${place}: ${text}`).toBe(false)
      }
      for (const [place, init] of Object.entries(requestPlaces)) {
        // A name is a name: `clientCert` as a string, the host of a proxy.
        if (place === 'clientCert' || place === 'proxy') continue
        expect(shows(await ofRequest(init(text))), `request ${place}: ${text}`).toBe(false)
      }
    }
  })
})

describe('files of a config that does not parse', () => {
  const files: [name: string, write: (text: string) => string][] = [
    ['a.yaml', (text) => `clientCertificates:\n  - host: *.internal\n    key: ${text}\n`],
    ['b.yaml', (text) => `clientCertificates:\n  - host: a\n   key: "${text}\n`],
    ['c.json', (text) => `{ "clientCertificates": [{ "host": "a", "key": "${text}", }] }`],
    ['d.json', (text) => `{ "clientCertificates": [{ "host": "a", "key": ${text} }] }`],
    ['e.mjs', (text) => `export default { clientCertificates: [{ host: 'a', key: ${text} }] }`],
    ['f.mjs', (text) => `import fs from 'node:fs'\nexport default { ca: fs.readFileSync(${JSON.stringify(text)}) }`],
    ['g.mjs', (text) => `import ${JSON.stringify(text)}\nexport default {}`],
    ['h.mjs', (text) => `throw new Error(${JSON.stringify(`bad key ${text}`)})`],
  ]
  test.each(files)('%s', async (name, write) => {
    for (const [index, [form, mangle]] of Object.entries(mangles).entries()) {
      const file = `${index}-${name}`
      lab.write(file, write(mangle(keys[0][0]!)))
      const outcome = await loadConfig({ root: lab.folder, config: file, env: {}, check: checkCredentials }).catch(
        (error: unknown) => error,
      )
      expect(leak(visible(outcome), secretPieces(mangle, [0])), form).toBeUndefined()
    }
  })
})
