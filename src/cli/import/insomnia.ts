import type { ImportedAuthority, ImportedFile, ImportedHost, ImportedRule, ImportNote } from './imported.ts'
import { passphraseOf } from './passphrase-of.ts'
import { isTrue, itemsOf, property, textOf, type Written } from './written.ts'

/** Client certificates in an export, a database or a synchronised file of Insomnia: of several that match the last wins. */
export function readInsomnia(value: Written): ImportedFile {
  const notes: ImportNote[] = []
  const ca: ImportedAuthority[] = []
  const rules = resourcesOf(value).flatMap((resource): ImportedRule[] => {
    const type = (textOf(property(resource, '_type')) ?? textOf(property(resource, 'type')) ?? '')
      .replace(/_/g, '')
      .toLowerCase()
    const path = textOf(property(resource, 'path'))
    if (type === 'cacertificate' && path !== undefined) {
      if (!isTrue(property(resource, 'disabled'))) ca.push({ file: path, line: resource.line })
      else notes.push({ line: resource.line, text: 'the CA is switched off there; it was not taken over' })
      return []
    }
    // Older exports have them, without a type, in the workspace.
    if (type !== 'clientcertificate' && (type !== '' || property(resource, 'host') === undefined)) return []
    const host = hostOf(property(resource, 'host'), notes)
    if (host === undefined) return []
    const [cert, key, pfx] = ['cert', 'key', 'pfx'].map((name) => textOf(property(resource, name)))
    return [
      {
        hosts: [host],
        ...(pfx === undefined ? { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) } : { pfx }),
        ...passphraseOf(property(resource, 'passphrase')),
        enabled: !isTrue(property(resource, 'disabled')),
        line: resource.line,
      },
    ]
  })
  return { tool: 'Insomnia', rules: rules.reverse(), ca, notes, base: 'file' }
}

function resourcesOf(value: Written): readonly Written[] {
  if (value.kind === 'list') return value.items
  const resources = property(value, 'resources')
  return resources ? itemsOf(resources).flatMap((one) => [one, ...itemsOf(property(one, 'certificates'))]) : [value]
}

/** A host with `*` for anything; without a port it is for 443. */
function hostOf(value: Written | undefined, notes: ImportNote[]): ImportedHost | undefined {
  const line = value?.line ?? 1
  const text = textOf(value)
  const [, host, port] = /^(?:https:\/\/)?([^/:]+)(?::([\d*]+))?\/?$/i.exec(text ?? '') ?? []
  if (host === undefined || /[{}]/.test(host)) {
    notes.push({ line, text: 'the host is no name: write it by hand' })
    return undefined
  }
  if (host.replace(/^\*(?:\.|$)/, '').includes('*') || (port?.includes('*') && port !== '*')) {
    notes.push({
      line,
      text: `${text}: a * stands here as the whole first label, alone, or as the whole port; write the hosts one by one`,
    })
    return undefined
  }
  return { host, port: port === '*' ? '*' : Number(port ?? 443) }
}
