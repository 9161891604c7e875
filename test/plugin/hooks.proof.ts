import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFailingSuite, type FailingSuite } from '../../fixtures/failing-suite.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

const spec = `import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createAuthority, serve } from 'vitest-mtls/testing'
const box = \`https://localhost:\${process.env.LAB_PORT}/\`
const status = \`https://localhost:\${process.env.STATUS_PORT}/\`

test('another reason than a matcher', async () => {
  const server = await serve({ clientCertificates: 'required', refuse: 'http' })
  const stranger = await (await createAuthority({ subject: 'CN=Another' })).issueClientCertificate({ subject: 'CN=stranger' })
  const res = await request(server.url, { ca: server.ca, clientCert: stranger })
  expect(res.status).toBe(200) // here
})
describe('beforeAll', () => {
  beforeAll(async () => {
    await request(box) // here
  })
  test('never runs', () => {})
})
describe('beforeAll with a matcher', () => {
  beforeAll(async () => {
    await expect(request(status)).toHaveSentClientCert() // here
  })
  test('never runs', () => {})
})
describe('beforeEach', () => {
  beforeEach(async () => {
    await request(box) // here
  })
  test('never runs', () => {})
})
describe('afterEach', () => {
  afterEach(async () => {
    await request(box) // here
  })
  test('has passed', () => {})
})
describe('afterAll', () => {
  afterAll(async () => {
    await expect(request(status)).toHaveSentClientCert() // here
  })
  test('has passed', () => {})
})
`
const lines = spec.split('\n').flatMap((line, index) => (line.endsWith('// here') ? [index + 1] : []))

let suite: FailingSuite
let output: string

beforeAll(async () => {
  suite = await createFailingSuite()
  await suite.project.write({ 'orders.test.ts': spec })
  const { code, stdout, stderr } = await runVitest(suite.project.folder, { reporters: ['default'], env: suite.lab.env })
  expect(code).toBe(1)
  output = stdout + stderr
})

afterAll(() => suite[Symbol.asyncDispose]())

test('each failure points at the line, in a hook too', () => {
  const named = [...output.matchAll(/❯ orders\.test\.ts:(\d+):/g)].map(([, line]) => Number(line))
  expect([...new Set(named)].sort((a, b) => a - b)).toEqual(lines)
})

test('what Vitest prints below an error is short', () => {
  expect(output).not.toMatch(/BEGIN CERTIFICATE|modulus|fingerprint|pubkey|node_modules\/vitest-mtls/)
  const serialised = [...output.matchAll(/Serialized Error: (.*)/g)].map(([, text]) => text!)
  expect(serialised.length).toBeGreaterThan(0)
  for (const text of serialised) expect(text.length).toBeLessThan(200)
})

test('the transcript of a test that fails for another reason ends with what was refused, why, and what to do', () => {
  const [, transcript = ''] = /mTLS transcript\n([\s\S]*?)\n\n(?:- Expected| ❯ )/.exec(output) ?? []
  const last = transcript.trim().split('\n').slice(-2).join('\n')
  expect(last.replaceAll(/localhost:\d+/g, 'localhost')).toMatchInlineSnapshot(`
    "The server at localhost answered with 400 ("The SSL certificate error") after our client certificate (CN=stranger); the likely reason: its issuer CN=Another is not among the authorities that the server listed (CN=Test Authority).
    Configure a certificate of one of those authorities, or add the issuer to the CAs that the server trusts; if one of them issued that issuer, append its certificate to the cert file."
  `)
  expect(transcript).not.toMatch(/✓ client certificate/)
})
