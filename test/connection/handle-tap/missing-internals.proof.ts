import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Authority, createAuthority } from '../../../fixtures/authority.ts'
import type { Identity } from '../../../fixtures/identity.ts'
import { type MtlsServer, startMtlsServer } from '../../../fixtures/mtls-server.ts'
import { hiddenPieces } from './hidden-internals.ts'

let authority: Authority
let orders: Identity
let other: Identity
let servers: Record<'required, TLS 1.2' | 'required, TLS 1.3' | 'not asked', MtlsServer>

beforeAll(async () => {
  authority = await createAuthority()
  const identity = await authority.issueServer()
  orders = await authority.issueClient({ subject: 'CN=orders' })
  other = await (await createAuthority()).issueClient({ subject: 'CN=other' })
  const ca = authority.certificate
  servers = {
    'required, TLS 1.2': await startMtlsServer({ identity, ca, clientCertificate: 'require', maxVersion: 'TLSv1.2' }),
    'required, TLS 1.3': await startMtlsServer({ identity, ca, clientCertificate: 'require', minVersion: 'TLSv1.3' }),
    'not asked': await startMtlsServer({ identity, clientCertificate: 'none' }),
  }
})
afterAll(() => Promise.all(Object.values(servers).map((server) => server.close())))

/** The package, as a process has it that has not used it yet. */
async function freshPackage() {
  vi.resetModules()
  const { missingInternals } = await import('../../../src/connection/handle-tap/record-socket.ts')
  const { createClient } = await import('../../../src/request/client.ts')
  const { handshakeOf } = await import('../../../src/request/mtls-response.ts')
  return { missingInternals, createClient, handshakeOf }
}

type Package = Awaited<ReturnType<typeof freshPackage>>

/** What each server's connection is recorded as, for a client that it knows and for one that it does not. */
async function records({ createClient, handshakeOf }: Pick<Package, 'createClient' | 'handshakeOf'>) {
  const recorded: Record<string, unknown> = {}
  for (const { chain, key } of [orders, other]) {
    const client = createClient({
      ca: [authority.certificate],
      clientCertificates: [{ host: '*', port: '*', cert: chain, key }],
    })
    for (const [name, { url }] of Object.entries(servers)) {
      const outcome = await client.request(url).then(
        async (response) => ({ value: response, said: await response.text() }),
        // This server destroys the connection: whether an end or a reset comes first is chance.
        (error: Error) => ({ value: error, said: error.message.replace(/closed|reset/, 'ended') }),
      )
      const { clientCertificate, protocol, cipher, alerts, capture, verification } = handshakeOf(outcome.value)!
      const { status, proven, during } = clientCertificate
      const subjects = clientCertificate.chain.map(({ subject }) => subject)
      recorded[`${name}, ${chain === orders.chain ? 'known' : 'unknown'}`] = {
        said: outcome.said,
        client: { status, proven, during, subjects },
        protocol,
        cipher,
        alerts: alerts.filter(({ from }) => from === 'server').map(({ description }) => description),
        capture,
        verification,
      }
    }
    await client.destroy()
  }
  return recorded
}

let whole: Awaited<ReturnType<typeof records>>
beforeAll(async () => {
  const fresh = await freshPackage()
  expect(fresh.missingInternals()).toEqual([])
  whole = await records(fresh)
})

it('records what there is to tell apart', () => {
  expect(Object.values(whole).map((record) => (record as { client: unknown }).client)).toMatchInlineSnapshot(`
    [
      {
        "during": "handshake",
        "proven": true,
        "status": "sent",
        "subjects": [
          "CN=orders",
          "O=Test Authority,L=Kathmandu,ST=Bagmati,C=NP,CN=Test Authority",
        ],
      },
      {
        "during": "handshake",
        "proven": true,
        "status": "sent",
        "subjects": [
          "CN=orders",
          "O=Test Authority,L=Kathmandu,ST=Bagmati,C=NP,CN=Test Authority",
        ],
      },
      {
        "during": undefined,
        "proven": false,
        "status": "not-requested",
        "subjects": [],
      },
      {
        "during": "handshake",
        "proven": true,
        "status": "sent",
        "subjects": [
          "CN=other",
          "O=Test Authority,L=Kathmandu,ST=Bagmati,C=NP,CN=Test Authority",
        ],
      },
      {
        "during": "handshake",
        "proven": true,
        "status": "sent",
        "subjects": [
          "CN=other",
          "O=Test Authority,L=Kathmandu,ST=Bagmati,C=NP,CN=Test Authority",
        ],
      },
      {
        "during": undefined,
        "proven": false,
        "status": "not-requested",
        "subjects": [],
      },
    ]
  `)
})

describe('a Node that lacks one piece', () => {
  it.each(hiddenPieces)('$piece', async ({ hide, missing, lookOnly }) => {
    const restore = hide()
    try {
      const { missingInternals, ...fresh } = await freshPackage()
      expect(missingInternals().join('\n')).toContain(missing)
      if (lookOnly) restore()
      expect(await records(fresh)).toEqual(whole)
    } finally {
      if (!lookOnly) restore()
    }
  })
})
