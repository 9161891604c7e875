/** Secrets of the NSS key log format, found by label and client random. */
export class KeyLog {
  readonly #secrets = new Map<string, Uint8Array>()

  constructor(lines: readonly string[]) {
    for (const line of lines) {
      const [, label, random, secret] = lineForm.exec(line) ?? []
      if (label && random && secret) {
        this.#secrets.set(`${label} ${random.toLowerCase()}`, new Uint8Array(Buffer.from(secret, 'hex')))
      }
    }
  }

  secret(label: KeyLogLabel, clientRandom: Uint8Array): Uint8Array | undefined {
    return this.#secrets.get(`${label} ${Buffer.from(clientRandom).toString('hex')}`)
  }
}

export type KeyLogLabel =
  | 'CLIENT_RANDOM'
  | 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'
  | 'SERVER_HANDSHAKE_TRAFFIC_SECRET'
  | 'CLIENT_TRAFFIC_SECRET_0'
  | 'SERVER_TRAFFIC_SECRET_0'

const lineForm = /^([A-Z0-9_]+) ([0-9a-fA-F]{64}) ((?:[0-9a-fA-F]{2})+)$/
