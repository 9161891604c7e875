/** Secrets of the NSS key log format, found by label and client random. Makes no copy of those that nobody asks for. */
export class KeyLog {
  readonly #lines: readonly string[]

  constructor(lines: readonly string[]) {
    this.#lines = lines
  }

  /** The latest line counts. */
  secret(label: KeyLogLabel, clientRandom: Uint8Array): Uint8Array | undefined {
    const random = Buffer.from(clientRandom).toString('hex')
    const line = this.#lines.findLast((one) => one.startsWith(label) && isFor(one, label, random))
    return line === undefined ? undefined : new Uint8Array(Buffer.from(line.slice(line.lastIndexOf(' ') + 1), 'hex'))
  }
}

function isFor(line: string, wanted: KeyLogLabel, clientRandom: string): boolean {
  const [, label, random] = lineForm.exec(line) ?? []
  return label === wanted && random?.toLowerCase() === clientRandom
}

export type KeyLogLabel =
  | 'CLIENT_RANDOM'
  | 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'
  | 'SERVER_HANDSHAKE_TRAFFIC_SECRET'
  | 'CLIENT_TRAFFIC_SECRET_0'
  | 'SERVER_TRAFFIC_SECRET_0'

const lineForm = /^([A-Z0-9_]+) ([0-9a-fA-F]{64}) ((?:[0-9a-fA-F]{2})+)$/
