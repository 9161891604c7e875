import { expect, test } from 'vitest'
import { substituteEnvironment } from '../../src/config/environment.ts'
import { ProblemList } from '../../src/config/problem-list.ts'

const env = { NAME: 'value', EMPTY: '', OUTER: 'outer', ORDERS_KEY: 'k' }

function substitute(value: unknown) {
  const problems = new ProblemList('inline config')
  const result = substituteEnvironment(value, 'place', env, problems)
  return { ...result, errors: problems.errors.map(({ path, message, remedy }) => `${path}: ${message} ${remedy}`) }
}

test.each([
  ['plain', 'plain'],
  ['${NAME}', 'value'],
  ['a/${NAME}/b/${OUTER}.pem', 'a/value/b/outer.pem'],
  ['${EMPTY}', ''],
  ['${EMPTY:-default}', 'default'],
  ['${ABSENT:-default}', 'default'],
  ['${ABSENT:-}', ''],
  ['${ABSENT:-${NAME}!}', 'value!'],
  ['${ABSENT:-${ALSO_ABSENT:-deep}}', 'deep'],
  ['$${NAME}', '${NAME}'],
  ['cost: 5$ {NAME}', 'cost: 5$ {NAME}'],
])('%s becomes %s', (written, expected) => {
  expect(substitute(written)).toMatchObject({ value: expected, errors: [] })
})

test('strings at any depth are replaced, other values stay', () => {
  const bytes = Buffer.from('${NAME}')
  const { value } = substitute({ list: [1, { deep: '${NAME}' }], flag: true, bytes })
  expect(value).toEqual({ list: [1, { deep: 'value' }], flag: true, bytes })
})

test('what an entry that is switched off refers to is not looked up', () => {
  const { value, errors } = substitute([
    { enabled: false, key: '${ABSENT}' },
    { enabled: '${ABSENT:-false}', key: '${ABSENT}' },
  ])
  expect(errors).toEqual([])
  expect(value).toEqual([
    { enabled: false, key: '${ABSENT}' },
    { enabled: 'false', key: '${ABSENT}' },
  ])
})

test('the text as written is kept by path, without defaults', () => {
  const { written } = substitute({ key: '${ABSENT:-hunter2}/${NAME}', list: ['${NAME}'] })
  expect(Object.fromEntries(written)).toEqual({ 'place.key': '${ABSENT:-…}', 'place.list[0]': '${NAME}' })
})

test.each([
  [
    '${ABSENT}',
    'place: The environment variable ABSENT is not set. Set ABSENT, or give a default: ${ABSENT:-default}.',
  ],
  [
    '${ORDERS_KYE}',
    'place: The environment variable ORDERS_KYE is not set. Set ORDERS_KYE, or give a default: ${ORDERS_KYE:-default}. Did you mean ORDERS_KEY, which is set?',
  ],
  [
    '${NAME',
    'place: A reference to an environment variable has no closing brace. Write ${NAME} or ${NAME:-default}; $${ stands for the characters ${ themselves.',
  ],
  [
    '${NAME-default}',
    'place: A reference to an environment variable has no valid name in it. Write ${NAME} or ${NAME:-default}; $${ stands for the characters ${ themselves.',
  ],
])('%s is a problem', (written, error) => {
  expect(substitute(written).errors).toEqual([error])
})
