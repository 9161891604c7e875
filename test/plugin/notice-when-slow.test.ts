import { afterEach, expect, test, vi } from 'vitest'
import { noticeWhenSlow } from '../../src/plugin/notice-when-slow.ts'

const written: string[] = []
vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
afterEach(() => {
  written.length = 0
})

test('says that slow work goes on, and how long it took', async () => {
  // The work waits for the notice.
  const work = () => vi.waitUntil(() => written.length > 0).then(() => 'done')
  expect(await noticeWhenSlow('reading', work, 20)).toBe('done')
  expect(written).toEqual([
    'vitest-mtls: reading ...\n',
    expect.stringMatching(/^vitest-mtls: reading took \d+\.\d s\n$/),
  ])
})

test('says how long work took that let nothing else run', async () => {
  const start = performance.now()
  const work = async () => {
    while (performance.now() - start < 30);
  }
  await noticeWhenSlow('reading', work, 20)
  expect(written).toEqual([expect.stringMatching(/took/)])
})

test('says nothing of quick work, and hands on what it throws', async () => {
  const failing = noticeWhenSlow('reading', () => Promise.reject(new Error('no')), 10_000)
  await expect(failing).rejects.toThrow('no')
  expect(written).toEqual([])
})
