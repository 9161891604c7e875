/** A text without what .env files, shells, JSON, YAML and CI variables put around it or write in the place of its line ends. */
export function unescaped(text: string): string {
  // NAME="…", as a whole line of a .env file.
  const value = text.trim().replace(/^(?:export\s+)?[A-Za-z_]\w*\s*[=:]\s*(?=["'`]|-{2,}|[A-Za-z0-9+/]{40})/, '')
  return withoutQuotes(withoutQuotesOfLines(withoutEscapes(percentDecoded(withoutQuotes(value)))))
}

/** Neither PEM nor base64 has a backslash, so that each one is of somebody's notation. */
function withoutEscapes(text: string): string {
  if (!text.includes('\\')) return text
  return (
    text
      .replaceAll(/\\{1,4}u([0-9A-Fa-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      .replaceAll(/\\{1,4}r/g, '')
      .replaceAll(/\\{1,4}n/g, '\n')
      .replaceAll(/\\{1,4}t/g, '\t')
      // A line that a shell continues, and a character that needed none.
      .replaceAll(/\\{1,4}(?=\r?\n|["'`/=+-]|$)/g, '')
  )
}

/** Of any kind, also one that has lost its partner, with what stands around it: `$'…'`, `\"…\"`, `"…",`. */
function withoutQuotes(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && isAround(text[start]!, '$\\')) start++
  while (end > start && isAround(text[end - 1]!, ',;\\')) end--
  return text.slice(start, end)
}

function isAround(character: string, more: string): boolean {
  return /["'`\u201C\u201D\u2018\u2019\s]/.test(character) || more.includes(character)
}

/** `"-----BEGIN …\n" +` at each line: a constant of a program. */
function withoutQuotesOfLines(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
  const isConstant =
    lines.length > 2 && lines.slice(1, -1).every((line) => /^\s*["'][^"']*["']\s*[+,.]?\s*$/.test(line))
  return isConstant ? lines.map((line) => line.replaceAll(/^\s*["']|["']\s*[+,.;]?\s*$/g, '')).join('\n') : text
}

/** As in the query of a URL, and in nginx's `$ssl_client_escaped_cert`. */
function percentDecoded(text: string): string {
  if (!/%(0A|0D|20|2B|2F|3D)/i.test(text)) return text
  return text.replaceAll(/%([0-7][0-9A-F])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
