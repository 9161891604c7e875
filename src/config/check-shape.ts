import { absenceOf } from './absence.ts'
import { authorityPem } from './authority-pem.ts'
import { bytesOf } from './bytes.ts'
import { fitsGivenValue } from './fits-given-value.ts'
import { parseHost, parsePort } from './host-pattern.ts'
import { isIssued } from './is-issued.ts'
import { nameSuggestion } from './name-suggestion.ts'
import { base64Content } from './option-table.ts'
import { mayBePlace } from './path-or-content.ts'
import { pathOf, placeOf } from './place.ts'
import { isPlainObject } from './plain-object.ts'
import type { ProblemList } from './problem-list.ts'
import { isSecretHost } from './secret-text.ts'
import type { OptionTable, Shape } from './shape.ts'
import { describeHost, describeName, describeType, describeValue, validWords } from './shape-wording.ts'
import { suggestionFor } from './suggestion.ts'
import { isOff } from './written-boolean.ts'

/** What a check needs to know besides the value. */
export interface CheckContext {
  problems: ProblemList
  /** Strings as they were before environment variables were put in, by path. */
  written: ReadonlyMap<string, string>
  /** The value is not in use, and its environment variables are not replaced: a reference fits everywhere. */
  unused?: boolean
  /** The value is switched off, or replaced by a profile's: what is odd about it does not matter. */
  isOff?: boolean
}

/** Report every way in which `value` is not of the shape. Returns whether it is. */
export function checkShape(value: unknown, shape: Shape, path: string, context: CheckContext): boolean {
  try {
    return isOfShape(value, shape, path, context)
  } catch {
    // A Proxy or a getter that throws; what it says is nobody's message.
    context.problems.error(path, 'Found an object that throws when it is read.', `Write ${validWords(shape)}.`)
    return false
  }
}

function isOfShape(value: unknown, shape: Shape, path: string, context: CheckContext): boolean {
  if (context.unused && typeof value === 'string' && value.includes('${')) return true
  switch (shape.kind) {
    case 'boolean':
      // An environment variable can only give text.
      if (typeof value === 'boolean' || (context.written.has(path) && /^(true|false)$/.test(String(value)))) return true
      return refuse(value, shape, path, context)
    case 'number':
    case 'scalar':
    case 'any':
      return fitsGivenValue(value, shape) || refuse(value, shape, path, context)
    case 'text':
      return checkText(value, shape, path, context)
    case 'text or object':
      if (typeof value === 'string' || value === false) return checkText(value, shape.text, path, context)
      return isPlainObject(value) ? checkShape(value, shape.object, path, context) : refuse(value, shape, path, context)
    case 'base64':
      return checkBase64(value, shape, path, context)
    case 'host':
      return checkHost(value, shape, path, context)
    case 'port':
      return parsePort(value) !== undefined || refuse(value, shape, path, context)
    case 'source':
      return checkSource(value, shape, path, context)
    case 'source or object':
      if (authorityPem(value) !== undefined) return checkAuthority(value as object, shape.options, path, context)
      if (!isPlainObject(value)) return checkSource(value, shape, path, context)
      return checkCaObject(value, shape.options, path, context)
    case 'list':
      if (Array.isArray(value)) {
        if (shape.of.kind.startsWith('source') && isBytesInList(value)) return refuse(value, shape.of, path, context)
        return all(value, (item, index) => checkShape(item, shape.of, `${path}[${index}]`, context))
      }
      if (shape.orFalse && value === false) return true
      return shape.orOne ? checkShape(value, shape.of, path, context) : refuse(value, shape, path, context)
    case 'object':
      return checkObject(value, shape, path, context)
    case 'map':
      if (!isPlainObject(value)) {
        return shape.or ? checkShape(value, shape.or, path, context) : refuse(value, shape, path, context)
      }
      return all(Object.entries(value), ([key, item]) => {
        const place = pathOf(path, key)
        const keyFits = shape.keys !== 'host' || checkHost(key, { kind: 'host' }, place, context)
        return checkShape(item, shape.of, place, context) && keyFits
      })
  }
}

/** The bytes of a file one by one: one problem, not one for each. */
function isBytesInList(value: readonly unknown[]): boolean {
  return value.length > 1 && value.every((item) => typeof item === 'number')
}

/** Every option must be in the table; those that are get checked. */
function checkObject(value: unknown, shape: Shape & { kind: 'object' }, path: string, context: CheckContext): boolean {
  if (!isPlainObject(value)) return refuse(value, shape, path, context)
  const { options, required = [] } = shape
  const inside = isOff(value.enabled)
    ? { ...context, unused: true, isOff: true }
    : absenceOf(value) === undefined
      ? context
      : { ...context, unused: true }
  const issued = shape.issued && isIssued(value)
  const names = issued ? Object.keys(options) : Object.keys(value)
  const fits = all(names, (key) => {
    const option = Object.hasOwn(options, key) ? options[key] : undefined
    if (option === undefined) return refuseUnknown(key, options, path, context)
    return value[key] === undefined || checkShape(value[key], option.shape, placeOf(path, key), inside)
  })
  const meant = names.map((key) => (Object.hasOwn(options, key) ? key : nameSuggestion(key, Object.keys(options))))
  if (!all(required, (key) => meant.includes(key) || refuseMissing(key, path, context)) || !fits) return false
  return !shape.issued || checkForms(value, path, context)
}

/** `cert` with `key`, or `pfx`, of a certificate that is given in code; entries of a config are resolved part by part. */
function checkForms({ cert, key, pfx }: Record<string, unknown>, path: string, { problems }: CheckContext): boolean {
  const [hasCert, hasKey] = [cert !== undefined, key !== undefined]
  if (hasCert && hasKey && pfx === undefined) return true
  if (pfx !== undefined) {
    if (!hasCert && !hasKey) return true
    problems.error(path, 'Found `pfx` beside `cert` or `key`.', 'Keep `pfx`, or `cert` with `key`.')
  } else if (!hasCert && !hasKey) {
    problems.error(
      path,
      'Found an object without a certificate.',
      'Write { cert, key }, { pfx, passphrase }, or a name from the config.',
    )
  } else {
    const [present, absent] = hasCert ? ['cert', 'key'] : ['key', 'cert']
    const remedy = `Add \`${absent}\`; a file that holds both may be named twice.`
    problems.error(pathOf(path, absent!), `Found \`${present}\` without \`${absent}\`.`, remedy)
  }
  return false
}

/** An authority that was made for the tests has members of its own beside the options of an entry. */
function checkAuthority(value: object, options: OptionTable, path: string, context: CheckContext): boolean {
  return all(Object.entries(options), ([name, { shape }]) => {
    const option: unknown = name === 'file' ? undefined : (value as Record<string, unknown>)[name]
    return option === undefined || checkShape(option, shape, pathOf(path, name), context)
  })
}

/** One of `file` and `base64`. */
function checkCaObject(
  value: Record<string, unknown>,
  options: OptionTable,
  path: string,
  context: CheckContext,
): boolean {
  const fits = checkObject(value, { kind: 'object', options }, path, context)
  if (isOff(value.enabled) || (value.file === undefined) !== (value.base64 === undefined)) return fits
  const found = value.file === undefined ? 'neither `file` nor `base64`' : 'both `file` and `base64`'
  context.problems.error(path, `The entry has ${found}.`, 'Give one of them.')
  return false
}

function checkText(value: unknown, shape: Shape & { kind: 'text' }, path: string, context: CheckContext): boolean {
  if (shape.orFalse && value === false) return true
  if (typeof value !== 'string') return refuse(value, shape, path, context)
  if (shape.place !== undefined && !mayBePlace(value, shape.place)) {
    context.problems.error(
      path,
      `Found a string of ${value.length} characters that is no path.`,
      `Write ${validWords(shape)}.`,
    )
    return false
  }
  if (!shape.choices || shape.choices.includes(value)) return true
  const near = suggestionFor(value, shape.choices)
  context.problems.error(
    path,
    `Found ${describeValue(value, context.written.get(path))}, which is none of the valid values.`,
    `Write one of ${shape.choices.map((choice) => `'${choice}'`).join(', ')}.${near ? ` Did you mean '${near}'?` : ''}`,
  )
  return false
}

function checkBase64(value: unknown, shape: Shape, path: string, context: CheckContext): boolean {
  if (typeof value !== 'string') return refuse(value, shape, path, context)
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(value.replace(/\s+/g, ''))) return true
  const found = value === '' ? 'an empty string' : 'a string that is not base64'
  context.problems.error(path, `Found ${found}.`, "Write the file's content in base64, as 'base64 < file' prints it.")
  return false
}

function checkHost(value: unknown, shape: Shape, path: string, context: CheckContext): boolean {
  if (typeof value !== 'string') return refuse(value, shape, path, context)
  if (isSecretHost(value)) return refuse(value, shape, path, context)
  const parsed = parseHost(value)
  if ('invalid' in parsed) {
    context.problems.error(
      path,
      `The host ${describeHost(value, context.written.get(path))} ${parsed.invalid}.`,
      `Write ${validWords(shape)}.`,
    )
    return false
  }
  if (parsed.never !== undefined && !context.isOff) {
    context.problems.warning(
      path,
      `The pattern ${describeHost(value, context.written.get(path))} can never match: it ${parsed.never}.`,
      `Write ${validWords(shape)}, or remove the entry.`,
    )
  }
  return true
}

function checkSource(value: unknown, shape: Shape, path: string, context: CheckContext): boolean {
  if (bytesOf(value) !== undefined) return true
  if (isPlainObject(value)) {
    return checkObject(value, { kind: 'object', options: base64Content, required: ['base64'] }, path, context)
  }
  if (typeof value !== 'string') return refuse(value, shape, path, context)
  if (value.trim() !== '') return true
  context.problems.error(path, 'Found an empty string.', `Write ${validWords(shape)}.`)
  return false
}

function refuse(value: unknown, shape: Shape, path: string, context: CheckContext): boolean {
  const secret = ('secret' in shape && shape.secret) || /^(source|base64)/.test(shape.kind)
  const found = secret ? describeType(value) : describeValue(value, context.written.get(path))
  context.problems.error(path, `Found ${found}.`, `Write ${validWords(shape)}.`)
  return false
}

function refuseUnknown(key: string, options: OptionTable, path: string, context: CheckContext): boolean {
  const near = nameSuggestion(key, Object.keys(options))
  const remedy = near ? `Did you mean ${near}?` : `Valid here: ${Object.keys(options).join(', ')}.`
  context.problems.error(pathOf(path, key), `There is no option ${describeName(key)}.`, remedy)
  return false
}

function refuseMissing(key: string, path: string, context: CheckContext): boolean {
  context.problems.error(path, `The option \`${key}\` is missing.`, `Add \`${key}\`.`)
  return false
}

/** Check every item, also those after one that does not fit. */
function all<Item>(items: readonly Item[], check: (item: Item, index: number) => boolean): boolean {
  return items.map(check).every(Boolean)
}
