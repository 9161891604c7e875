import { withAbsence } from './absence.ts'
import { pathOf } from './place.ts'
import { isPlainObject } from './plain-object.ts'
import { ProblemList } from './problem-list.ts'
import type { Absence } from './resolved-config.ts'
import { holdsSecret } from './secret-text.ts'
import { suggestionFor } from './suggestion.ts'
import { isOff, isTrue } from './written-boolean.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A value with environment variables put in, and what the changed strings were before, without defaults, by path. */
export interface Substituted {
  value: unknown
  written: Map<string, string>
}

/**
 * Replace `${NAME}` and `${NAME:-default}` in every string of a value; `$${` is a literal `${`.
 * An unset variable without a default is a problem, in an entry with
 * `optional: true` a warning. What an entry with `enabled: false` holds stays as it is.
 */
export function substituteEnvironment(
  value: unknown,
  path: string,
  env: Environment,
  problems: ProblemList,
): Substituted {
  const written = new Map<string, string>()
  const around: unknown[] = []

  function visit(node: unknown, at: string, found: ProblemList): unknown {
    try {
      return visitReadable(node, at, found)
    } catch {
      // A Proxy or a getter that throws.
      return found.error(at, 'Found an object that throws when it is read.', 'Write a plain value.')
    }
  }

  function visitReadable(node: unknown, at: string, found: ProblemList): unknown {
    if (typeof node === 'string') {
      if (!node.includes('${')) return node
      written.set(at, withoutDefaults(node))
      return substituteText(node, at, env, found)
    }
    if (!Array.isArray(node) && !isPlainObject(node)) return node
    if (around.includes(node)) return found.error(at, 'The value holds itself.', 'Take the circle out.')
    around.push(node)
    try {
      if (!Array.isArray(node)) return visitObject(node, at, found)
      return node.map((item, index) => visit(item, `${at}[${index}]`, found))
    } finally {
      around.pop()
    }
  }

  function visitObject(node: Record<string, unknown>, at: string, found: ProblemList): unknown {
    const enabled = visit(node.enabled, pathOf(at, 'enabled'), found)
    if (isOff(enabled)) return { ...node, enabled }
    if (isTrue(visit(node.optional, pathOf(at, 'optional'), found))) return visitOptional(node, at)
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, visit(item, pathOf(at, key), found)]))
  }

  /** What lacks its variable stays as written: a request that needs the entry fails with that. */
  function visitOptional(node: Record<string, unknown>, at: string): unknown {
    let absence: Absence | undefined
    const entry = Object.entries(node).map(([key, item]): [string, unknown] => {
      const place = pathOf(at, key)
      const found = new ProblemList('')
      const value = visit(item, place, found)
      const lack = found.errors[0] ?? (key === 'passphrase' ? undefined : emptiness(item, value, place))
      absence ??= lack && { path: lack.path, message: lack.message, remedy: lack.remedy }
      return [key, lack === undefined ? value : item]
    })
    if (absence === undefined) return Object.fromEntries(entry)
    const { path, message, remedy } = absence
    problems.warning(path, `${message} The entry is optional: a request that needs it fails.`, remedy)
    return withAbsence(Object.fromEntries(entry), absence)
  }

  return { value: visit(value, path, problems), written }
}

/** CI services give an empty variable for a secret that a job may not see. */
function emptiness(raw: unknown, value: unknown, path: string): Absence | undefined {
  const content = isPlainObject(value) ? value.base64 : value
  const name =
    typeof content === 'string' && content.trim() === '' ? /\$\{(\w+)/.exec(JSON.stringify(raw))?.[1] : undefined
  return name === undefined
    ? undefined
    : { path, message: `The environment variable ${name} is empty.`, remedy: `Set ${name}.` }
}

function substituteText(text: string, path: string, env: Environment, problems: ProblemList): string {
  let result = ''
  let rest = text
  for (;;) {
    const start = rest.indexOf('${')
    if (start < 0) return result + rest
    if (rest[start - 1] === '$') {
      result += `${rest.slice(0, start - 1)}\${`
      rest = rest.slice(start + 2)
      continue
    }
    const end = closingBrace(rest, start + 2)
    result += rest.slice(0, start)
    if (end < 0) {
      problems.error(path, 'A reference to an environment variable has no closing brace.', referenceRemedy)
      return result
    }
    result += variableValue(rest.slice(start + 2, end), path, env, problems)
    rest = rest.slice(end + 1)
  }
}

const referenceRemedy = `Write \${NAME} or \${NAME:-default}; $\${ stands for the characters \${ themselves.`

/** A default may be a secret too. */
function withoutDefaults(text: string): string {
  return text.replace(/:-.*\}/gs, ':-…}')
}

/** The brace that closes the one before `from`; a default may hold references of its own. */
function closingBrace(text: string, from: number): number {
  let depth = 1
  for (let index = from; index < text.length; index++) {
    if (text.startsWith('${', index)) depth++
    else if (text[index] === '}' && --depth === 0) return index
  }
  return -1
}

function variableValue(reference: string, path: string, env: Environment, problems: ProblemList): string {
  const match = /^([A-Za-z_]\w*)(?::-(.*))?$/s.exec(reference)
  if (!match) {
    problems.error(path, 'A reference to an environment variable has no valid name in it.', referenceRemedy)
    return ''
  }
  const name = match[1]!
  const value = env[name]
  // As in a shell, `:-` stands in for an empty variable too.
  if (match[2] !== undefined && (value === undefined || value === '')) {
    return substituteText(match[2], path, env, problems)
  }
  if (value !== undefined) return value
  // A key in base64 may be all letters and digits.
  if (name.length > 100 || holdsSecret(name)) {
    problems.error(
      path,
      `A reference names a variable of ${name.length} characters, which is not set.`,
      referenceRemedy,
    )
    return ''
  }
  const near = suggestionFor(name, Object.keys(env))
  problems.error(
    path,
    `The environment variable ${name} is not set.`,
    `Set ${name}, or give a default: \${${name}:-default}.${near ? ` Did you mean ${near}, which is set?` : ''}`,
  )
  return ''
}
