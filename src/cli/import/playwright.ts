import type { ImportedFile, ImportedRule, ImportNote } from './imported.ts'
import { notTakenOver } from './not-taken-over.ts'
import { passphraseOf } from './passphrase-of.ts'
import { itemsOf, listsNamed, property, textOf, type Written } from './written.ts'

/** `clientCertificates` of a Playwright config: for one origin each. */
export function readPlaywright(value: Written): ImportedFile {
  const notes: ImportNote[] = notTakenOver(value, { entries: 'clientCertificates', unverified: 'ignoreHTTPSErrors' })
  const lists = listsNamed(value, 'clientCertificates')
  if (lists.length > 1) {
    notes.push({
      line: lists[1]!.line,
      text: 'this project has client certificates of its own; here one list holds for all: the last entry for a host wins',
    })
  }
  const rules = lists.flatMap(itemsOf).flatMap((entry): ImportedRule[] => {
    const origin = textOf(property(entry, 'origin'))
    if (origin === undefined || (!URL.canParse(origin) && !origin.startsWith('${'))) {
      notes.push({ line: entry.line, text: 'the origin is computed: write this entry by hand' })
      return []
    }
    if (origin.startsWith('${')) {
      notes.push({ line: entry.line, text: `the origin comes from ${origin}: the host has to be written by hand` })
      return []
    }
    const url = new URL(origin)
    if (url.protocol !== 'https:') {
      notes.push({ line: entry.line, text: `${origin} is not https: there is no client certificate` })
      return []
    }
    const file = (name: string) => textOf(property(entry, `${name}Path`)) ?? fileOf(property(entry, name))
    const [cert, key, pfx] = [file('cert'), file('key'), file('pfx')]
    return [
      {
        hosts: [{ host: url.hostname, port: Number(url.port || 443) }],
        ...(pfx === undefined ? { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) } : { pfx }),
        ...passphraseOf(property(entry, 'passphrase')),
        enabled: true,
        line: entry.line,
      },
    ]
  })
  const seen = new Map<string, number>()
  for (const { hosts, line } of rules) {
    const origin = `${hosts[0]!.host}:${hosts[0]!.port}`
    if (seen.has(origin))
      notes.push({
        line,
        text: `Playwright offers all certificates for ${origin} at once, and TLS chooses; here the last one is offered`,
      })
    seen.set(origin, line)
  }
  // Of several for one origin the last is to win.
  return { tool: 'Playwright', rules: rules.reverse(), ca: [], notes, base: 'file' }
}

function fileOf(value: Written | undefined): string | undefined {
  return value?.kind === 'file' ? value.path : undefined
}
