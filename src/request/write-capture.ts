import { capturedConnectionOf } from '../evidence/captured-connection.ts'
import type { Handshake } from '../tls/handshake.ts'

/**
 * Writes the connections of these handshakes as a pcapng file that Wireshark opens decrypted. It holds the connections' keys:
 * whoever reads the file reads the traffic, so that only its owner may read it. Rejects with a TypeError for a handshake that
 * comes from elsewhere, such as a report.
 */
export async function writeCapture(path: string | URL, handshakes: Handshake | Iterable<Handshake>): Promise<void> {
  const isFile = (typeof path === 'string' && path !== '') || Object.prototype.toString.call(path) === '[object URL]'
  if (!isFile)
    throw new TypeError("writeCapture() takes the path of a file first: writeCapture('orders.pcapng', handshakes)")
  const all = isIterable(handshakes) ? [...new Set(handshakes)] : [handshakes]
  if (all.length === 0) throw new TypeError('writeCapture() was given no handshake.')
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
