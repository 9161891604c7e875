import { createPrivateKey } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startOrdersLab } from '../../fixtures/orders-lab.ts'
import { startDocumentationLab } from '../matchers/documentation-lab.ts'
import { readPages } from '../matchers/documented-matcher.ts'

/** A project made from the documentation, with servers to talk to. */
export interface DocumentedProject {
  /** Tests in it; all are to pass. */
  tests: number
  close(): Promise<void>
}

/**
 * The examples on the pages of the matchers as one spec, and those that fail: they have to, with a message that says
 * what to do. For Vitest or Jest, which read `mtls.config.json` and `.mtlsrc.json`.
 */
export async function writeMatcherExamples(folder: string, host: 'vitest' | 'jest'): Promise<DocumentedProject> {
  const lab = await startDocumentationLab()
  const pages = await readPages()
  const blocks = pages.flatMap(({ name, example, failing }) => [
    example,
    `test('fails: ${name}', async () => {
      await expect((async () => {\n${failing}})()).rejects.toThrow('What to do: ')
    })\n`,
  ])
  const spec = lab.withServers(blocks.join('\n'))
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, '.mtlsrc.json'), JSON.stringify(lab.config))
  if (host === 'jest') {
    await writeFile(join(folder, 'matchers.test.js'), spec)
    const config = { testEnvironment: 'node', setupFilesAfterEnv: ['vitest-mtls/jest'] }
    await writeFile(join(folder, 'jest.config.json'), JSON.stringify(config))
  } else {
    await writeFile(join(folder, 'matchers.test.ts'), `import { expect, test } from 'vitest'\n${spec}`)
    await writeFile(
      join(folder, 'vitest.config.ts'),
      "import mtls from 'vitest-mtls'\nexport default { plugins: [mtls()] }\n",
    )
  }
  return { tests: spec.match(/^test\(/gm)?.length ?? 0, close: lab.close }
}

/** The files that the README shows under "Install", by the name in the first line of each. */
export async function writeReadmeProject(folder: string): Promise<DocumentedProject> {
  await mkdir(folder, { recursive: true })
  const lab = await startOrdersLab(folder)
  const key = createPrivateKey({
    key: await readFile(join(folder, 'certs/orders.key')),
    passphrase: lab.env.ORDERS_KEY_PASSPHRASE ?? '',
  })
  await writeFile(join(folder, 'certs/orders.key'), key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  const readme = await readFile(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8')
  let tests = 0
  for (const [, file = '', content = ''] of readme.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)) {
    tests += content.match(/^test\(/gm)?.length ?? 0
    const here = content.replaceAll('8443', String(lab.orders.port)).replaceAll('9443', String(lab.box.port))
    await writeFile(join(folder, file), here)
  }
  return { tests, close: lab.close }
}
