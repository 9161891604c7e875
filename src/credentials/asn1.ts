/** One ASN.1 value, DER or BER: old PKCS#12 files give no lengths in advance. */
export interface Asn1 {
  /** Identifier octet: class, constructed bit and number. */
  tag: number
  /** Of a primitive value. */
  content: Buffer
  /** Of a constructed one. */
  inside?: Asn1[]
}

/** Deeper than any structure of PKCS goes. */
const deepest = 60

/** Parse the first value, which may have bytes behind it; throws on anything that is not one complete value. */
export function parseAsn1(bytes: Uint8Array): Asn1 {
  return parseAt(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, 0).node
}

/** X.690 8.1. */
function parseAt(bytes: Buffer, start: number, depth: number): { node: Asn1; end: number } {
  const tag = bytes[start]
  const first = bytes[start + 1]
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f || depth > deepest) throw new Error('no ASN.1')
  const isConstructed = (tag & 0x20) !== 0
  if (first === 0x80) {
    if (!isConstructed) throw new Error('a primitive value without a length')
    const { nodes, end } = parseUntilEnd(bytes, start + 2, depth)
    return { node: { tag, content: Buffer.alloc(0), inside: nodes }, end }
  }
  const octets = first < 0x80 ? 0 : first & 0x7f
  if (octets > 4) throw new Error('a length beyond any file')
  const from = start + 2 + octets
  const length = octets === 0 ? first : bytes.subarray(start + 2, from).reduce((sum, octet) => sum * 256 + octet, 0)
  const end = from + length
  if (end > bytes.length) throw new Error('cut off')
  const content = bytes.subarray(from, end)
  return { node: isConstructed ? { tag, content, inside: parseAll(content, depth) } : { tag, content }, end }
}

function parseAll(content: Buffer, depth: number): Asn1[] {
  const nodes: Asn1[] = []
  for (let offset = 0; offset < content.length; ) {
    const { node, end } = parseAt(content, offset, depth + 1)
    nodes.push(node)
    offset = end
  }
  return nodes
}

/** Up to the two zero octets that end a value of indefinite length. */
function parseUntilEnd(bytes: Buffer, start: number, depth: number): { nodes: Asn1[]; end: number } {
  const nodes: Asn1[] = []
  let offset = start
  while (bytes[offset] !== 0 || bytes[offset + 1] !== 0) {
    const { node, end } = parseAt(bytes, offset, depth + 1)
    nodes.push(node)
    offset = end
  }
  return { nodes, end: offset + 2 }
}

/** The DER form, as far as lengths go. */
export function derOf({ tag, content, inside }: Asn1): Buffer {
  const value = inside ? Buffer.concat(inside.map(derOf)) : content
  const octets: number[] = []
  for (let rest = value.length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  const length = value.length < 0x80 ? [value.length] : [0x80 | octets.length, ...octets]
  return Buffer.concat([Buffer.from([tag, ...length]), value])
}

/** The values inside a constructed one. */
export function children(node: Asn1 | undefined): Asn1[] {
  return node?.inside ?? []
}

/** Content of a primitive value; BER may split an OCTET STRING into several. */
export function contentOf(node: Asn1 | undefined): Buffer {
  if (!node) return Buffer.alloc(0)
  return node.inside ? Buffer.concat(node.inside.map(contentOf)) : node.content
}

/** Dotted form of an OBJECT IDENTIFIER (X.690 8.19); empty for anything else. */
export function oidOf(node: Asn1 | undefined): string {
  if (node?.tag !== 0x06 || node.content.length === 0) return ''
  const arcs: number[] = []
  let arc = 0
  for (const octet of node.content) {
    arc = arc * 128 + (octet & 0x7f)
    if ((octet & 0x80) !== 0) continue
    arcs.push(arc)
    arc = 0
  }
  if (arcs.length === 0) return ''
  const first = Math.min(2, Math.floor(arcs[0]! / 40))
  return [first, arcs[0]! - first * 40, ...arcs.slice(1)].join('.')
}

/** Value of a small INTEGER. */
export function integerOf(node: Asn1 | undefined): number {
  return contentOf(node).reduce((value, byte) => value * 256 + byte, 0)
}
