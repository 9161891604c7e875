import { isPlainObject } from './plain-object.ts'

/** A profile that was not chosen, and the hosts of its client certificates as they are written. */
export interface OtherProfile {
  name: string
  hosts: readonly string[]
}

/** The profiles of a config beside the chosen one that have client certificates of their own. */
export function otherProfiles(config: Record<string, unknown>, chosen: string | undefined): OtherProfile[] {
  const profiles = isPlainObject(config.profiles) ? Object.entries(config.profiles) : []
  return profiles.flatMap(([name, profile]) => {
    const entries: unknown = isPlainObject(profile) ? profile.clientCertificates : undefined
    const list: unknown[] = Array.isArray(entries) ? entries : [entries]
    const hosts = list.flatMap((entry) =>
      isPlainObject(entry) && typeof entry.host === 'string' ? withoutPort(entry.host) : [],
    )
    return name === chosen || hosts.length === 0 ? [] : [{ name, hosts }]
  })
}

function withoutPort(host: string): string {
  return host.replace(/^https:\/\//i, '').replace(/(?<=[^:\]]):\d+$/, '')
}
