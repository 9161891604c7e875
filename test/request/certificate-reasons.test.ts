import { beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { startCertificateServer } from '../../fixtures/certificate-server.ts'
import { der, extension, name, octetString } from '../../fixtures/der.ts'
import {
  issueIntermediateWith,
  issueServerWith,
  permittedDomain,
  unknownCriticalExtension,
} from '../../fixtures/faulty.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { pemOf } from '../../fixtures/raw-certificate.ts'
import { createClient } from '../../src/request/client.ts'
import { handshakeOf } from '../../src/request/mtls-response.ts'
import { makeChain, soundDraft } from '../verification/chain-draft.ts'
import { derOf } from '../verification/node-verdict.ts'

let authority: Authority
beforeAll(async () => {
  authority = await createAuthority()
})

const issue: Record<string, () => Promise<Identity>> = {
  'name-constraint': async () =>
    issueServerWith(await issueIntermediateWith(authority, { extensions: [permittedDomain('lab.example')] })),
  'weak-signature': () => issueServerWith(authority, { hash: 'SHA-1' }),
  'unhandled-extension': () => issueServerWith(authority, { extensions: [unknownCriticalExtension()] }),
}

describe('what Node calls UNSPECIFIED has its own name', () => {
  test.each(
    ['TLSv1.2', 'TLSv1.3'].flatMap((version) =>
      ['none', 'optional'].flatMap((asks) => Object.keys(issue).map((kind) => [version, asks, kind] as const)),
    ),
  )('%s, the server asks: %s, %s', async (version, clientCertificate, kind) => {
    await using server = await startMtlsServer({
      identity: await issue[kind]!(),
      ca: authority.certificate,
      clientCertificate: clientCertificate as 'none' | 'optional',
      minVersion: version as 'TLSv1.2',
      maxVersion: version as 'TLSv1.2',
      tls: { ciphers: 'DEFAULT:@SECLEVEL=0' },
    })
    const client = createClient({ ca: [authority.certificate] })
    const error: unknown = await client.request(server.url).catch((reason: unknown) => reason)
    const response = await client.request(server.url, { verify: false })
    for (const outcome of [error, response]) {
      const { problems } = handshakeOf(outcome)!.verification
      expect(problems).toMatchObject([{ class: kind, position: 0 }])
      expect(problems[0]?.code).not.toBe('UNSPECIFIED')
    }
    expect(error).toMatchObject({ name: 'HandshakeError', code: handshakeOf(error)!.verification.problems[0]!.code })
    expect(String(error)).toContain('We refused the server')
    expect(String(error)).not.toContain('UNSPECIFIED')
    await client.destroy()
  })
})

describe('what ends the handshake before anything is verified', () => {
  test.each<[string, () => Buffer[], string, RegExp]>([
    [
      'a serial number that is padded, in an intermediate',
      () => {
        const draft = soundDraft(1)
        draft.parts[1]!.serialNumber = der(0x02, Buffer.of(0, 0x11, 0x22))
        return makeChain(draft).chain
      },
      'ERR_SSL_ILLEGAL_PADDING',
      /^CN=Intermediate 1,O=Lab is malformed: .*padded with 00 \(illegal padding\)\.$/,
    ],
    [
      'a key that is none',
      () => {
        const draft = soundDraft(1)
        draft.parts[0]!.key = 'unreadable'
        return makeChain(draft).chain
      },
      expect.stringMatching(/^ERR_(OSSL|SSL)_/),
      /^CN=Leaf,O=Lab is malformed: its public key cannot be read \(.*\)\.$/,
    ],
    [
      'a name that is no UTF-8',
      () => {
        const draft = soundDraft(1)
        draft.parts[0]!.name = name(['O', Buffer.of(0x4d, 0xfc)], ['CN', 'Leaf'])
        return makeChain(draft).chain
      },
      'ERR_SSL_INVALID_UTF8STRING',
      /is malformed: Name\.O: expected UTF-8.*\(invalid utf8string\)\.$/,
    ],
  ])('%s', async (_, makeBytes, code, message) => {
    const chain = makeBytes()
    await using server = await startCertificateServer(chain)
    const error = await refusedBy(server.url)
    expect(error).toMatchObject({ name: 'HandshakeError', code })
    const { verification } = handshakeOf(error)!
    const position = code === 'ERR_SSL_ILLEGAL_PADDING' ? 1 : 0
    expect(verification.problems).toMatchObject([
      { class: 'malformed', code, position, message: expect.stringMatching(message) },
    ])
    expect(verification.trusted).toBe(false)
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('more certificates than OpenSSL reads: %s', async (version) => {
    const leaf = await authority.issueServer()
    const draft = soundDraft(0)
    draft.parts[0]!.more.push(extension('2.999.1', octetString(Buffer.alloc(15_000, 1))))
    const filler = pemOf('CERTIFICATE', makeChain(draft).chain[0]!)
    const identity = { chain: leaf.chain + filler.repeat(7), key: leaf.key }
    await using server = await startMtlsServer({ identity, clientCertificate: 'none', maxVersion: version })
    const error = await refusedBy(server.url)
    expect(error).toMatchObject({ name: 'HandshakeError', code: 'ERR_SSL_EXCESSIVE_MESSAGE_SIZE' })
    const { verification, serverCertificate } = handshakeOf(error)!
    expect(verification.problems).toEqual([
      {
        class: 'other',
        code: 'ERR_SSL_EXCESSIVE_MESSAGE_SIZE',
        message: `The server's Certificate message has ${serverCertificate.unfinished} bytes, and OpenSSL reads 102400 at most: it sends too many or too large certificates.`,
      },
    ])
    expect(serverCertificate.unfinished).toBeGreaterThan(
      derOf(identity.chain).reduce((sum, { length }) => sum + length, 0),
    )
  })

  test('a Certificate message that is whole says nothing of the kind', async () => {
    await using server = await startMtlsServer({ identity: await authority.issueServer(), clientCertificate: 'none' })
    const error = await refusedBy(server.url)
    expect(handshakeOf(error)!.serverCertificate).not.toHaveProperty('unfinished')
    expect(handshakeOf(error)!.verification.problems.map((problem) => problem.class)).toContain('unknown-issuer')
  })
})

async function refusedBy(url: string): Promise<unknown> {
  const client = createClient({ trustDefaultCAs: false })
  const error: unknown = await client.request(url).catch((reason: unknown) => reason)
  await client.destroy()
  return error
}
