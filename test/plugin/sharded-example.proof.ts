import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createExampleProject } from '../../fixtures/example-project.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

test('the commands of its workflow give one report of three shards', async () => {
  await using service = await createExampleProject({ from: 'service' })
  const workflow = await readFile(join(service.folder, '.github/workflows/test.yml'), 'utf8')
  const commands = [...workflow.matchAll(/run: npx vitest run (.*)/g)].map(([, args]) => args!)
  expect(commands).toEqual([
    '--reporter=blob --reporter=github-actions --shard=${{ matrix.shard }}/3',
    '--merge-reports',
  ])
  for (const shard of ['1', '2', '3']) {
    const args = commands[0]!.replace('${{ matrix.shard }}', shard).split(' ')
    const { code, stdout } = await runVitest(service.folder, { args, reporters: [] })
    expect(code, stdout).toBe(0)
  }
  const { stdout, stderr } = await runVitest(service.folder, { args: [commands[1]!], reporters: [] })
  expect(stdout).toContain('8 passed')
  expect(stderr).toMatch(/mTLS {2}\d+ requests/)
})
