import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import { createCredentials } from '../../src/credentials/credentials.ts'

const target = { cert: 'a.crt', key: 'a.key' }

/** Summary, then a line for each entry: `*` marks the one that applies. */
async function explained(address: string): Promise<string> {
  const config = await loadConfig({
    root: '/project',
    env: {},
    config: {
      clientCertificates: [
        { name: 'orders', host: 'api.internal', port: 8443, ...target },
        { host: 'api.internal', ...target },
        { name: 'partner', host: '*.partner.example', port: '*', ...target },
        { host: '*.example', ...target },
        { name: 'old', host: 'api.internal', port: '*', enabled: false, ...target },
        { host: 'http://api.internal', ...target },
        { host: 'twin.test', ...target },
        { host: 'twin.test', ...target },
      ],
    },
  })
  const { summary, applied, others } = createCredentials(config).explain(address)
  const lines = others.map((entry) => `  ${entry.path}: ${entry.reason}`)
  return [summary, ...(applied ? [`* ${applied.path}: ${applied.reason}`] : []), ...lines].join('\n')
}

test('an exact entry', async () => {
  expect(await explained('https://api.internal:8443/orders')).toMatchInlineSnapshot(`
    "The client certificate 'orders' (clientCertificates[0]) is offered: exact host, exact port.
    * clientCertificates[0]: exact host, exact port
      clientCertificates[1]: port 443, the request goes to 8443
      clientCertificates[2]: api.internal is no sub-domain of partner.example
      clientCertificates[3]: api.internal is no sub-domain of example
      clientCertificates[4]: switched off
      clientCertificates[5]: http://api.internal can never match
      clientCertificates[6]: twin.test is another host than api.internal
      clientCertificates[7]: twin.test is another host than api.internal"
  `)
})

test('another port', async () => {
  expect(await explained('https://api.internal:9443')).toMatchInlineSnapshot(`
    "No client certificate: no entry is for api.internal:9443.
      clientCertificates[0]: port 8443, the request goes to 9443
      clientCertificates[1]: port 443, the request goes to 9443
      clientCertificates[2]: api.internal is no sub-domain of partner.example
      clientCertificates[3]: api.internal is no sub-domain of example
      clientCertificates[4]: switched off
      clientCertificates[5]: http://api.internal can never match
      clientCertificates[6]: twin.test is another host than api.internal
      clientCertificates[7]: twin.test is another host than api.internal"
  `)
})

test('the wildcard does not match its own domain', async () => {
  expect(await explained('https://partner.example:8443')).toMatchInlineSnapshot(`
    "No client certificate: no entry is for partner.example:8443.
      clientCertificates[0]: api.internal is another host than partner.example
      clientCertificates[1]: api.internal is another host than partner.example
      clientCertificates[2]: *.partner.example does not match partner.example itself
      clientCertificates[3]: port 443, the request goes to 8443
      clientCertificates[4]: switched off
      clientCertificates[5]: http://api.internal can never match
      clientCertificates[6]: twin.test is another host than partner.example
      clientCertificates[7]: twin.test is another host than partner.example"
  `)
})

test('a more specific entry', async () => {
  expect(await explained('https://a.partner.example')).toMatchInlineSnapshot(`
    "The client certificate 'partner' (clientCertificates[2]) is offered: wildcard *.partner.example, any port.
    * clientCertificates[2]: wildcard *.partner.example, any port
      clientCertificates[0]: api.internal is another host than a.partner.example
      clientCertificates[1]: api.internal is another host than a.partner.example
      clientCertificates[3]: clientCertificates[2] (*.partner.example) is more specific
      clientCertificates[4]: switched off
      clientCertificates[5]: http://api.internal can never match
      clientCertificates[6]: twin.test is another host than a.partner.example
      clientCertificates[7]: twin.test is another host than a.partner.example"
  `)
})

test('twins', async () => {
  expect(await explained('https://twin.test')).toMatchInlineSnapshot(`
    "The client certificate clientCertificates[7] is offered: exact host, exact port.
    * clientCertificates[7]: exact host, exact port
      clientCertificates[0]: api.internal is another host than twin.test
      clientCertificates[1]: api.internal is another host than twin.test
      clientCertificates[2]: twin.test is no sub-domain of partner.example
      clientCertificates[3]: twin.test is no sub-domain of example
      clientCertificates[4]: switched off
      clientCertificates[5]: http://api.internal can never match
      clientCertificates[6]: clientCertificates[7] comes later for the same host"
  `)
})

test('http', async () => {
  expect(await explained('http://api.internal')).toMatchInlineSnapshot(`
    "No client certificate: http has no TLS handshake.
      clientCertificates[0]: http, not https
      clientCertificates[1]: http, not https
      clientCertificates[2]: http, not https
      clientCertificates[3]: http, not https
      clientCertificates[4]: http, not https
      clientCertificates[5]: http, not https
      clientCertificates[6]: http, not https
      clientCertificates[7]: http, not https"
  `)
})

test('without entries', async () => {
  const credentials = createCredentials(await loadConfig({ root: '/project', env: {}, config: {} }))
  expect(credentials.explain('https://api.internal')).toEqual({
    url: 'https://api.internal/',
    summary: 'No client certificate: the config has none.',
    others: [],
  })
})

test('an explanation says which entry it is about', async () => {
  const config = await loadConfig({
    root: '/project',
    env: {},
    config: { clientCertificates: [{ name: 'orders', host: 'API.internal:8443', ...target }] },
  })
  expect(createCredentials(config).explain('https://api.internal:8443').applied).toEqual({
    path: 'clientCertificates[0]',
    name: 'orders',
    host: 'API.internal:8443',
    port: 8443,
    applies: true,
    reason: 'exact host, exact port',
  })
})

test('neither a password nor a token of the URL', async () => {
  const config = await loadConfig({ root: '/project', env: {}, config: {} })
  const { url } = createCredentials(config).explain('https://me:hunter2@api.internal:8443/orders?token=hunter2')
  expect(url).toBe('https://api.internal:8443/orders?…')
})
