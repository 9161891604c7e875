import { utimesSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'
import { createLab, type Lab } from './lab.ts'

let lab: Lab
let authority: Authority
let server: MtlsServer
let client: MtlsClient

beforeAll(async () => {
  ;[lab, authority] = await Promise.all([createLab(), createAuthority()])
  server = await startMtlsServer({
    identity: await authority.issueServer(),
    ca: authority.certificate,
    clientCertificate: 'require',
  })
  await rotate('CN=first', 0)
  client = createClient({
    ca: authority.certificate,
    clientCertificates: [
      {
        name: 'rotating',
        host: 'localhost',
        port: '*',
        cert: path.join(lab.folder, 'rotating.crt'),
        key: path.join(lab.folder, 'rotating.key'),
      },
    ],
  })
})

afterAll(async () => {
  await client?.close()
  await server?.close()
  lab?.remove()
})

/** New files, said to be that many seconds later: some file systems count time in steps. */
async function rotate(subject: string, seconds: number): Promise<void> {
  const { chain, key } = await authority.issueClient({ subject })
  const time = new Date(Date.now() + seconds * 1000)
  for (const [name, content] of [
    ['rotating.crt', chain],
    ['rotating.key', key],
  ] as const) {
    lab.write(name, content)
    utimesSync(path.join(lab.folder, name), time, time)
  }
}

/** Whom the server saw, and whom it was shown on the wire. */
async function subjects(): Promise<string[]> {
  const response = await client.request(server.url)
  const { subject } = (await response.json()) as { subject: string }
  return [subject, response.handshake?.clientCertificate.chain[0]?.subject ?? 'nobody']
}

test('a certificate that was changed is the one that the next request shows, kept-alive connection or not', async () => {
  expect(await subjects()).toEqual(['CN=first', 'CN=first'])
  expect(await subjects()).toEqual(['CN=first', 'CN=first'])
  expect(server.seen).toHaveLength(1)
  await rotate('CN=second', 10)
  // A kept connection carries requests for a tenth of a second more before the files are looked at again.
  await expect.poll(subjects, { interval: 20, timeout: 10_000 }).toEqual(['CN=second', 'CN=second'])
  expect(server.seen.map(({ subject }) => subject)).toEqual(['CN=first', 'CN=second'])
})
