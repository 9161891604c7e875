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
}

/** The base64 of a PEM text; all of it where there are no lines of PEM. */
export function body(pem: string): string {
  return pem.replaceAll(/-----[^-]*-----/g, '').replaceAll(/\s/g, '')
}
