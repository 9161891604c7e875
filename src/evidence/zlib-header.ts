/** Whether a body in the coding `deflate` begins with the zlib format's header: compression method 8 in the low bits of its first byte (RFC 1950 2.2). Some servers send it without. */
export function hasZlibHeader(first: number | undefined): boolean {
  return first !== undefined && (first & 0x0f) === 8
}
