import { gzipSync } from 'node:zlib'

/** What people and tools do to the text of a key on its way into an option. */
export const mangles: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in double quotes': (text) => `"${text}"`,
  'in single quotes': (text) => `'${text}'`,
  'in backticks': (text) => `\`${text}\``,
  'in typographic quotes': (text) => `\u201C${text}\u201D`,
  'with one quote lost': (text) => `"${text}`,
  'with \\n written out': (text) => text.replaceAll('\n', '\\n'),
  'with \\n written out twice': (text) => text.replaceAll('\n', '\\\\n'),
  'with \\r\\n written out': (text) => text.replaceAll('\n', '\\r\\n'),
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'on one line': (text) => text.replaceAll('\n', ''),
  'with spaces for line ends': (text) => text.replaceAll('\n', ' '),
  'with tabs for line ends': (text) => text.replaceAll('\n', '\t'),
  'with backslashes at the line ends': (text) => text.replaceAll('\n', '\\\n'),
  indented: (text) => text.replaceAll(/^/gm, '      '),
  'quoted as mail': (text) => text.replaceAll(/^/gm, '> '),
  'without its first line': (text) => text.replace(/^.*\n/, ''),
  'without its last line': (text) => text.trimEnd().replace(/\n.*$/, ''),
  'its body alone': body,
  'the first half of its body': (text) => body(text).slice(0, body(text).length / 2),
  'the second half of its body': (text) => body(text).slice(body(text).length / 2),
  'forty characters of its body': (text) => body(text).slice(30, 70),
  'thirty-two characters of its body': (text) => body(text).slice(20, 52),
  'with four dashes': (text) => text.replaceAll('-----', '----'),
  'with one dash': (text) => text.replaceAll('-----', '-'),
  'with en dashes': (text) => text.replaceAll('-----', '\u2013\u2013\u2013'),
  'with em dashes': (text) => text.replaceAll('-----', '\u2014\u2014-'),
  'without dashes': (text) => text.replaceAll('-----', ''),
  'with its marker in small letters': (text) => text.replaceAll(/-----.*-----/g, (line) => line.toLowerCase()),
  'with a damaged marker': (text) => text.replaceAll('BEGIN', 'BEGN'),
  'with a broken marker': (text) => text.replaceAll('PRIVATE KEY', 'PRIV'),
  'as base64': (text) => Buffer.from(text).toString('base64'),
  'as base64 in lines': (text) => Buffer.from(text).toString('base64').replaceAll(/.{76}/g, '$&\n'),
  'as base64 for URLs': (text) => Buffer.from(text).toString('base64url'),
  'as hexadecimal': (text) => Buffer.from(text).toString('hex'),
  'as hexadecimal in capitals': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'as hexadecimal with colons': (text) =>
    Buffer.from(text)
      .toString('hex')
      .replaceAll(/..(?=.)/g, '$&:'),
  'as hexadecimal with spaces': (text) =>
    Buffer.from(text)
      .toString('hex')
      .replaceAll(/..(?=.)/g, '$& '),
  'its DER as hexadecimal': (text) => Buffer.from(body(text), 'base64').toString('hex'),
  'percent-encoded': (text) => encodeURIComponent(text),
  'as a URL with data': (text) => `data:application/x-pem-file;base64,${Buffer.from(text).toString('base64')}`,
  'as a JSON string': (text) => JSON.stringify(text),
  'in JSON': (text) => JSON.stringify({ data: { private_key: text } }),
  'in cut JSON': (text) => JSON.stringify({ data: { private_key: text } }).slice(0, -2),
  'in YAML': (text) => `key: |\n${text.replaceAll(/^/gm, '  ')}`,
  'in XML': (text) => `<key>${text}</key>`,
  'as a line of .env': (text) => `CLIENT_KEY="${text}"`,
  'as an export of a shell': (text) => `export CLIENT_KEY='${text}'`,
  'as a file of a shell': (text) => `$(cat <<EOF\n${text}\nEOF\n)`,
  'behind an unfinished reference': (text) => `\${${text}`,
  'behind file://': (text) => `file://${text}`,
  'behind ./': (text) => `./${text}`,
  'behind a folder': (text) => `certs/${text}`,
  'behind a drive': (text) => `C:\\certs\\${text}`,
  'with an extension': (text) => `${text}.pem`,
  'with a line end': (text) => `${text}\n`,
  'with white space around': (text) => `  ${text}  `,
  'in groups of five': (text) => body(text).replaceAll(/.{5}/g, '$& '),
  'in groups of twelve, by zero-width spaces': (text) => body(text).replaceAll(/.{12}/g, '$&\u200B'),
  'with spaces that do not break': (text) => text.replaceAll('\n', '\u00A0'),
  'in a table of bytes': (text) => [...Buffer.from(text)].map((byte) => `0x${byte.toString(16)}`).join(', '),
  'as a Buffer in JSON': (text) => JSON.stringify(Buffer.from(text)),
  'in a template': (text) => `{{ ${body(text)} }}`,
  'with a NUL': (text) => `${text}\0`,
  'with a BOM': (text) => `\uFEFF${text}`,
  'as UTF-16': (text) => Buffer.from(text, 'utf16le').toString('latin1'),
  'cut off': (text) => text.slice(0, text.length * 0.7),
  twice: (text) => `${text}${text}`,
  'numbered lines': (text) =>
    text
      .split('\n')
      .map((line, index) => `${index + 1}  ${line}`)
      .join('\n'),
  'quoted-printable': (text) => text.replaceAll('=', '=3D').replaceAll(/.{72}(?=.)/g, '$&=\n'),
  'with null bytes between': (text) => [...text].join('\0'),
  'as a key of PuTTY': (text) =>
    `PuTTY-User-Key-File-3: rsa\nEncryption: none\nPrivate-Lines: 9\n${text}\nPrivate-MAC: 9a`,
  'in armour of PGP': (text) => text.replaceAll('PRIVATE KEY', 'PGP PRIVATE KEY BLOCK'),
  'as a JSON Web Key': (text) => JSON.stringify({ kty: 'EC', crv: 'P-256', d: body(text) }),
  'in a Secret of Kubernetes': (text) => `kind: Secret\ndata:\n  tls.key: ${text}\n`,
  'in what AWS answers': (text) => JSON.stringify({ SecretString: JSON.stringify({ key: text }) }),
  'in what Azure answers': (text) =>
    JSON.stringify({ value: body(text), kid: 'a', contentType: 'application/x-pem-file' }),
  'in octets': (text) => Buffer.from(body(text), 'base64').join(' '),
  'in a URL': (text) => `https://vault.internal/v1/${text}`,
  'after a comment': (text) => `# the key\n${text}`,
  'as base32': (text) => base32(der(text)),
  'as base32 in small letters': (text) => base32(der(text)).toLowerCase(),
  'as base32 in groups': (text) => base32(der(text)).replaceAll(/.{4}/g, '$& '),
  'base32 of its PEM': (text) => base32(Buffer.from(text)),
  'as base58': (text) => inBase(der(text), '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'),
  'as base36': (text) => inBase(der(text), '0123456789abcdefghijklmnopqrstuvwxyz'),
  'as one number': (text) => inBase(der(text), '0123456789'),
  'as ASCII85': (text) => `<~${ascii85(der(text))}~>`,
  uuencoded: (text) => uuencoded(der(text)),
  'a line of what was uuencoded': (text) => uuencoded(der(text)).split('\n')[2] ?? '',
  'percent-encoded, each byte': (text) => der(text).toString('hex').replaceAll(/../g, '%$&'),
  'quoted-printable, each byte': (text) => Buffer.from(text).toString('hex').toUpperCase().replaceAll(/../g, '=$&'),
  'in octal escapes': (text) => [...der(text)].map((byte) => `\\${byte.toString(8)}`).join(''),
  'in escapes of JSON': (text) => body(text).replaceAll(/./g, (one) => `\\u${hexOf(one, 4)}`),
  'its dashes in escapes of JSON': (text) => text.replaceAll('-', '\\u002d').replaceAll('\n', '\\n'),
  'in entities of HTML': (text) => body(text).replaceAll(/./g, (one) => `&#x${hexOf(one, 2)};`),
  'its signs in entities of HTML': (text) => text.replaceAll(/[-+/\n]/g, (one) => `&#${one.charCodeAt(0)};`),
  'with <br> for line ends': (text) => text.replaceAll('\n', '<br>'),
  'its lines in reverse order': (text) => text.trimEnd().split('\n').reverse().join('\n'),
  'its characters in reverse order': (text) => [...text].reverse().join(''),
  "in a shell's $'…'": (text) => `$'${text.replaceAll('\n', '\\n')}'`,
  'in a here-string of PowerShell': (text) => `@"\n${text}"@`,
  'in TOML': (text) => `key = """\n${text}"""`,
  'in a heredoc of HCL': (text) => `key = <<-EOT\n${text.replaceAll(/^/gm, '    ')}\nEOT`,
  'in CSV': (text) => `orders,"${text}",x`,
  'behind the $$ of Compose': (text) => `$$${body(text)}`,
  'its lines joined by commas': (text) => body(text).replaceAll(/.{64}/g, '$&,'),
  'its lines joined by %0A': (text) => body(text).replaceAll(/.{64}/g, '$&%0A'),
  'in groups of eight, by points': (text) => body(text).replaceAll(/.{8}/g, '$&.'),
  'in groups of eight, by commas': (text) => body(text).replaceAll(/.{8}/g, '$&,'),
  'in groups of four, by colons': (text) => body(text).replaceAll(/.{4}/g, '$&:'),
  'in groups of twelve, by slashes': (text) => `/tmp/${body(text).replaceAll(/.{12}/g, '$&/')}.pem`,
  'in groups of ten, by soft hyphens': (text) => body(text).replaceAll(/.{10}/g, '$&\u00AD'),
  'character by character': (text) => [...body(text)].join(','),
  'in wide characters': (text) =>
    body(text).replaceAll(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)),
  'as xxd shows it': (text) => dump(der(text), (bytes) => bytes.toString('hex').replaceAll(/.{4}/g, '$& ')),
  'as hexdump shows it': (text) => dump(der(text), (bytes) => bytes.toString('hex').replaceAll(/../g, '$& ')),
  'as od shows it': (text) =>
    dump(der(text), (bytes) => [...bytes].map((byte) => byte.toString(8).padStart(3, '0')).join(' ')),
  'as openssl shows it': (text) =>
    `priv:\n    ${der(text)
      .toString('hex')
      .replaceAll(/(.{30})/g, '$1\n    ')
      .replaceAll(/..(?=\S)/g, '$&:')}`,
  'as Java writes it': (text) =>
    `new byte[] {${[...der(text)].map((byte) => (byte > 127 ? byte - 256 : byte)).join(', ')}}`,
  'in groups of UUIDs': (text) =>
    der(text)
      .toString('hex')
      .replaceAll(/(.{8})(.{4})(.{4})(.{4})(.{12})/g, '$1-$2-$3-$4-$5/'),
  'packed by gzip': (text) => gzipSync(text).toString('base64'),
  'behind a word and a colon': (text) => `pkcs12:${body(text)}`,
  'in what sops writes': (text) => `ENC[AES256_GCM,data:${body(text)},iv:aXY=,tag:dGFn,type:str]`,
  'in what Vault encrypts': (text) => `vault:v1:${body(text)}`,
  'with its middle cut out': (text) => `${body(text).slice(0, 60)}...${body(text).slice(-60)}`,
  'its last line': (text) => body(text).slice(-44),
  'its last lines': (text) => text.trimEnd().split('\n').slice(-2).join('\n'),
  'in small letters': (text) => body(text).toLowerCase(),
  'as the name of a variable': (text) => `\${${base32(der(text)).replaceAll('=', '')}}`,
  'forty characters of it before an extension': (text) => `${body(text).slice(60, 100)}.key`,
}

/** The base64 of a PEM text; all of it where there are no lines of PEM. */
export function body(pem: string): string {
  return pem.replaceAll(/-----[^-]*-----/g, '').replaceAll(/\s/g, '')
}

function der(pem: string): Buffer {
  return Buffer.from(body(pem), 'base64')
}

function hexOf(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0')
}

/** RFC 4648 6. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups.map((group) => letters[Number.parseInt(group.padEnd(5, '0'), 2)]).join('')
}

/** The bytes as one number. */
function inBase(bytes: Buffer, digits: string): string {
  const base = BigInt(digits.length)
  let written = ''
  for (let rest = BigInt(`0x0${bytes.toString('hex')}`); rest > 0n; rest /= base)
    written = digits[Number(rest % base)] + written
  return written
}

function ascii85(bytes: Buffer): string {
  const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
  return Array.from({ length: padded.length / 4 }, (_, index) => {
    const number = padded.readUInt32BE(index * 4)
    return [85 ** 4, 85 ** 3, 85 ** 2, 85, 1]
      .map((unit) => String.fromCharCode(33 + (Math.floor(number / unit) % 85)))
      .join('')
  }).join('')
}

function uuencoded(bytes: Buffer): string {
  const lines = Array.from({ length: Math.ceil(bytes.length / 45) }, (_, index) =>
    bytes.subarray(index * 45, index * 45 + 45),
  )
  const letters = (line: Buffer) =>
    [...line.toString('base64')]
      .map((one) => String.fromCharCode(32 + Math.max(0, base64Letters.indexOf(one))))
      .join('')
  return [
    'begin 600 key',
    ...lines.map((line) => String.fromCharCode(32 + line.length) + letters(line)),
    '`',
    'end',
  ].join('\n')
}

const base64Letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function dump(bytes: Buffer, shown: (bytes: Buffer) => string): string {
  return Array.from({ length: Math.ceil(bytes.length / 16) }, (_, line) => {
    const part = bytes.subarray(line * 16, line * 16 + 16)
    return `${(line * 16).toString(16).padStart(8, '0')}: ${shown(part)}  ${part.toString('latin1').replaceAll(/[^ -~]/g, '.')}`
  }).join('\n')
}
