import { expect, test } from 'vitest'
import { commonName, nameHas, parseDistinguishedName, sameName } from '../../src/judgement/distinguished-name.ts'

test.each([
  ['CN=orders,O=Example', 'O = example , cn=ORDERS'],
  ['CN=orders,O=Example', '/O=Example/CN=orders'],
  ['CN=orders', 'orders'],
  ['CN=a/b,O=Example', '/O=Example/CN=a/b'],
  ['CN=Smith\\, J\\C3\\B6rg', 'CN="Smith, Jörg"'],
  ['CN=Smith\\2C Jörg', 'commonName=Smith\\, Jörg'],
  ['CN=a  b', 'CN= a b '],
  ['2.5.4.3=orders', 'OID.2.5.4.3=orders'],
  ['emailAddress=a@b.example', 'E=a@b.example'],
  ['CN=orders+UID=7', 'UID=7, CN=orders'],
  ['CN=orders,O=Example', 'CN=orders;O=Example'],
  ['', ''],
])('%s is the same name as %s', (left, right) => {
  expect(sameName(left, right)).toBe(true)
})

test.each([
  ['CN=orders,O=Example', 'CN=orders'],
  ['CN=orders', 'O=orders'],
  ['CN=orders', 'CN=order'],
  ['OU=a,OU=b', 'OU=a,OU=a'],
  ['CN=a\\,O=b', 'CN=a,O=b'],
])('%s is another name than %s', (left, right) => {
  expect(sameName(left, right)).toBe(false)
})

test('a name has what is stated of it, and no name has nothing', () => {
  expect(nameHas('CN=orders,O=Example', 'O=Example')).toBe(true)
  expect(nameHas('CN=orders,O=Example', 'orders')).toBe(true)
  expect(nameHas('CN=orders,O=Example', 'Example')).toBe(false)
  expect(nameHas('CN=orders', 'CN=orders,O=Example')).toBe(false)
})

test('text with a comma that is no list of attributes is a common name', () => {
  expect(parseDistinguishedName('Smith, Jörg')).toEqual([{ type: 'CN', value: 'smith, jörg' }])
})

test('the common name keeps its spelling', () => {
  expect(commonName('O=Example,CN=Smith\\, J')).toBe('Smith, J')
  expect(commonName('O=Example')).toBe('O=Example')
})
