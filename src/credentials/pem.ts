/** One block of a PEM text (RFC 7468), or of what comes near to one. */
export interface PemBlock {
  /** `CERTIFICATE`, `ENCRYPTED PRIVATE KEY` ... */
  label: string
  /** Line of its BEGIN, from 1. */
  line: number
  /** Encapsulated headers (RFC 1421): `Proc-Type`, `DEK-Info`. */
  headers: Record<string, string>
  /** The content; empty when damaged. */
  der: Buffer
  /** What is wrong with the block. */
  damage?: string
}

const boundary = /-----(BEGIN|END) ([^\r\n-]+)-----/g

/** The blocks of a text, in their order. Comments, BOM, any line ends, indentation and blocks glued together are accepted. */
export function readPem(text: string): PemBlock[] {
  const marks = [...text.matchAll(boundary)]
  const blocks: PemBlock[] = []
  const lineAt = lineCounter(text)
  for (const [index, mark] of marks.entries()) {
    if (mark[1] !== 'BEGIN') continue
    const end = marks[index + 1]
    const label = labelOf(mark)
    const line = lineAt(mark.index)
    if (end?.[1] !== 'END') {
      blocks.push({ label, line, headers: {}, der: Buffer.alloc(0), damage: 'has no END line' })
    } else if (labelOf(end) !== label) {
      blocks.push({ label, line, headers: {}, der: Buffer.alloc(0), damage: `ends as ${labelOf(end)}` })
    } else {
      blocks.push({ label, line, ...readBody(text.slice(mark.index + mark[0].length, end.index)) })
    }
  }
  return blocks
}

const knownLabel =
  /^(?:(?:ANY|ATTRIBUTE|BLOCK|CERTIFICATE|CMS|CRL|DH|DSA|EC|ENCRYPTED|KEY|MESSAGE|NEW|OPENSSH|PARAMETERS|PGP|PKCS ?#?7|PKCS ?#?12|PRIVATE|PUBLIC|REQUEST|RSA|SIGNED|SSH2|TRUSTED|X509)(?: |$))+$/

/** What a block calls itself, for messages too: any other words may be a part of a key. */
function labelOf(mark: RegExpExecArray): string {
  const words = mark[2]!.trim()
  return knownLabel.test(words) ? words : 'something unknown'
}

/** The text form of a block, in lines of 64 characters. */
export function writePem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** Bytes as text: UTF-8, or UTF-16 as Windows editors save it, also without the mark at its beginning. */
export function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [first, second] = buffer
  if (first === 0xff && second === 0xfe) return buffer.toString('utf16le', 2)
  if (first === 0xfe && second === 0xff) return utf16be(buffer.subarray(2))
  if (first !== 0 && second === 0 && buffer[3] === 0) return buffer.toString('utf16le')
  if (first === 0 && second !== 0 && buffer[2] === 0) return utf16be(buffer)
  return buffer.toString('utf8').replace(/^\uFEFF/, '')
}

function utf16be(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)))
    .swap16()
    .toString('utf16le')
}

/** Number of the line at a place, from 1; places must come in ascending order. */
function lineCounter(text: string): (index: number) => number {
  let line = 1
  let counted = 0
  return (index) => {
    line += text.slice(counted, index).match(/\r\n|\r|\n/g)?.length ?? 0
    counted = index
    return line
  }
}

function readBody(body: string): Pick<PemBlock, 'headers' | 'der' | 'damage'> {
  const headers: Record<string, string> = {}
  const base64 = withoutFlatHeaders(body, headers).replace(
    /^[ \t]*([A-Za-z][\w-]*):[ \t]*(.*)$/gm,
    (_, name: string, value: string) => {
      headers[name] = value.trim()
      return ''
    },
  )
  const compact = base64.replace(/\s+/g, '')
  const stranger = /[^A-Za-z0-9+/=]/.exec(compact)
  if (stranger) return { headers, der: Buffer.alloc(0), damage: 'holds a character that is not base64' }
  if (compact === '') return { headers, der: Buffer.alloc(0), damage: 'is empty' }
  if (!/^[^=]+={0,2}$/.test(compact) || compact.length % 4 !== 0) {
    return { headers, der: Buffer.alloc(0), damage: 'is cut off, or has characters too many' }
  }
  return { headers, der: Buffer.from(compact, 'base64') }
}

/** The headers of an encrypted key, with spaces or nothing where the line ends were. */
function withoutFlatHeaders(body: string, headers: Record<string, string>): string {
  const flat =
    /Proc-Type:\s*4,\s*ENCRYPTED[ \t]*DEK-Info:\s*((?:AES|CAMELLIA|ARIA)[\w-]*,\s*[0-9A-F]{32}|[\w-]+,\s*[0-9A-F]{16})/i
  return body.replace(flat, (_, dek: string) => {
    headers['Proc-Type'] = '4,ENCRYPTED'
    headers['DEK-Info'] = dek.replaceAll(/\s/g, '')
    return ''
  })
}
