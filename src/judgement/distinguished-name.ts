/** One attribute of a distinguished name, in the form in which names compare (RFC 5280 section 7.1). */
export interface NameAttribute {
  /** Upper case: `CN`; an attribute without a short name keeps its OID. */
  type: string
  /** Escapes undone, spaces folded, lower case. */
  value: string
}

/**
 * Reads a distinguished name as people and tools write it: RFC 4514 (`CN=orders,O=Example`), with spaces (`O = Example,
 * CN = orders`) or OpenSSL's one line (`/O=Example/CN=orders`). Text without any attribute type is a common name.
 */
export function parseDistinguishedName(text: string): NameAttribute[] {
  const trimmed = text.trim()
  const oneLine = /^\/[\w.]+\s*=/.test(trimmed)
  const parts = oneLine ? trimmed.slice(1).split(/\/(?=[\w.]+\s*=)/) : splitUnescaped(trimmed)
  const attributes: NameAttribute[] = []
  for (const part of parts) {
    const [, type, value] = /^\s*([A-Za-z][\w-]*|(?:oid\.)?\d+(?:\.\d+)+)\s*=([\s\S]*)$/i.exec(part) ?? []
    if (type !== undefined && value !== undefined) attributes.push({ type: typeOf(type), value: comparable(value) })
    else if (parts.length === 1) attributes.push({ type: 'CN', value: comparable(part) })
    else return [{ type: 'CN', value: comparable(trimmed) }]
  }
  return attributes
}

/** The same name: the same attributes in any order. */
export function sameName(left: string, right: string): boolean {
  const [a, b] = [parseDistinguishedName(left), parseDistinguishedName(right)]
  return a.length === b.length && includesAll(a, b)
}

/** `name` has every attribute that `expected` states; those that it does not state may be anything. */
export function nameHas(name: string, expected: string): boolean {
  const stated = parseDistinguishedName(expected)
  return stated.length > 0 && includesAll(parseDistinguishedName(name), stated)
}

/** The common name, as written; the whole name where it has none. */
export function commonName(name: string): string {
  const part = splitUnescaped(name).find((attribute) => /^\s*CN\s*=/i.test(attribute))
  return part === undefined ? name : unescapeValue(part.slice(part.indexOf('=') + 1).trim())
}

function includesAll(name: NameAttribute[], wanted: NameAttribute[]): boolean {
  const left = [...name]
  return wanted.every(({ type, value }) => {
    const at = left.findIndex((attribute) => attribute.type === type && attribute.value === value)
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}

/**
 * Commas, plus signs (several attributes in one RDN) and, as RFC 2253 allowed, semicolons separate, outside quotes and
 * escapes.
 */
function splitUnescaped(text: string): string[] {
  const parts = ['']
  let quoted = false
  for (const [piece] of text.matchAll(/\\[\s\S]|[\s\S]/g)) {
    if (piece === '"') quoted = !quoted
    if (!quoted && (piece === ',' || piece === '+' || piece === ';')) parts.push('')
    else parts[parts.length - 1] += piece
  }
  return parts
}

function comparable(text: string): string {
  return unescapeValue(text.trim()).replace(/\s+/g, ' ').trim().toLowerCase()
}

/** RFC 4514 section 2.4: a backslash before a special character, or two hexadecimal digits for each byte of UTF-8. */
function unescapeValue(text: string): string {
  const bare = /^"[\s\S]*"$/.test(text) ? text.slice(1, -1) : text
  return bare.replace(/(?:\\[0-9a-f]{2})+|\\([\s\S])/gi, (run, character?: string) =>
    character === undefined ? Buffer.from(run.replaceAll('\\', ''), 'hex').toString('utf8') : character,
  )
}

/** Names that tools give to one attribute (RFC 4519, OpenSSL, Windows). */
const types: Record<string, string> = {
  COMMONNAME: 'CN',
  '2.5.4.3': 'CN',
  S: 'ST',
  STATEORPROVINCENAME: 'ST',
  ORGANIZATIONNAME: 'O',
  ORGANIZATIONALUNITNAME: 'OU',
  COUNTRYNAME: 'C',
  LOCALITYNAME: 'L',
  E: 'EMAILADDRESS',
  EMAIL: 'EMAILADDRESS',
  '1.2.840.113549.1.9.1': 'EMAILADDRESS',
  DOMAINCOMPONENT: 'DC',
  '0.9.2342.19200300.100.1.25': 'DC',
  USERID: 'UID',
  '0.9.2342.19200300.100.1.1': 'UID',
  '2.5.4.5': 'SERIALNUMBER',
}

function typeOf(text: string): string {
  const type = text.toUpperCase().replace(/^OID\./, '')
  return types[type] ?? type
}
