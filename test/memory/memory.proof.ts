import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** The same in short; `npm run memory` sends 100,000 requests over 1,000 connections and reads 300 MB. */
test('requests and bodies leave nothing behind, and a record costs at most 16 KB', { timeout: 180_000 }, async () => {
  const script = fileURLToPath(new URL('memory.mjs', import.meta.url))
  const short = ['--expose-gc', script, '2000', '20', '300', '30']
  const { stdout } = await promisify(execFile)(process.execPath, short, { timeout: 150_000 })
  expect(JSON.parse(stdout)).toMatchObject({
    requests: { requests: 2000 },
    records: { records: 300 },
    body: { megabytes: 30 },
  })
})
