import { bytesOf } from './bytes.ts'
import { holdsSecret } from './secret-text.ts'
import type { Shape } from './shape.ts'

/** What is valid, in words that follow "Write". */
export function validWords(shape: Shape): string {
  switch (shape.kind) {
    case 'boolean':
      return 'true or false'
    case 'number':
      return numberWords(shape)
    case 'scalar':
      return 'text, a number, true or false'
    case 'any':
      return shape.words ?? 'a value'
    case 'text or object':
      return shape.words
    case 'text':
      if (shape.words) return shape.words
      if (shape.choices) return `one of ${shape.choices.map((choice) => `'${choice}'`).join(', ')}`
      return shape.orFalse ? "a URL, 'env' or false" : 'a string'
    case 'base64':
      return "a file's content in base64"
    case 'host':
      return "a host: 'api.internal', 'api.internal:8443', '*.partner.example', '[::1]' or '*'"
    case 'port':
      return "a number from 1 to 65535, or '*' for any port"
    case 'source':
      return "a file's path, PEM text, or { base64: '...' }"
    case 'source or object':
      return "a file's path, PEM text, 'system', 'mkcert', or { file, hosts }"
    case 'list':
      return listWords(shape)
    case 'object':
      return `an object with ${Object.keys(shape.options).join(', ')}`
    case 'map':
      if (shape.keys === 'name') return 'an object: { name: value }'
      return shape.or ? `${validWords(shape.or)}, or an object of hosts` : `an object of ${shape.keys}s`
  }
}

function listWords({ of, orOne, orFalse }: Shape & { kind: 'list' }): string {
  if (orOne) return `${validWords(of)}, or a list of them`
  return orFalse ? 'a list: [ ... ], or false' : 'a list: [ ... ]'
}

function numberWords({ from = 0, to, whole }: Shape & { kind: 'number' }): string {
  const range = to === undefined ? `of at least ${from}` : `from ${from} to ${to}`
  return `a ${whole ? 'whole ' : ''}number ${range}`
}

/** A value in a message. `written`: the text before environment variables were put in, whose content is not shown. */
export function describeValue(value: unknown, written: string | undefined): string {
  if (written !== undefined) return describeText(written)
  if (typeof value === 'string') return describeText(value)
  if (typeof value === 'number') return `the number ${value}`
  return typeof value === 'boolean' ? `the value ${value}` : describeType(value)
}

/** A text in a message, unless it is long or may be a secret that stands in the wrong place. */
export function describeText(text: string): string {
  const isShown = text.length <= 80 && !/[\p{Cc}\ufffd]/u.test(text) && !holdsSecret(text)
  return isShown ? `'${text}'` : `a string of ${text.length} characters`
}

/** A host in a message. Other characters than those of hosts and of mistakes in them may be a passphrase's, or stand behind a user's name. */
export function describeHost(value: string, written: string | undefined): string {
  const text = written ?? value
  return /^[\w.*:[\]{}$,/\u0080-\uffff-]*$/.test(text) ? describeText(text) : `of ${text.length} characters`
}

/** The name of an option that does not exist: what stands there may be the value of another one. */
export function describeName(name: string): string {
  return describeText(name) === `'${name}'` ? JSON.stringify(name) : `with a name of ${name.length} characters`
}

/** The kind of a value whose content must not be shown. */
export function describeType(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'undefined'
  if (Array.isArray(value)) return 'a list'
  if (bytesOf(value) !== undefined) return 'bytes'
  if (typeof value !== 'object') return `a ${typeof value}`
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1)
  if (kind === 'Promise') return 'a Promise, which wants an `await` before it'
  if (kind === 'URL') return 'a URL object'
  return kind === 'Object' ? 'an object' : `an object of the kind ${kind}`
}
