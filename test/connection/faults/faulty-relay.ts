import { connect, type Socket } from 'node:net'
import { reset } from '../../../fixtures/reset.ts'
import { startTcpServer, type TcpServer } from '../../../fixtures/tcp-server.ts'
import { among, below } from './draws.ts'

/** What a relay does to the bytes of the server once `at` of them have passed. */
export interface Fault {
  kind: (typeof kinds)[number]
  at: number
  /** Milliseconds that it holds the bytes back, where it does. */
  delay: number
  /** Bytes at a time, where it cuts them up; 0: as they come. */
  piece: number
  /** The server's bytes come first, before those of the client go on. */
  early: boolean
}

const kinds = [
  'none',
  'close',
  'reset',
  'end',
  'garbage',
  'alert',
  'flip',
  'drop',
  'hold',
  'repeat',
  'cut the client',
  'deaf',
] as const

/** Of a handshake about 3,000 bytes come; a fault may as well lie far behind it. */
export function drawFault(random: () => number): Fault {
  const at = among(random, [
    () => 0,
    () => below(random, 64),
    () => below(random, 4_000),
    () => below(random, 300_000),
  ])()
  return {
    kind: random() < 0.5 ? 'none' : among(random, kinds),
    at,
    delay: random() < 0.2 ? 1 + below(random, 8) : 0,
    piece: random() < 0.15 ? 1 + below(random, 700) : 0,
    early: random() < 0.1,
  }
}

/** Passes connections on to `port`, each with the same fault. */
export function startFaultyRelay(port: number, fault: Fault, random: () => number): Promise<TcpServer> {
  return startTcpServer((client) => {
    if (fault.kind === 'close' && fault.at === 0) {
      client.destroy()
      return
    }
    if (fault.early && fault.kind === 'garbage') client.write(noise(random))
    const server = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    server.on('error', () => client.destroy())
    client.once('close', () => server.destroy())
    if (fault.kind !== 'deaf') client.pipe(server)
    const relay = new Relay(client, server, fault, random)
    server.on('data', (bytes) => relay.pass(bytes))
    server.on('end', () => relay.end())
  })
}

class Relay {
  #passed = 0
  #struck = false
  #queue: Promise<void> = Promise.resolve()

  constructor(
    readonly client: Socket,
    readonly server: Socket,
    readonly fault: Fault,
    readonly random: () => number,
  ) {}

  pass(bytes: Buffer): void {
    const { at, kind, delay, piece } = this.fault
    const before = at - this.#passed
    this.#passed += bytes.length
    if (this.#struck && kind === 'drop') return
    if (this.#struck || kind === 'none' || bytes.length < before) this.#send(bytes, delay, piece)
    else {
      this.#struck = true
      this.#send(bytes.subarray(0, Math.max(0, before)), delay, piece)
      this.#queue = this.#queue.then(() => this.#strike(bytes.subarray(Math.max(0, before))))
    }
  }

  end(): void {
    this.#queue = this.#queue.then(() => {
      if (this.fault.kind !== 'hold') this.client.end()
    })
  }

  #send(bytes: Buffer, delay: number, piece: number): void {
    if (bytes.length === 0) return
    if (delay === 0 && piece === 0) {
      this.#queue = this.#queue.then(() => this.#write(bytes))
      return
    }
    // Not so many pieces that a long body takes minutes.
    const step = piece === 0 ? bytes.length : Math.max(piece, Math.ceil(bytes.length / 40))
    for (let start = 0; start < bytes.length; start += step) {
      this.#queue = this.#queue.then(async () => {
        this.#write(bytes.subarray(start, start + step))
        await new Promise((resolve) => setTimeout(resolve, delay))
      })
    }
  }

  #write(bytes: Uint8Array): void {
    if (!this.client.destroyed && !this.client.writableEnded) this.client.write(bytes)
  }

  #strike(rest: Buffer): void {
    const { client, server, random } = this
    const actions: Record<Fault['kind'], () => void> = {
      none: () => this.#write(rest),
      close: () => client.destroy(),
      // What was written has to leave first: a reset throws away what is still queued.
      reset: () => client.write('', () => reset(client)),
      end: () => client.end(),
      garbage: () => this.#write(noise(random)),
      alert: () => {
        this.#write(Buffer.of(21, 3, 3, 0, 2, 1 + below(random, 2), below(random, 121)))
        if (random() < 0.5) client.end()
      },
      flip: () => {
        const changed = Buffer.from(rest)
        const place = below(random, changed.length)
        if (changed.length > 0) changed[place]! ^= 1 << below(random, 8)
        this.#write(changed)
      },
      drop: () => {
        if (random() < 0.7) setTimeout(() => client.end(), below(random, 20))
      },
      hold: () => setTimeout(() => this.#write(rest), below(random, 20)),
      repeat: () => {
        this.#write(rest)
        this.#write(rest)
      },
      'cut the client': () => {
        client.unpipe(server)
        reset(server)
        setTimeout(() => client.destroy(), below(random, 10))
      },
      deaf: () => setTimeout(() => client.destroy(), below(random, 20)),
    }
    actions[this.fault.kind]()
  }
}

function noise(random: () => number): Uint8Array {
  return Uint8Array.from({ length: 1 + below(random, 600) }, () => below(random, 256))
}
