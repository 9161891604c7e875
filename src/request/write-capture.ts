import { capturedConnectionOf } from '../evidence/captured-connection.ts'
import type { Handshake } from '../tls/handshake.ts'

/**
 * Writes the connections of these handshakes as a pcapng file that Wireshark opens decrypted. It holds the connections' keys:
 * whoever reads the file reads the traffic, so that only its owner may read it. Rejects with a TypeError for a handshake that
 * comes from elsewhere, such as a report.
 */
export async function writeCapture(path: string | URL, handshakes: Handshake | Iterable<Handshake>): Promise<void> {
  const all = isIterable(handshakes) ? [...new Set(handshakes)] : [handshakes]
  const connections = all.map((handshake) => {
    const connection = capturedConnectionOf(handshake)
    if (connection !== undefined) return connection
    throw new TypeError('writeCapture() needs handshakes of this process: handshakesOf(response), error.handshake')
  })
  const { writePcapng } = await import('../tls/capture-file.ts')
  const { writeFile } = await import('node:fs/promises')
  await writeFile(path, writePcapng(connections), { mode: 0o600 })
}

function isIterable(handshakes: Handshake | Iterable<Handshake>): handshakes is Iterable<Handshake> {
  return Symbol.iterator in Object(handshakes)
}
