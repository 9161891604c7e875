import type { ImportedFile, ImportedHost, ImportedRule, ImportNote } from './imported.ts'
import { passphraseOf } from './passphrase-of.ts'
import { itemsOf, property, textOf, type Written } from './written.ts'

/** Newman's `--ssl-client-cert-list`: the first entry with a match wins. */
export function readNewman(value: Written): ImportedFile {
  const notes: ImportNote[] = []
  const rules = itemsOf(value).map((entry): ImportedRule => {
    const matches = itemsOf(property(entry, 'matches'))
    const hosts = matches.flatMap((match) => hostsOf(match, notes))
    if (matches.length === 0)
      notes.push({ line: entry.line, text: 'it has no list `matches`, and is never used there' })
    const file = (name: string) => textOf(property(property(entry, name), 'src'))
    const [name, cert, key, pfx] = [textOf(property(entry, 'name')), file('cert'), file('key'), file('pfx')]
    return {
      ...(name !== undefined && { name }),
      hosts,
      ...(pfx === undefined ? { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) } : { pfx }),
      ...passphraseOf(property(entry, 'passphrase')),
      enabled: true,
      line: entry.line,
    }
  })
  return { tool: 'Newman', rules, ca: [], notes, base: 'working-directory' }
}

/** `protocols://host:port/path` of Postman's URL match patterns. */
function hostsOf(match: Written, notes: ImportNote[]): ImportedHost[] {
  const { line } = match
  const text = textOf(match)
  if (text === '<all_urls>') return [{ host: '*', port: '*' }]
  const [, protocols, host, port, path] = /^([a-z*+]+):\/\/([^/:]+)(?::(\*|\d+))?(\/.*)$/i.exec(text ?? '') ?? []
  if (text === undefined || protocols === undefined || host === undefined) {
    notes.push({ line, text: `the match ${text ?? ''} is no pattern of Newman's, and matches nothing there` })
    return []
  }
  if (!protocols.split('+').some((protocol) => protocol === '*' || protocol === 'https')) {
    notes.push({ line, text: `${text} is for ${protocols} alone: there is no client certificate without https` })
    return []
  }
  if (path !== '/*' && path !== '/**') {
    notes.push({ line, text: `the path of ${text} has no counterpart: the certificate is offered for the whole host` })
  }
  const at = port === '*' ? '*' : Number(port ?? 443)
  if (host === '*') return [{ host, port: at }]
  // There `*.x` is x, too.
  return host.startsWith('*.')
    ? [
        { host, port: at },
        { host: host.slice(2), port: at },
      ]
    : [{ host, port: at }]
}
