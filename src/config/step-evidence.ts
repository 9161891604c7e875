/**
 * What the step from a character of a text to the next one says: how much more often it is seen in random characters (base64 and its kin) than in
 * the names of files, as a logarithm to base 2, in round figures.
 */
export function stepEvidence(text: string, at: number): number {
  return weights[step(text, at)]
}

const weights = {
  'letters that follow one another in words': -2,
  'letters that seldom do': 2,
  'capitals that follow one another in words': 0,
  'capitals that seldom do': 2.5,
  'a capital and a small letter, as in words': 0.5,
  'a capital and a small letter, as seldom in words': 5,
  'a small letter and a capital': 2.5,
  'a letter and a number at the end of a word': 1,
  'a letter and a digit': 3.5,
  'a digit and a letter': 4.5,
  'two digits': 0,
  'a slash or a plus': -0.5,
  'a hyphen or an underscore': -1.5,
  'a point or a space': -0.75,
  'a sign that few names have': 1.5,
  'two such signs': 0,
}

function step(text: string, at: number): keyof typeof weights {
  const [one, next] = [text[at]!, text[at + 1]!]
  const kinds = kindOf(one) + kindOf(next)
  if (kinds === '!!') return 'two such signs'
  if (kinds.includes('!')) return 'a sign that few names have'
  if (kinds.includes('.')) return 'a point or a space'
  if (kinds.includes('/')) return 'a slash or a plus'
  if (kinds.includes('-')) return 'a hyphen or an underscore'
  if (kinds === '99') return 'two digits'
  if (kinds[0] === '9') return 'a digit and a letter'
  if (kinds[1] === '9')
    return endsWord(text, at + 1) ? 'a letter and a number at the end of a word' : 'a letter and a digit'
  if (kinds === 'aA') return 'a small letter and a capital'
  const usual = isUsualStep(one, next)
  if (kinds === 'aa') return usual ? 'letters that follow one another in words' : 'letters that seldom do'
  if (kinds === 'AA') return usual ? 'capitals that follow one another in words' : 'capitals that seldom do'
  return usual ? 'a capital and a small letter, as in words' : 'a capital and a small letter, as seldom in words'
}

function kindOf(character: string): 'a' | 'A' | '9' | '-' | '/' | '!' | '.' {
  if (/[a-z]/.test(character)) return 'a'
  if (/[A-Z]/.test(character)) return 'A'
  if (/\d/.test(character)) return '9'
  if (/[-_]/.test(character)) return '-'
  if (/[+/=]/.test(character)) return '/'
  return /[!#$&()*;<>?@^|~]/.test(character) ? '!' : '.'
}

/** `X1`, `fw03`. */
function endsWord(text: string, from: number): boolean {
  let end = from
  while (/\d/.test(text[end] ?? '')) end++
  return !/[A-Za-z]/.test(text[end] ?? '')
}

/** Whether a letter often follows another one in words. */
export function isUsualStep(one: string, next: string): boolean {
  return followers[one.toLowerCase()]!.includes(next.toLowerCase())
}

/** The letters that often follow a letter in words of European languages and in names of files. */
const followers: Readonly<Record<string, string>> = {
  a: 'bcdefgiklmnprstuvwxyz',
  b: 'abeijlorsuy',
  c: 'acehiklnorstuy',
  d: 'adegimorsuy',
  e: 'abcdefgilmnpqrstuvwxy',
  f: 'aefilortu',
  g: 'aeghilnorsu',
  h: 'aeiortuy',
  i: 'abcdefglmnopqrstvz',
  j: 'aeou',
  k: 'aeilnsy',
  l: 'adefiklmoprstuvy',
  m: 'abeimopsuy',
  n: 'acdefgijklnostuvy',
  o: 'abcdefgiklmnoprstuvwxyz',
  p: 'aehiloprstuy',
  q: 'u',
  r: 'acdefgiklmnoprstuvy',
  s: 'acehiklmnopqrstuwy',
  t: 'acehilorstuwy',
  u: 'abcdegilmnprstx',
  v: 'aeio',
  w: 'aehinors',
  x: 'acept',
  y: 'aelmnops',
  z: 'aeiou',
}
