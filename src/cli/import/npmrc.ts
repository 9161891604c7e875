import type { ImportedAuthority, ImportedFile, ImportedRule, ImportNote } from './imported.ts'

/** `certfile` and `keyfile` of an `.npmrc`, one registry each; its `${NAME}` means the same here. */
export function readNpmrc(text: string): ImportedFile {
  const notes: ImportNote[] = []
  const ca: ImportedAuthority[] = []
  const registries = new Map<string, ImportedRule>()
  text.split(/\r?\n/).forEach((written, index) => {
    const line = index + 1
    const [, name, value] = /^\s*([^=;#\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(written) ?? []
    if (name === undefined || value === undefined) return
    const [, registry, setting] = /^\/\/(.+?)\/?:(certfile|keyfile)$/.exec(name) ?? []
    if (registry !== undefined) {
      const url = new URL(`https://${registry}`)
      const rule = registries.get(registry) ?? {
        hosts: [{ host: url.hostname, port: Number(url.port || 443) }],
        enabled: true,
        line,
      }
      registries.set(registry, { ...rule, [setting === 'certfile' ? 'cert' : 'key']: unquoted(value) })
      if (url.pathname !== '/' && !('cert' in rule || 'key' in rule))
        notes.push({
          line,
          text: `the path ${url.pathname} has no counterpart: the certificate is offered for the whole host`,
        })
    } else if (name === 'cafile') {
      ca.push({ file: unquoted(value), line })
    } else if (/^(?:\/\/.*:)?(?:cert|key)$/.test(name)) {
      notes.push({
        line,
        text: `${name.replace(/.*:/, '')} holds the content itself: save it as a file, then add that`,
      })
    } else if (/^ca(?:\[\])?$/.test(name)) {
      notes.push({ line, text: 'ca holds the certificate itself: save it as a file and name that in ca' })
    } else if (name === 'strict-ssl' && value === 'false') {
      notes.push({ line, text: 'strict-ssl=false would be `verify: false`; it was not taken over' })
    }
  })
  return { tool: 'npm', rules: [...registries.values()], ca, notes, base: 'working-directory' }
}

function unquoted(value: string): string {
  return value.replace(/^(["'])(.*)\1$/, '$2')
}
