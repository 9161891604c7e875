import type {
  ImportedAuthority,
  ImportedFile,
  ImportedHost,
  ImportedPassphrase,
  ImportedRule,
  ImportNote,
} from './imported.ts'
import { notTakenOver } from './not-taken-over.ts'
import { itemsOf, listsNamed, property, textOf, type Written } from './written.ts'

/** `clientCertificates` of a Cypress config. A passphrase there is the path of a file; two matching entries are an error. */
export function readCypress(value: Written): ImportedFile {
  const notes: ImportNote[] = notTakenOver(value, { entries: 'clientCertificates' })
  const ca: ImportedAuthority[] = []
  const rules = listsNamed(value, 'clientCertificates')
    .flatMap(itemsOf)
    .flatMap((entry): ImportedRule[] => {
      const host = hostOf(property(entry, 'url'), notes)
      if (host === undefined) return []
      for (const authority of itemsOf(property(entry, 'ca'))) {
        const file = textOf(authority)
        if (file !== undefined) ca.push({ file, hosts: [host.host], line: authority.line })
        else notes.push({ line: authority.line, text: 'the path of a CA is computed: add it to ca by hand' })
      }
      const certs = itemsOf(property(entry, 'certs'))
      if (certs.length === 0)
        notes.push({ line: entry.line, text: 'certs is missing, empty or computed: write this entry by hand' })
      if (certs.length > 1) {
        notes.push({
          line: certs[1]!.line,
          text: 'of several certificates for one URL the last is offered here; choose another by its name in a request',
        })
      }
      return certs.map((cert): ImportedRule => {
        const [pem, key, pfx] = ['cert', 'key', 'pfx'].map((name) => textOf(property(cert, name)))
        return {
          hosts: [host],
          ...(pfx === undefined
            ? { ...(pem !== undefined && { cert: pem }), ...(key !== undefined && { key }) }
            : { pfx }),
          ...passphraseFile(property(cert, 'passphrase')),
          enabled: true,
          line: cert.line,
        }
      })
    })
  return { tool: 'Cypress', rules: rules.reverse(), ca, notes, base: 'file' }
}

function passphraseFile(value: Written | undefined): { passphrase?: ImportedPassphrase } {
  const file = textOf(value)
  return file === undefined ? {} : { passphrase: { kind: 'file', file } }
}

/** A URL with wildcards as minimatch has them. */
function hostOf(value: Written | undefined, notes: ImportNote[]): ImportedHost | undefined {
  const line = value?.line ?? 1
  const text = textOf(value)
  const [, protocol, host, port, path] = /^(?:([a-z*]+):\/\/)?([^/:]+)(?::(\d+|\*))?(\/.*)?$/i.exec(text ?? '') ?? []
  if (host === undefined) {
    notes.push({ line, text: 'the URL is computed: write this entry by hand' })
    return undefined
  }
  if (protocol === 'http') {
    notes.push({ line, text: `${text} is not https: there is no client certificate` })
    return undefined
  }
  const plain = host.replace(/^\*\*$/, '*').replace(/^\*\*?\./, '*.')
  if (plain.replace(/^\*(?:\.|$)/, '').match(/[*?{}[\]!]/)) {
    notes.push({ line, text: `${text}: a * stands here as the whole first label or alone; write the hosts one by one` })
    return undefined
  }
  if (path !== undefined && !/^\/?(?:\*\*?(?:\/\*\*?)*)?$/.test(path)) {
    notes.push({ line, text: `the path of ${text} has no counterpart: the certificate is offered for the whole host` })
  }
  return { host: plain, port: port === '*' ? '*' : Number(port ?? 443) }
}
