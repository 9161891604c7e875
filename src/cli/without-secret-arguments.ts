import { mayBePath } from '../config/path-or-content.ts'
import type { Terminal } from './terminal.ts'
import { isSecretUrl } from './url.ts'

/** A terminal that shows no argument that may be a key: `--key "$KEY"` where a path belongs ends up in the log of a CI job. */
export function withoutSecretArguments(terminal: Terminal, args: readonly string[]): Terminal {
  const secrets = args.flatMap(formsOf)
  if (secrets.length === 0) return terminal
  const masked = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
  return { ...terminal, out: (text) => terminal.out(masked(text)), note: (text) => terminal.note(masked(text)) }
}

/** As messages could quote it: whole, on one line, as JSON, line by line. */
function formsOf(arg: string): string[] {
  if (mayBePath(arg) || isAddress(arg)) return []
  const [, value = ''] = /^--?[A-Za-z-]+=(.*)$/s.exec(arg) ?? []
  // `--option=value`; base64 ends in the same sign.
  const parts = arg.split(/[\s=]+/).filter((part) => part.length >= 8 && !/^--[a-z-]+$/.test(part))
  const whole = value.length < 8 ? [arg] : [arg, value]
  const forms = whole.flatMap((one) => [one, one.trim().replaceAll(/\n+/g, ' '), JSON.stringify(one).slice(1, -1)])
  return [...forms, ...parts]
}

/** DER in base64, or longer than what identifies something. */
const keyInUrl = /(?<![A-Za-z0-9+])M[A-I][A-Za-z0-9+/_-]{22}|[A-Za-z0-9+_-]{65}/

/** Its path may hold what looks random. */
function isAddress(text: string): boolean {
  return (
    /^https?:\/\/[a-z0-9.:[\]_-]+(?:[/?#]|$)/.test(text) &&
    URL.canParse(text) &&
    !isSecretUrl(text) &&
    mayBePath(new URL(text).hostname) &&
    !keyInUrl.test(text)
  )
}
