import { homedir, platform } from 'node:os'
import path from 'node:path'
import type { Environment } from './environment.ts'
import type { ResolvedSource } from './resolved-config.ts'

/** The root of the local mkcert authority. `place`: where the config asks for it. */
export function mkcertRoot(env: Environment, place: string): ResolvedSource {
  const file = path.join(mkcertFolder(env), 'rootCA.pem')
  const remedy = "Make it with 'mkcert -install', or set CAROOT to the folder that 'mkcert -CAROOT' prints."
  return { kind: 'file', file, path: place, label: file, remedy }
}

/** Where mkcert keeps its root: `$CAROOT`, otherwise the default of the operating system. */
function mkcertFolder(env: Environment): string {
  if (env.CAROOT) return env.CAROOT
  const home = homedir()
  if (platform() === 'win32') return path.join(env.LocalAppData ?? path.join(home, 'AppData', 'Local'), 'mkcert')
  if (platform() === 'darwin') return path.join(home, 'Library', 'Application Support', 'mkcert')
  return path.join(env.XDG_DATA_HOME || path.join(home, '.local', 'share'), 'mkcert')
}
