import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { pathOf, requireProgram } from '../../fixtures/programs.ts'
import { eventually } from '../../fixtures/running-program.ts'
import { decodeTranscript } from '../../src/tls/transcript.ts'
import { readWireHandshake } from './read-wire-handshake.ts'
import { recordConnection } from './recorded-connection.ts'

const missing = requireProgram('openssl')

describe.skipIf(missing)(`what openssl s_server does on command${missing ? ` (${missing})` : ''}`, () => {
  let folder: string
  let authority: Authority
  let client: Identity

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 's_server-'))
    authority = await createAuthority()
    client = await authority.issueClient({ subject: 'CN=orders' })
    const server = await authority.issueServer()
    await writeFile(join(folder, 'server.pem'), server.certificate)
    await writeFile(join(folder, 'server.key'), server.key, { mode: 0o600 })
    await writeFile(join(folder, 'ca.pem'), authority.certificate)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** One connection on which the server is given one of its interactive letters; it ends when `message` came `times` times. */
  async function command(letter: string, message: string, times: number, ...options: string[]) {
    const files = ['-cert', 'server.pem', '-key', 'server.key', '-CAfile', 'ca.pem']
    const server = spawn(pathOf('openssl'), ['s_server', '-accept', '127.0.0.1:0', ...files, ...options], {
      cwd: folder,
    })
    try {
      const connection = await recordConnection({
        port: Number(await printed(server, /ACCEPT 127\.0\.0\.1:(\d+)/)),
        ca: authority.certificate,
        servername: 'localhost',
        cert: client.chain,
        key: client.key,
        say: 'hello\n',
        during: async (socket, recorder) => {
          await printed(server, /(hello)/)
          server.stdin.write(`${letter}\n`)
          const came = () => messages(recorder.recording).filter((name) => name === message).length === times
          await eventually(() => came() || undefined, `${message}, ${times} times`)
          socket.end('goodbye\n')
        },
      })
      return { handshake: readWireHandshake(connection.recording), recording: connection.recording }
    } finally {
      server.kill('SIGKILL')
      await once(server, 'exit')
    }
  }

  it('reads a renegotiation that asks for a certificate', async () => {
    const { handshake } = await command('R', 'server Finished', 2, '-tls1_2', '-no_resumption_on_reneg')
    expect(handshake.clientCertificate).toMatchObject({
      status: 'sent',
      during: 'renegotiation',
      proven: true,
    })
    expect(handshake.clientCertificate.chain[0]?.subject).toBe('CN=orders')
    expect(handshake.capture).toEqual({ complete: true })
  })

  it('reads a renegotiation that does not ask', async () => {
    const { handshake, recording } = await command('r', 'server Finished', 2, '-tls1_2', '-no_resumption_on_reneg')
    expect(messages(recording).filter((message) => message === 'client ClientHello')).toHaveLength(2)
    expect(handshake).toMatchObject({ clientCertificate: { status: 'not-requested' }, capture: { complete: true } })
  })

  it.each(['k', 'K'])('reads on after the key update %s', async (letter) => {
    const { handshake, recording } = await command(letter, 'server KeyUpdate', 1, '-tls1_3')
    // K asks the client to change its key too
    const expected = letter === 'K' ? ['server KeyUpdate', 'client KeyUpdate'] : ['server KeyUpdate']
    expect(messages(recording).filter((message) => message.endsWith('KeyUpdate'))).toEqual(expected)
    expect(handshake.alerts.map(({ from, description }) => `${from} ${description}`)).toContain('client close_notify')
    expect(handshake.capture).toEqual({ complete: true })
  })
})

function printed(server: ChildProcessWithoutNullStreams, line: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    for (const stream of [server.stdout, server.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk
        const found = line.exec(output)
        if (found) resolve(found[1] as string)
      })
    }
    server.once('exit', () => reject(new Error(`s_server ended: ${output}`)))
  })
}

function messages(recording: Parameters<typeof decodeTranscript>[0]): string[] {
  return decodeTranscript(recording).events.flatMap((event) =>
    event.kind === 'message' ? [`${event.from} ${event.message.name}`] : [],
  )
}
