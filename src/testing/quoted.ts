import { describeText } from '../config/shape-wording.ts'

/** A text that somebody gave, for messages: in quotes, unless it is long or may be a secret that stands in the wrong place. */
export function quoted(text: unknown): string {
  const shown = describeText(String(text))
  return shown === `'${text}'` ? `"${text}"` : shown
}
