/** Values that people put where something else belongs, by accident or not. Made anew for each test. */
export function hostileValues(): [kind: string, value: unknown][] {
  const circle: Record<string, unknown> = {}
  circle.self = circle
  const trap = (): never => {
    throw new Error('the trap')
  }
  return [
    ['null', null],
    ['true', true],
    ['5', 5],
    ['-1', -1],
    ['NaN', Number.NaN],
    ['10n', 10n],
    ['an empty string', ''],
    ['a word', 'word'],
    ['a symbol', Symbol('a')],
    ['{}', {}],
    ['an object without a prototype', Object.create(null)],
    ['an object of another kind', { another: 1 }],
    ['a circle', circle],
    ['[]', []],
    ['[null]', [null]],
    ['[5]', [5]],
    ['[{}]', [{}]],
    ['a URL', new URL('https://a.example/')],
    ['a Date', new Date(0)],
    ['a Date that is none', new Date(Number.NaN)],
    ['a function', () => undefined],
    ['a class', class A {}],
    ['a Map', new Map()],
    ['a Buffer', Buffer.from('abc')],
    ['an Error', new Error('the error')],
    ['a Promise', Promise.resolve()],
    ['a Proxy', new Proxy({}, {})],
    ['a Proxy that throws', new Proxy({}, { get: trap, has: trap, ownKeys: trap })],
  ]
}

/** What JavaScript, Node and OpenSSL say of a value that nobody has looked at. */
const unlooked =
  /Cannot (read|destructure|convert|use|set)|is not (a function|iterable|a constructor|an object)|ERR_INVALID_ARG|The "[\w.[\]]+" (argument|property)|circular|BigInt|the trap|call stack|is not a valid \w+ TLS|routines::|Invalid (time value|URL|array)/

/** What is wrong with the answer to a wrong value: nothing where it is taken, or refused by an error that names the option. */
export async function mistakeOf(run: () => unknown, name: string): Promise<string | undefined> {
  try {
    const outcome = (await run()) as { close?: unknown } | undefined
    if (typeof outcome?.close === 'function') await outcome.close()
    return undefined
  } catch (error) {
    if (!(error instanceof Error)) return 'what is thrown is no Error'
    if (unlooked.test(error.message)) return error.message
    return error.message.includes(name) ? undefined : `${name} is not named: ${error.message}`
  }
}
