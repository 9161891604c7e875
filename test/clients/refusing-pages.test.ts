import { get } from 'node:https'
import { text } from 'node:stream/consumers'
import axios from 'axios'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { type Nginx, startNginx } from '../../fixtures/nginx.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { matchers } from '../../src/matchers/index.ts'
import { watchClients } from './material/in-this-process.ts'

expect.extend(matchers)

/** nginx lets a client without a certificate in, and says in its page why it refuses: the page belongs to the client, and is known. */
describe.skipIf(requireProgram('nginx'))("nginx's page", () => {
  let nginx: Nginx
  let ca: string

  beforeAll(async () => {
    const authority = await createAuthority()
    ca = authority.certificate
    nginx = await startNginx({ identity: await authority.issueServer(), ca, verifyClient: 'on' })
  })

  afterAll(() => nginx.close())

  const clients: Record<string, () => Promise<unknown>> = {
    https: () =>
      new Promise((resolve, reject) =>
        get(nginx.url, { ca, agent: false }, (response) => resolve(text(response))).on('error', reject),
      ),
    axios: async () => {
      const { data } = await axios.get(nginx.url, {
        httpsAgent: new (await import('node:https')).Agent({ ca }),
        validateStatus: null,
      })
      return data
    },
    undici: async () => {
      await using dispatcher = Object.assign(new Agent({ connect: { ca } }), {
        [Symbol.asyncDispose]: () => dispatcher.close(),
      })
      return (await request(nginx.url, { dispatcher })).body.text()
    },
  }

  test.each(Object.keys(clients))('to %s', async (name) => {
    using watched = await watchClients()
    expect(await clients[name]!()).toContain('No required SSL certificate was sent')
    const [handshake] = watched.handshakes()
    expect(handshake).toHaveRejectedClientCert({ via: 'http', status: 400 })
    expect(handshake).toHaveRejectedClientCert()
  })
})
