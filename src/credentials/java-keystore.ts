import { X509Certificate } from 'node:crypto'
import { isJavaKeystore } from './file-kind.ts'

/**
 * Certificates that a keystore in Java's own formats (JKS, JCEKS) trusts: they stand in it unencrypted. Undefined for anything else and for
 * a damaged one. The digest at its end takes the store's password, and is not checked.
 */
export function trustedCertificatesOf(bytes: Uint8Array): X509Certificate[] | undefined {
  if (!isJavaKeystore(bytes)) return undefined
  try {
    return readEntries(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  } catch {
    return undefined
  }
}

/** Magic, version, count, entries. */
function readEntries(bytes: Buffer): X509Certificate[] {
  const store = new StoreReader(bytes)
  store.number()
  const version = store.number()
  const certificate = () => {
    if (version === 2) store.text()
    return store.block()
  }
  const trusted: X509Certificate[] = []
  for (let left = store.number(); left > 0; left--) {
    const kind = store.number()
    store.text()
    store.bytes(8)
    if (kind === 2) trusted.push(new X509Certificate(certificate()))
    else if (kind === 1) {
      store.block()
      for (let chain = store.number(); chain > 0; chain--) certificate()
    } else throw new Error('an entry of another kind')
  }
  return trusted
}

/** Numbers of four bytes, texts with a length of two bytes, as Java's DataOutputStream writes them. */
class StoreReader {
  readonly #bytes: Buffer
  #offset = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  bytes(length: number): Buffer {
    const end = this.#offset + length
    if (end > this.#bytes.length) throw new Error('cut off')
    const read = this.#bytes.subarray(this.#offset, end)
    this.#offset = end
    return read
  }

  number(): number {
    return this.bytes(4).readUInt32BE()
  }

  text(): Buffer {
    return this.bytes(this.bytes(2).readUInt16BE())
  }

  block(): Buffer {
    return this.bytes(this.number())
  }
}
