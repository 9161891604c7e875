import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { derTag } from '../../tls/x509/der.ts'
import { quoted } from '../quoted.ts'
import { context, der, objectIdentifier } from './der.ts'
import { encodeName } from './name.ts'

/** One name as `Certificate.subjectAltNames` prints it, `DNS:a`, in DER (RFC 5280 4.2.1.6). Throws a TypeError. */
export function encodeGeneralName(written: string): Buffer {
  return encode(written, address)
}

/** The same where it stands for a range: an address needs its mask, `IP:10.0.0.0/255.0.0.0` or `/8` (RFC 5280 4.2.1.10). */
export function encodeSubtree(written: string): Buffer {
  return encode(written, addressRange)
}

function encode(written: string, encodeAddress: (text: string) => Buffer): Buffer {
  const [, kind = '', value = ''] = /^(\w+):([\s\S]*)$/.exec(written) ?? []
  switch (kind.toLowerCase()) {
    case 'othername': {
      const [, identifier, text] = /^([\d.]+);(?:UTF8:)?([\s\S]*)$/i.exec(value) ?? []
      if (identifier === undefined || text === undefined)
        throw new TypeError(`${quoted(written)}: write otherName:OID;text.`)
      const content = context(0, 'constructed', der(derTag.utf8String, Buffer.from(text)))
      return context(0, 'constructed', objectIdentifier(identifier), content)
    }
    case 'email':
      return context(1, 'primitive', Buffer.from(mailAddress(value), 'latin1'))
    case 'dns':
      return context(2, 'primitive', Buffer.from(domain(value), 'latin1'))
    case 'dirname':
      return context(4, 'constructed', encodeName(value))
    case 'uri':
      return context(6, 'primitive', Buffer.from(isAscii(value) ? value : uri(value), 'latin1'))
    case 'ip':
      return context(7, 'primitive', encodeAddress(value))
    case 'rid':
    case 'registeredid':
      return context(8, 'primitive', objectIdentifier(value).subarray(2))
  }
  throw new TypeError(
    `${quoted(written)} is no alternative name; one begins with DNS:, IP:, URI:, email:, dirName:, RID: or otherName:.`,
  )
}

/** Names of these kinds are of ASCII; what has other letters is written as RFC 5280 7.2 and RFC 3987 3.1 write it. */
function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text)
}

function domain(text: string): string {
  const written = isAscii(text) ? text : domainToASCII(text)
  if (written !== '' || text === '') return written
  throw new TypeError(`${quoted(text)} is no domain name.`)
}

function uri(text: string): string {
  if (URL.canParse(text)) return new URL(text).href
  throw new TypeError(`${quoted(`URI:${text}`)} has letters beyond ASCII, and is no URL that they could be encoded in.`)
}

function mailAddress(text: string): string {
  const [, local = '', host = text] = /^(.*@)?(.*)$/s.exec(text) ?? []
  if (isAscii(local)) return local + domain(host)
  throw new TypeError(
    `${quoted(`email:${text}`)}: before the "@" of an address in a certificate there are letters of ASCII alone.`,
  )
}

/** Network byte order. */
function address(text: string): Buffer {
  const bare = text.replace(/^\[|\]$/g, '')
  if (isIP(bare) === 4) return Buffer.from(bare.split('.').map(Number))
  if (isIP(bare) !== 6 || bare.includes('%')) throw new TypeError(`${quoted(text)} is no IP address.`)
  // the URL parser writes it in its shortest form, IPv4 at the end included
  const [head = '', tail] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::')
  const words = (part: string) => (part === '' ? [] : part.split(':')).map((word) => Number.parseInt(word, 16))
  const [first, last] = [words(head), words(tail ?? '')]
  const whole = [...first, ...new Array<number>(8 - first.length - last.length).fill(0), ...last]
  return Buffer.from(whole.flatMap((word) => [word >> 8, word & 0xff]))
}

function addressRange(text: string): Buffer {
  const [base = '', mask] = text.split('/')
  const bytes = address(base)
  if (mask === undefined) throw new TypeError(`"IP:${text}" needs a mask here: IP:10.0.0.0/8.`)
  const bits = /^\d+$/.test(mask) ? Number(mask) : undefined
  const given = bits === undefined && isIP(mask) > 0 ? address(mask) : undefined
  if (given?.length === bytes.length) return Buffer.concat([bytes, given])
  if (bits === undefined || bits > bytes.length * 8)
    throw new TypeError(`${quoted(`IP:${text}`)}: ${quoted(mask)} is no mask for this address; write 8, or 255.0.0.0.`)
  const octets = bytes.map((_, place) => (0xff00 >> Math.min(8, Math.max(0, bits - place * 8))) & 0xff)
  return Buffer.concat([bytes, octets])
}
