/** The bytes of a Buffer, a typed array, a DataView or an ArrayBuffer, of any realm; undefined for anything else. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  // Those of jsdom, of vm pools and of Jest are not `instanceof` ours.
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  return isArrayBuffer(value) ? new Uint8Array(value) : undefined
}

function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return ['[object ArrayBuffer]', '[object SharedArrayBuffer]'].includes(Object.prototype.toString.call(value))
}
