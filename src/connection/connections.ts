import type { ConnectionProfile } from '../credentials/profile.ts'
import { ConnectionAgent, type RouteOf } from './agent.ts'
import type { ConnectionMemory } from './connector.ts'
import { Http2Sessions } from './http2-sessions.ts'
import { KeyLogFile } from './key-log-file.ts'
import { Sessions } from './sessions.ts'
import { QuietServers } from './settle.ts'
import type { Target } from './target.ts'

/** All connections of one client. */
export class Connections {
  readonly memory: ConnectionMemory = { quiet: new QuietServers(), records: true }
  readonly agent: ConnectionAgent
  readonly http2: Http2Sessions
  /** A request that is under way remembers it: what fails then fails by that. */
  timesDestroyed = 0

  /** `routeOf`: how a request passes that comes to `agent` from elsewhere. */
  constructor(routeOf: RouteOf) {
    this.agent = new ConnectionAgent(this.memory, routeOf)
    this.http2 = new Http2Sessions(this.agent)
  }

  /** Add the secrets of every connection to a file. Throws an MtlsError when it cannot be written. */
  writeKeyLog(file: { file: string; label: string }): void {
    this.memory.keyLogFile = new KeyLogFile(file)
  }

  /** Connections from now on are not recorded. */
  recordNothing(): void {
    this.memory.records = false
  }

  /** Resume TLS sessions from now on. */
  resumeSessions(): void {
    this.memory.sessions ??= new Sessions()
  }

  /** A request with this profile would go over a connection that is there. */
  hasKept(profile: ConnectionProfile, target: Target): boolean {
    const name = this.agent.nameFor(profile, target)
    return (profile.http2 && this.http2.hasOpen(name)) || this.agent.hasFree(name)
  }

  /** Waits for the requests under way, then closes every connection. */
  async close(): Promise<void> {
    await Promise.all([this.agent.close(), this.http2.close()])
  }

  /** Ends every connection at once; requests under way fail. */
  destroy(): void {
    this.timesDestroyed++
    this.http2.destroy()
    this.agent.destroy()
  }
}
