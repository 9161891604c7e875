import { pathOf } from './place.ts'
import { isPlainObject } from './plain-object.ts'
import type { ProblemList } from './problem-list.ts'
import { suggestionFor } from './suggestion.ts'
import { isOff } from './written-boolean.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A value with environment variables put in, and what the changed strings were before, without defaults, by path. */
export interface Substituted {
  value: unknown
  written: Map<string, string>
}

/**
 * Replace `${NAME}` and `${NAME:-default}` in every string of a value; `$${` is a literal `${`.
 * An unset variable without a default is a problem. What an entry with `enabled: false` holds stays as it is.
 */
export function substituteEnvironment(
  value: unknown,
  path: string,
  env: Environment,
  problems: ProblemList,
): Substituted {
  const written = new Map<string, string>()

  function visit(node: unknown, at: string): unknown {
    if (typeof node === 'string') {
      if (!node.includes('${')) return node
      written.set(at, withoutDefaults(node))
      return substituteText(node, at, env, problems)
    }
    if (Array.isArray(node)) return node.map((item, index) => visit(item, `${at}[${index}]`))
    if (!isPlainObject(node)) return node
    const enabled = visit(node.enabled, pathOf(at, 'enabled'))
    if (isOff(enabled)) return { ...node, enabled }
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, visit(item, pathOf(at, key))]))
  }

  return { value: visit(value, path), written }
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
  const near = suggestionFor(name, Object.keys(env))
  problems.error(
    path,
    `The environment variable ${name} is not set.`,
    `Set ${name}, or give a default: \${${name}:-default}.${near ? ` Did you mean ${near}, which is set?` : ''}`,
  )
  return ''
}
