import type { ImportedFile, ImportedHost, ImportedRule, ImportNote } from './imported.ts'
import { passphraseOf } from './passphrase-of.ts'
import { isTrue, itemsOf, property, textOf, type Written } from './written.ts'

/**
 * `clientCertificates` of a bruno.json or an opencollection.yml, or a file for `bru run --client-cert-config`: the first
 * match wins, on any port.
 */
export function readBruno(value: Written): ImportedFile {
  const notes: ImportNote[] = []
  const settings =
    property(value, 'clientCertificates') ?? property(property(value, 'config'), 'clientCertificates') ?? value
  const enabled = property(settings, 'enabled')
  const isOff = enabled?.kind === 'scalar' && enabled.value === false
  if (isOff)
    notes.push({ line: enabled.line, text: 'client certificates are switched off there; so are the entries here' })
  const entries = settings.kind === 'list' ? settings.items : itemsOf(property(settings, 'certs'))
  const rules = entries.flatMap((entry): ImportedRule[] => {
    const host = hostOf(property(entry, 'domain'), notes)
    if (host === undefined) return []
    const file = (...names: string[]) =>
      names.map((name) => variables(textOf(property(entry, name)))).find((path) => path !== undefined)
    const cert = file('certFilePath', 'certificateFilePath')
    const key = file('keyFilePath', 'privateKeyFilePath')
    const pfx = file('pfxFilePath', 'pkcs12FilePath')
    const isPfx = ['pfx', 'pkcs12'].includes(textOf(property(entry, 'type')) ?? '')
    return [
      {
        hosts: [host],
        ...(isPfx
          ? { ...(pfx !== undefined && { pfx }) }
          : { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) }),
        ...passphraseOf(property(entry, 'passphrase')),
        enabled: !isOff && !isTrue(property(entry, 'disabled')),
        line: entry.line,
      },
    ]
  })
  return { tool: 'Bruno', rules, ca: [], notes, base: 'file' }
}

/** The beginning of a URL, with `*` for anything. */
function hostOf(value: Written | undefined, notes: ImportNote[]): ImportedHost | undefined {
  const line = value?.line ?? 1
  const text = textOf(value)
  const [, host, port, path] = /^(?:https:\/\/)?([^/:]+)(?::(\d+))?(\/.*)?$/i.exec(text ?? '') ?? []
  if (host === undefined || host.includes('{{')) {
    notes.push({ line, text: 'the domain comes from a variable: write the host by hand' })
    return undefined
  }
  if (host.replace(/^\*(?:\.|$)/, '').includes('*')) {
    notes.push({ line, text: `${text}: a * stands here as the whole first label or alone; write the hosts one by one` })
    return undefined
  }
  if (path !== undefined && path !== '/')
    notes.push({ line, text: `the path of ${text} has no counterpart: the certificate is offered for the whole host` })
  return { host, port: port === undefined ? '*' : Number(port) }
}

function variables(text: string | undefined): string | undefined {
  return text?.replace(/\{\{\s*(?:process\.env\.)?([A-Za-z_]\w*)\s*\}\}/g, '${$1}')
}
