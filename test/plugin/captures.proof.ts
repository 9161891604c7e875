import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFailingSuite, vitestConfig } from '../../fixtures/failing-suite.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { dissect } from '../../fixtures/tshark.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

const config = vitestConfig({
  test: `{ retry: 1, reporters: [['vitest-mtls/reporter', { captures: 'captures', json: 'report.json' }]] }`,
})

const flaky = `import { expect, test } from 'vitest'
let attempts = 0
test('passes at last', async () => {
  await request(\`https://localhost:\${process.env.STATUS_PORT}\`)
  expect(++attempts).toBe(2)
})
`

const missing = requireProgram('tshark')

describe.skipIf(missing)(`capture files${missing ? ` (${missing})` : ''}`, () => {
  test('one for each failed test, which opens decrypted and is for its owner alone', async () => {
    await using suite = await createFailingSuite()
    const { project, lab } = suite
    await project.write({ 'vitest.config.ts': config, 'flaky.test.ts': flaky })
    const { stderr } = await runVitest(project.folder, { env: lab.env, reporters: [] })
    const folder = join(project.folder, 'captures')
    const files = (await readdir(folder)).sort()
    expect(files, stderr).toEqual([
      expect.stringMatching(/^orders-test-ts-the-lab-box-is-trusted-[0-9a-f]{8}\.pcapng$/),
      expect.stringMatching(/^orders-test-ts-the-status-page-asks-for-a-certificate-[0-9a-f]{8}\.pcapng$/),
    ])
    expect((await stat(join(folder, files[1]!))).mode & 0o777).toBe(0o600)

    const fields = ['tls.handshake.type', 'http.request.full_uri']
    const packets = await dissect(join(folder, files[1]!), { fields })
    const types = packets.flatMap((packet) => packet['tls.handshake.type'] ?? [])
    // EncryptedExtensions (8) and Certificate (11) can be seen by those alone who have the keys.
    expect(types).toEqual(expect.arrayContaining(['1', '2', '8', '11', '20']))
  })
})
