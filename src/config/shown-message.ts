import path from 'node:path'
import { withoutSecrets } from './secret-text.ts'
import { shownPath } from './shown-path.ts'

/** A path that begins a word, and neither base64 nor a URL goes on with. */
const paths = /(?<![\w+/=:\\.-])((?:[A-Za-z]:)?[\\/][^\s'"`()<>|]+)/

/** A message that another program worded: its paths stay whole as far as they exist, however random their folders' names are. */
export function shownMessage(message: string): string {
  return message
    .split(paths)
    .map((part) => (path.isAbsolute(part) ? shownPath(part) : withoutSecrets(part)))
    .join('')
}
