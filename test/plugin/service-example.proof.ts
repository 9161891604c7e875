import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createExampleProject } from '../../fixtures/example-project.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

test('the service example passes, with its report', async () => {
  await using service = await createExampleProject({ from: 'service' })
  const { code, stdout, stderr } = await runVitest(service.folder, { reporters: [] })
  expect(code, stdout + stderr).toBe(0)
  expect(stdout).toContain('8 passed')
  expect(await readFile(join(service.folder, 'mtls-report.html'), 'utf8')).toContain('a customer sees their orders')
})
