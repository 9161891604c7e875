import { homedir, platform } from 'node:os'
import path from 'node:path'

/** The folder in which mkcert keeps its root: `$CAROOT`, otherwise the default of the operating system. */
export function mkcertRoot(caRoot: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  if (caRoot) return caRoot
  const home = homedir()
  if (platform() === 'win32') return path.join(env.LocalAppData ?? path.join(home, 'AppData', 'Local'), 'mkcert')
  if (platform() === 'darwin') return path.join(home, 'Library', 'Application Support', 'mkcert')
  return path.join(env.XDG_DATA_HOME || path.join(home, '.local', 'share'), 'mkcert')
}
