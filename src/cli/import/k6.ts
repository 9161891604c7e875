import type { ImportedFile, ImportedHost, ImportedRule, ImportNote } from './imported.ts'
import { notTakenOver } from './not-taken-over.ts'
import { passphraseOf } from './passphrase-of.ts'
import { itemsOf, listsNamed, property, textOf, type Written } from './written.ts'

/** `options.tlsAuth` of a k6 script: by host on any port; without domains for every host. */
export function readK6(value: Written): ImportedFile {
  const notes: ImportNote[] = notTakenOver(value, {
    entries: 'tlsAuth',
    unverified: 'insecureSkipTLSVerify',
    counterparts: { tlsVersion: '`minVersion` and `maxVersion`', tlsCipherSuites: '`ciphers`' },
  })
  const rules = listsNamed(value, 'tlsAuth')
    .flatMap(itemsOf)
    .flatMap((entry): ImportedRule[] => {
      const [cert, key] = ['cert', 'key'].map((name) => property(entry, name))
      if (cert?.kind !== 'file' || key?.kind !== 'file') {
        notes.push({
          line: (cert?.kind === 'file' ? key : cert)?.line ?? entry.line,
          text: 'the certificate or its key stands in the script itself: save it as a file, then add that',
        })
        return []
      }
      const written = property(entry, 'domains')
      const domains = itemsOf(written)
      const hosts = domains.flatMap((domain): ImportedHost[] => {
        const host = textOf(domain)
        if (host?.startsWith('*.')) {
          notes.push({ line: domain.line, text: `${host} is for one label there, and for any number of them here` })
        }
        if (host === undefined)
          notes.push({ line: domain.line, text: 'the domain is computed: write its entry by hand' })
        return host === undefined ? [] : [{ host, port: '*' }]
      })
      // Without any it would be for every host.
      if (hosts.length === 0 && (domains.length > 0 || written?.kind === 'computed')) {
        if (domains.length === 0)
          notes.push({ line: entry.line, text: 'the domains are computed: write this entry by hand' })
        return []
      }
      return [
        {
          hosts: hosts.length > 0 ? hosts : [{ host: '*', port: '*' }],
          cert: cert.path,
          key: key.path,
          ...passphraseOf(property(entry, 'password')),
          enabled: true,
          line: entry.line,
        },
      ]
    })
  // An exact name wins there, then a wildcard; of equals the last.
  return { tool: 'k6', rules: rules.reverse(), ca: [], notes, base: 'file' }
}
