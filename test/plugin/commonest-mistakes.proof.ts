import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { configOf, createMistakesSuite, type MistakesSuite, mistakesAtStart } from '../../fixtures/mistakes-suite.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'
import { withoutNotices } from './normalised.ts'

let suite: MistakesSuite
let main: string

beforeAll(async () => {
  suite = await createMistakesSuite()
  main = await seenIn({})
}, 120_000)

afterAll(() => suite[Symbol.asyncDispose]())

/** What the terminal shows of a run, without what differs from run to run. */
async function seenIn({ folder = '.', mistake }: { folder?: string; mistake?: string }): Promise<string> {
  const env = { ...suite.env, ...(mistake && { MISTAKE: configOf(mistake) }) }
  const { stderr } = await runVitest(join(suite.project.folder, folder), { reporters: ['default'], env })
  return Object.entries(suite.ports)
    .reduce(
      (text, [name, port]) => text.replaceAll(`:${port}`, `:<${name}>`).replaceAll(` ${port}`, ` <${name}>`),
      withoutNotices(stderr),
    )
    .replaceAll(suite.project.folder, '<root>')
    .replaceAll(/\d{4}-\d\d-\d\d/g, '<date>')
}

/** The message of a failed test, up to the transcript or the code frame. */
function messageOf(output: string, name: string): string {
  const [, after = ''] = output.split(`> ${name}\n`)
  return after.split(/\n\n(?=mTLS transcript)|\n ❯ /)[0]!.trimEnd()
}

describe('in a test', () => {
  test('CA', () =>
    expect(messageOf(main, 'CA')).toMatchInlineSnapshot(
      `"HandshakeError: We refused the server at localhost:<FOREIGN> because it sent its certificate alone, and the issuer of that, O=Another,L=Kathmandu,ST=Bagmati,C=NP,CN=Another, is not trusted here. If that issuer is an intermediate, let the server send it too; if it is a root, add it to ca in the config (or 'mkcert', or 'system')."`,
    ))
  test('port', () =>
    expect(messageOf(main, 'port')).toMatchInlineSnapshot(
      `"HandshakeError: The server at localhost:<BILLING> refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: clientCertificates[0] ("orders") does not apply (port <ORDERS>, the request goes to <BILLING>). Set port <BILLING> (or '*' for any) in clientCertificates[0] ("orders")."`,
    ))
  test('scheme', () =>
    expect(messageOf(main, 'scheme')).toMatchInlineSnapshot(
      `"ConnectionError: The request went to localhost:<ORDERS> over plain HTTP, and the connection was closed without an answer, as on a port that expects TLS. Write https:// instead of http:// in http://localhost:<ORDERS>/, if that port is the TLS port."`,
    ))
  test('host', () =>
    expect(messageOf(main, 'host')).toMatchInlineSnapshot(
      `"HandshakeError: The server at 127.0.0.1:<ORDERS> refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: none of the 4 configured client certificates is for 127.0.0.1:<ORDERS>: clientCertificates[0] ("orders") is for localhost:<ORDERS>, clientCertificates[1] ("expired") is for named.internal:443, clientCertificates[2] ("other CA") is for named.internal:443 and 1 more. Add an entry for 127.0.0.1:<ORDERS> to clientCertificates in the config, or pass clientCert with the request."`,
    ))
  test('expired', () =>
    expect(messageOf(main, 'expired')).toMatchInlineSnapshot(
      `"HandshakeError: The server at localhost:<ORDERS> closed the connection without an alert and without an answer right after our client certificate (CN=expired from clientCertificates[1]); the likely reason: it expired on <date> (1 day ago). Renew the client certificate."`,
    ))
  test('other CA', () =>
    expect(messageOf(main, 'other CA')).toMatchInlineSnapshot(
      `"HandshakeError: The server at localhost:<ORDERS> closed the connection without an alert and without an answer right after our client certificate (CN=foreign from clientCertificates[2]); the likely reason: its issuer O=Another,L=Kathmandu,ST=Bagmati,C=NP,CN=Another is not among the authorities that the server listed (O=Lab,L=Kathmandu,ST=Bagmati,C=NP,CN=Lab). Configure a certificate of one of those authorities, or add the issuer to the CAs that the server trusts; if one of them issued that issuer, append its certificate to the cert file."`,
    ))
  test('purpose', () =>
    expect(messageOf(main, 'purpose')).toMatchInlineSnapshot(
      `"HandshakeError: The server at localhost:<ORDERS> closed the connection without an alert and without an answer right after our client certificate (CN=site from clientCertificates[3]); the likely reason: it is for servers only: the extended key usage is serverAuth, without clientAuth. Issue the client certificate with the extended key usage clientAuth."`,
    ))
  test('not asked', () =>
    expect(messageOf(main, 'not asked')).toMatchInlineSnapshot(`
    "Error: expect(received).toHaveSentClientCert(expected)
    Expected: a client certificate sent that fits "orders"
    Received: no client certificate: the server never asked for one
    Why: The server at localhost:<STATUS> never asked for a client certificate, and none was offered: clientCertificates[0] ("orders") does not apply (port <ORDERS>, the request goes to <STATUS>). What to do: Check that the request goes to the right host and port; to offer a certificate here, set port <STATUS> (or '*' for any) in clientCertificates[0] ("orders").

      connection: localhost:<STATUS>, 127.0.0.1, TLSv1.3, TLS_AES_256_GCM_SHA384
      server's certificate: CN=localhost, issued by O=Lab,L=Kathmandu,ST=Bagmati,C=NP,CN=Lab, valid until <date>
      client certificate: the server never asked
      answer: 200"
  `))
  test('option of a request', () =>
    expect(messageOf(main, 'option of a request')).toMatchInlineSnapshot(`
    "ConfigError: One problem in the options of the request
      clientCerts
        There is no option "clientCerts".
        Did you mean clientCert?"
  `))
  test('await', () =>
    expect(messageOf(main, 'await')).toMatchInlineSnapshot(
      `"Error: expect(...).toHaveSentClientCert() on a promise or a function was not awaited: write "await expect(...)"."`,
    ))
  test('.not', () =>
    expect(messageOf(main, '.not')).toMatchInlineSnapshot(`
    "Error: expect(received).not.toHaveSentClientCert(expected)
    Expected: no client certificate sent that fits "orders"
    Received: sent: CN=orders
    Why: The server asked for a client certificate, and the one of clientCertificates[0] ("orders") (exact host, exact port) went out. What to do: Pass clientCert: false with the request if none is to be sent, or correct the entry of the config.

      connection: localhost:<ORDERS>, 127.0.0.1, TLSv1.3, TLS_AES_256_GCM_SHA384
      server's certificate: CN=localhost, issued by O=Lab,L=Kathmandu,ST=Bagmati,C=NP,CN=Lab, valid until <date>
      client certificate: sent CN=orders, issued by O=Lab,L=Kathmandu,ST=Bagmati,C=NP,CN=Lab, valid until <date>; the server asked for O=Lab,L=Kathmandu,ST=Bagmati,C=NP,CN=Lab
      answer: 200"
  `))
  test('timeout', () =>
    expect(messageOf(main, 'timeout')).toMatchInlineSnapshot(
      `"ConnectionError: The server at localhost:<SILENT> accepted the TCP connection and did not finish the TLS handshake in time (timeout: 500 ms). Check that the port speaks TLS and that nothing in between holds the bytes back."`,
    ))
  test('proxy', () =>
    expect(messageOf(main, 'proxy')).toMatchInlineSnapshot(
      `"ConnectionError: The proxy http://127.0.0.1:1 could not be reached, so no connection to localhost:<ORDERS> was made. Check the URL of the proxy (it comes from proxy of the request), or set proxy: false."`,
    ))

  test.each(['not asked', '.not'])('on the fourth line there is what to do: %s', (name) => {
    expect(messageOf(main, name).split('\n')[3]).toMatch(/^Why: .*clientCertificates\[0\].* What to do: /)
  })
})

describe('at the start', () => {
  const seen: Record<string, string> = {}

  beforeAll(async () => {
    for (const mistake of mistakesAtStart) seen[mistake] = await seenIn({ mistake })
  }, 120_000)

  const messageAtStart = (mistake: string) => /\[ConfigError: ([\s\S]*?)\] \{/.exec(seen[mistake]!)?.[1]

  test('path', () =>
    expect(messageAtStart('path')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <root>/mtls.path.json
      clientCertificates[0].cert
        The file certs/order.crt does not exist.
        Did you mean orders.crt, in the same folder?"
  `))
  test('passphrase', () =>
    expect(messageAtStart('passphrase')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <root>/mtls.passphrase.json
      clientCertificates[0].passphrase
        The passphrase does not open the file certs/orders.p12.
        Correct \`passphrase\`."
  `))
  test('key', () =>
    expect(messageAtStart('key')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <root>/mtls.key.json
      clientCertificates[0].key
        The file certs/billing.key is not the key of the certificate (CN=orders).
        Give the key that was made for this certificate."
  `))
  test('YAML', () =>
    expect(messageAtStart('YAML')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <root>/mtls.yaml-mistake.yaml
      the whole file
        The file is no valid YAML: line 2, column 11: unidentified alias …; an unquoted * begins an alias in YAML.
        Put the value in quotes: host: '*.partner.example'."
  `))
  test('option', () =>
    expect(messageAtStart('option')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <root>/mtls.option.json
      clientCertificates[0].keyy
        There is no option "keyy".
        Did you mean key?"
  `))
  test('variable', () =>
    expect(messageAtStart('variable')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <root>/mtls.variable.json
      clientCertificates[0].passphrase
        The environment variable ORDERS_PASSPHRASE is not set.
        Set ORDERS_PASSPHRASE, or give a default: \${ORDERS_PASSPHRASE:-default}."
  `))

  test('within four lines there are the file, the field, the cause and what to do', () => {
    for (const mistake of mistakesAtStart) expect(messageAtStart(mistake)!.split('\n')).toHaveLength(4)
  })
})

describe('a config that is not found', () => {
  test('there is none', async () => {
    const output = await seenIn({ folder: 'no-config' })
    expect(messageOf(output, 'client')).toMatchInlineSnapshot(
      `"HandshakeError: The server at localhost:<ORDERS> refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: no client certificate is configured, as no config was found (<root>/no-config was searched for mtls.config.*, .mtlsrc*, .config/mtlsrc* and "mtls" in package.json). Add an entry for localhost:<ORDERS> to clientCertificates in the config, or pass clientCert with the request."`,
    )
    expect(messageOf(output, 'server')).toMatchInlineSnapshot(
      `"HandshakeError: We refused the server at localhost:<FOREIGN> because it sent its certificate alone, and the issuer of that, O=Another,L=Kathmandu,ST=Bagmati,C=NP,CN=Another, is not trusted here; no config was found (<root>/no-config was searched for mtls.config.*, .mtlsrc*, .config/mtlsrc* and "mtls" in package.json). If that issuer is an intermediate, let the server send it too; if it is a root, add it to ca in the config (or 'mkcert', or 'system')."`,
    )
  })

  test('it lies in a folder that is not searched', async () => {
    const output = await seenIn({ folder: 'misplaced' })
    expect(/^vitest-mtls: .*/m.exec(output)?.[0]).toMatchInlineSnapshot(
      `"vitest-mtls: <root>/misplaced: test/mtls.config.ts: No config was found, and this one lies in a folder that is not searched. Move it to the root or above, or name it in the plugin: mtls({ config: 'test/mtls.config.ts' })."`,
    )
    expect(output.match(/^vitest-mtls: /gm)).toHaveLength(1)
    expect(messageOf(output, 'client')).toMatchInlineSnapshot(
      `"HandshakeError: The server at localhost:<ORDERS> refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: no client certificate is configured, as no config was found (<root>/misplaced was searched for mtls.config.*, .mtlsrc*, .config/mtlsrc* and "mtls" in package.json; not read: <root>/misplaced/test/mtls.config.ts). Give that config a name and a folder that are searched, or name it in the plugin: mtls({ config })."`,
    )
  })

  test('it has nearly the right name', async () => {
    const output = await seenIn({ folder: 'misnamed' })
    expect(/^vitest-mtls: .*/m.exec(output)?.[0]).toMatchInlineSnapshot(
      `"vitest-mtls: <root>/misnamed: mtls.yaml: No config was found, and this file has nearly the name of one. Call it mtls.config.ts, .js, .json or .yaml, or name it in the plugin: mtls({ config })."`,
    )
    expect(messageOf(output, 'client')).toMatchInlineSnapshot(
      `"HandshakeError: The server at localhost:<ORDERS> refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: no client certificate is configured, as no config was found (<root>/misnamed was searched for mtls.config.*, .mtlsrc*, .config/mtlsrc* and "mtls" in package.json; not read: <root>/misnamed/mtls.yaml). Give that config a name and a folder that are searched, or name it in the plugin: mtls({ config })."`,
    )
    expect(messageOf(output, 'server')).toMatchInlineSnapshot(
      `"HandshakeError: We refused the server at localhost:<FOREIGN> because it sent its certificate alone, and the issuer of that, O=Another,L=Kathmandu,ST=Bagmati,C=NP,CN=Another, is not trusted here; no config was found (<root>/misnamed was searched for mtls.config.*, .mtlsrc*, .config/mtlsrc* and "mtls" in package.json; not read: <root>/misnamed/mtls.yaml). Give that config a name and a folder that are searched, or name it in the plugin: mtls({ config })."`,
    )
  })
})
