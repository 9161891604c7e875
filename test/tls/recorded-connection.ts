import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { Recorder } from '../../src/tls/recorder.ts'
import type { Recording } from '../../src/tls/recording.ts'

export interface RecordedConnection {
  recording: Recording
  recorder: Recorder
  /** The recording as it stood at `secureConnect`. */
  atSecureConnect?: Recording
  /** What the client got. */
  answer: string
  error?: NodeJS.ErrnoException
  /** Session of the connection, for resumption. */
  session?: Buffer
}

export interface RecordedConnectionOptions extends ConnectionOptions {
  port: number
  /** What the client says once it is connected; default: one HTTP request that closes. */
  say?: string
  /** Ends the connection when it is true of the answer so far; default: waits for the server's end. */
  until?: (answer: string) => boolean
  /** Application data is kept like everything else. */
  keepAll?: boolean
  /** More to do with the open connection. */
  during?: (socket: TLSSocket, recorder: Recorder) => void
}

/** One TLS connection to a loopback server, told by both sides' bytes. Resolves when it has ended, well or not. */
export async function recordConnection({
  port,
  say,
  until,
  during,
  keepAll,
  ...options
}: RecordedConnectionOptions): Promise<RecordedConnection> {
  const raw = connectTcp({ port, host: '127.0.0.1' })
  await once(raw, 'connect')
  const recorder = new Recorder()
  const socket = connect({ ...options, socket: tapped(raw, recorder) })
  const result: RecordedConnection = { recording: recorder.recording, recorder, answer: '' }
  socket.on('keylog', (line: Buffer) => recorder.keyLog(line))
  socket.on('session', (session: Buffer) => {
    result.session = session
  })
  socket.on('error', (error) => {
    result.error ??= error
  })
  socket.once('secureConnect', () => {
    result.atSecureConnect = recorder.recording
    if (!keepAll) setImmediate(() => recorder.handshakeDone())
    during?.(socket, recorder)
    socket.write(say ?? 'GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n')
  })
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => {
    result.answer += text
    if (until?.(result.answer)) socket.end()
  })
  await new Promise((resolve) => socket.once('close', resolve))
  raw.destroy()
  return { ...result, recording: recorder.recording }
}

function tapped(raw: Socket, recorder: Recorder): Duplex {
  const tap = new Duplex({
    read: () => raw.resume(),
    write(chunk: Buffer, _encoding, callback) {
      recorder.push('client', chunk)
      raw.write(chunk, callback)
    },
    final: (callback) => void raw.end(callback),
  })
  raw.on('data', (chunk: Buffer) => {
    recorder.push('server', chunk)
    tap.push(chunk)
  })
  raw.once('end', () => tap.push(null))
  raw.once('error', (error) => tap.destroy(error))
  raw.once('close', () => tap.destroy())
  return tap
}
