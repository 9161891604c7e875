import { isDeepStrictEqual } from 'node:util'
import type { WireHandshake } from '../../src/tls/handshake.ts'
import { Recorder } from '../../src/tls/recorder.ts'
import { WireHandshakeReader } from '../../src/tls/wire-handshake-reader.ts'
import type { Chunks } from './mutations.ts'
import { readWireHandshake } from './read-wire-handshake.ts'

export interface Looks {
  /** How often somebody looks, 0 to 1 of the pieces. */
  often: number
  /** Length of the longest piece in which the bytes pass; default: the chunks as they are. */
  longest?: number
  /** The share of the chunks that belongs to the handshake; default: all of them. */
  handshake?: number
}

/**
 * Lets a connection pass by, in pieces, with looks in between, and the lines of its key log somewhere at its beginning. Throws
 * where a look says something else than a reader of all that is recorded by then. Gives what the looks have seen.
 */
export function lookOften(
  chunks: Chunks,
  keyLog: readonly string[],
  random: () => number,
  { often, longest = Number.MAX_SAFE_INTEGER, handshake = 1 }: Looks,
): WireHandshake[] {
  const recorder = new Recorder(() => 0)
  const reader = new WireHandshakeReader(recorder)
  const seen: WireHandshake[] = []
  const look = () => {
    const handshake = reader.read()
    const whole = readWireHandshake(recorder.recording)
    if (!isDeepStrictEqual(handshake, whole)) {
      throw new Error(`a look says ${JSON.stringify(handshake)}, and all that is recorded ${JSON.stringify(whole)}`)
    }
    if (handshake !== seen.at(-1)) seen.push(handshake)
  }
  const lines = [...keyLog]
  for (const [place, { from, bytes }] of chunks.entries()) {
    if (place === Math.floor(chunks.length * handshake)) recorder.handshakeDone()
    if (random() < 0.5 || place > 4) for (const line of lines.splice(0)) recorder.keyLog(line)
    for (let offset = 0; offset < bytes.length; ) {
      const length = Math.min(Math.ceil(random() * longest), bytes.length - offset)
      recorder.push(from, bytes.subarray(offset, offset + length))
      offset += length
      if (random() < often) look()
    }
  }
  look()
  return seen
}
