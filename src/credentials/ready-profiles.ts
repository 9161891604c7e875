import type { ResolvedSource } from '../config/resolved-config.ts'
import type { ConnectionProfile } from './profile.ts'
import { SourceStamps } from './source-stamps.ts'

/** Profiles that the config alone decides, by host and port, while the files that they come from are as they were. */
export class ReadyProfiles {
  readonly #byHost = new Map<string, { profile: ConnectionProfile; stamps: SourceStamps }>()

  find(url: URL): ConnectionProfile | undefined {
    const ready = this.#byHost.get(url.host)
    return ready?.stamps.stillHold ? ready.profile : undefined
  }

  /** The same, of files that were as they were at most 100 ms ago. */
  recent(url: URL): ConnectionProfile | undefined {
    const ready = this.#byHost.get(url.host)
    return ready?.stamps.heldRecently ? ready.profile : undefined
  }

  /** To be called before the files are read. Returns how to keep what they gave. */
  prepare(url: URL, sources: readonly ResolvedSource[]): (profile: ConnectionProfile) => void {
    const stamps = new SourceStamps(sources)
    return (profile) => this.#byHost.set(url.host, { profile, stamps })
  }
}
