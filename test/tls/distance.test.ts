import { expect, test } from 'vitest'
import { distance, fromNow } from '../../src/tls/distance.ts'

const day = 86_400_000

test.each([
  [0, '0 seconds'],
  [999, '0 seconds'],
  [1000, '1 second'],
  [59_999, '59 seconds'],
  [60_000, '1 minute'],
  [3_599_999, '59 minutes'],
  [3_600_000, '1 hour'],
  [day - 1, '23 hours'],
  [day, '1 day'],
  [694.9 * day, '694 days'],
])('%i ms are %s, whichever of the two moments comes first', (milliseconds, words) => {
  expect(distance(milliseconds)).toBe(words)
  expect(distance(-milliseconds)).toBe(words)
})

test('seen from the second moment', () => {
  expect(fromNow(-694.9 * day)).toBe('694 days ago')
  expect(fromNow(694.9 * day)).toBe('in 694 days')
})
