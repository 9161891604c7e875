import { isUsualStep, stepEvidence } from './step-evidence.ts'

/** A part of a text: from its first character to before its last one. */
export type Stretch = readonly [start: number, end: number]

/**
 * Whether a text has a stretch of random characters, rather than words, names and numbers alone. Of random base64, 4 in 1,000 texts of 16
 * characters pass for words, 1 in 1,000 of 20, and 1 in 100,000 of 32.
 */
export function looksRandom(text: string): boolean {
  return randomStretches(text).length > 0
}

const enough = 9
const fewestCharacters = 12

/**
 * The stretches of random characters in a text: each step from a character to the next speaks for chance or for words, and a stretch goes on as
 * long as that comes to enough. What is shorter than a key's piece and stands between words is the number or the version of something.
 */
export function randomStretches(text: string): Stretch[] {
  if (text.length < fewestCharacters) return []
  const plain = withoutIdentifiers(text)
  const found = [...plain.matchAll(hexadecimal)].map(({ index, 0: { length } }): Stretch => [index, index + length])
  let [evidence, start, most, end] = [0, 0, 0, 0]
  const close = () => {
    const stretch = most >= enough ? widened(plain, start, end) : undefined
    if (stretch !== undefined && sizeOf(plain.slice(...stretch)) >= fewestCharacters) found.push(stretch)
    ;[evidence, most] = [0, 0]
  }
  for (let at = 0; at + 1 < plain.length; at++) {
    if (evidence === 0) start = at
    evidence += stepEvidence(plain, at)
    if (evidence >= most) [most, end] = [evidence, at + 2]
    if (evidence <= 0 || most - evidence > enough) close()
  }
  close()
  return found
}

/** A shorter number is a date or an order's. */
const hexadecimal = /(?=[0-9]*[A-Fa-f])(?=[A-Fa-f]*[0-9])[0-9A-Fa-f]{24,}|\d{40,}/g

/** Separators are in names too. */
function sizeOf(stretch: string): number {
  return stretch.replaceAll(/[-_.:,\s]/g, '').length
}

/** With the rest of its outermost words, and with what lies between it and the next words of a language. */
function widened(text: string, from: number, to: number): Stretch {
  let [start, end] = [from, to]
  while (isInWord(text, start)) start--
  while (isInWord(text, end)) end++
  for (;;) {
    const [part] = /[A-Za-z0-9]*[^A-Za-z0-9\s]?$/.exec(text.slice(Math.max(0, start - reach), start))!
    if (part === '' || isWord(part)) break
    start -= part.length
  }
  for (;;) {
    const [part] = /^[^A-Za-z0-9\s]?[A-Za-z0-9]*/.exec(text.slice(end, end + reach))!
    if (part === '' || isWord(part)) break
    end += part.length
  }
  return [start, end]
}

/** How far one looks for the end of a word at once. */
const reach = 100

/** Whether a place lies between two letters or digits. */
function isInWord(text: string, at: number): boolean {
  return at > 0 && at < text.length && /^[A-Za-z0-9]{2}$/.test(text.slice(at - 1, at + 1))
}

const extension = /^\W?(?:cert|crt|cer|der|key|pem|p12|pfx|tls|tmp)\W?$/i

/** A whole word of three letters, or five letters of one: chance seldom makes them. */
function isWord(part: string): boolean {
  if (extension.test(part)) return true
  const whole = part.replaceAll(/[^A-Za-z0-9]/g, '')
  const isWhole = /^[A-Za-z][a-z]{2,}$|^[A-Z]{3,}$/.test(whole) && unusualSteps(whole) <= (whole.length > 4 ? 1 : 0)
  return (
    isWhole ||
    (part.match(/[A-Za-z][a-z]{4,}|[A-Z]{5,}/g) ?? []).some((word) => unusualSteps(word) * 2.5 < word.length - 4)
  )
}

function unusualSteps(word: string): number {
  return [...word].filter((letter, index) => index > 0 && !isUsualStep(word[index - 1]!, letter)).length
}

/** UUIDs (RFC 9562 4), the ends of Kubernetes' names of pods, short hashes, and times: at most two of them, since a key can be cut to their length. */
function withoutIdentifiers(text: string): string {
  const found = [...text.matchAll(identifiers)]
  return found.length > 2 ? text : text.replaceAll(identifiers, (one) => ' '.repeat(one.length))
}

const identifiers = new RegExp(
  [
    '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}',
    '(?<=[a-z0-9]-)[bcdfghjklmnpqrstvwxz2456789]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}',
    '[0-9a-f]{7,12}',
    '\\d{8}T\\d{4,6}Z?',
  ]
    .map((one) => `(?<![A-Za-z0-9+=])${one}(?![A-Za-z0-9+=])`)
    .join('|'),
  'g',
)
