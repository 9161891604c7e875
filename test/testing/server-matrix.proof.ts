import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildGoServer, type GoServers } from '../../fixtures/go-server.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { type FlawTable, onFlawTable } from '../../src/evidence/flaw-table.ts'
import type { FlawName } from '../../src/testing/flaws/flaw-catalogue.ts'
import { type Authority, createAuthority, type IssuedCertificate, testingMatchers } from '../../src/testing/index.ts'
import { matrixServers } from './matrix-servers.ts'

expect.extend(testingMatchers as never)

// A few flaws of each kind; all of them, over both versions, are tried by the proof that writes docs/flaws.md.
const only = [
  'none-sent',
  'self-signed',
  'another-authority',
  'expired',
  'server-purpose-only',
  'leaf-used-as-authority',
  'damaged-signature',
  'authority-itself',
] as const satisfies readonly FlawName[]

const nothing: readonly FlawName[] = []
const everything = [...only]

/** Its program, what it accepts of `only`, and whether it demands a certificate. */
const servers: Record<string, { program?: string; accepts: readonly FlawName[]; demands: boolean }> = {
  'nginx, `on`, with `ssl_crl`': { program: 'nginx', accepts: nothing, demands: true },
  'nginx, `optional`': { program: 'nginx', accepts: ['none-sent'], demands: false },
  'nginx, `optional_no_ca`': {
    program: 'nginx',
    accepts: ['none-sent', 'self-signed', 'another-authority'],
    demands: false,
  },
  'Apache, `require`': { program: 'apache2', accepts: nothing, demands: true },
  'HAProxy, `required`': { program: 'haproxy', accepts: nothing, demands: true },
  'OpenSSL, `s_server -Verify`': { program: 'openssl', accepts: nothing, demands: true },
  'GnuTLS, `gnutls-serv`': { program: 'gnutls-serv', accepts: ['server-purpose-only'], demands: true },
  'Go, `RequestClientCert`': { program: 'go', accepts: everything, demands: false },
  'Go, `RequireAnyClientCert`': {
    program: 'go',
    accepts: everything.filter((flaw) => flaw !== 'none-sent'),
    demands: false,
  },
  'Go, `VerifyClientCertIfGiven`': { program: 'go', accepts: ['none-sent', 'authority-itself'], demands: false },
  'Go, `RequireAndVerifyClientCert`': { program: 'go', accepts: ['authority-itself'], demands: true },
  // here the authority has no intermediate: Java lets in the very certificate that it trusts
  'Java, `setNeedClientAuth`': { program: 'java', accepts: ['authority-itself'], demands: true },
  'Node, `requestCert`': { accepts: nothing, demands: true },
  'Node, `rejectUnauthorized: false`': {
    accepts: everything.filter((flaw) => flaw !== 'damaged-signature'),
    demands: false,
  },
  '`serve()`, with `crl`': { accepts: nothing, demands: true },
}

let authority: Authority
let like: IssuedCertificate
let go: GoServers | undefined
let table: FlawTable

beforeAll(async () => {
  onFlawTable((made) => {
    table = made
  })
  authority = await createAuthority({ subject: 'CN=Server Root' })
  like = await authority.issueClientCertificate({ subject: 'CN=orders' })
})

afterAll(() => go?.[Symbol.asyncDispose]())

/** Built once, for the tests that need it. */
const goServers: GoServers = {
  async start(options) {
    go ??= await buildGoServer()
    return go.start(options)
  },
  async [Symbol.asyncDispose]() {},
}

describe.each(Object.entries(servers))('%s', (name, { program, accepts, demands }) => {
  const missing = program === undefined ? undefined : requireProgram(program)

  test.skipIf(missing)(
    `toRejectFlawedClientCerts ${accepts.length === 0 ? 'passes' : `names ${accepts.join(', ')}`}, and toDemandClientCert ${demands ? 'passes' : 'fails'}${missing ? ` (${missing})` : ''}`,
    { timeout: 120_000 },
    async () => {
      await using server = await matrixServers(authority, goServers)[name]!()
      const options = { like, authority, ca: authority.ca, only }
      if (accepts.length > 0) {
        await expect(server.url).not.toRejectFlawedClientCerts(options)
        const accepted = table.rows.filter(({ outcome }) => outcome === 'accepted')
        expect(accepted.map(({ flaw }) => flaw)).toEqual(accepts)
        const failure = (expect(server.url).toRejectFlawedClientCerts(options) as Promise<void>).catch((error) => error)
        expect(String(await failure)).toContain(`${accepts.length} accepted: ${accepts.join(', ')}`)
      } else await expect(server.url).toRejectFlawedClientCerts(options)
      if (demands) await expect(server.url).toDemandClientCert()
      else await expect(server.url).not.toDemandClientCert()
    },
  )
})
