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
 * what to do. Both hosts read `.mtlsrc.json`; Jest has the files on its own page besides.
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
  const examples = blocks.join('\n')
  const files =
    host === 'jest'
      ? { ...(await filesOn('docs/jest.md')), 'matchers.test.js': examples }
      : { 'matchers.test.ts': `import { expect, test } from 'vitest'\n${examples}`, 'vitest.config.ts': vitestConfig }
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, '.mtlsrc.json'), JSON.stringify(lab.config))
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), lab.withServers(content))
  return { tests: testsIn(files), close: lab.close }
}

/** The files that the README shows. */
export async function writeReadmeProject(folder: string): Promise<DocumentedProject> {
  await mkdir(folder, { recursive: true })
  const lab = await startOrdersLab(folder)
  const key = createPrivateKey({
    key: await readFile(join(folder, 'certs/orders.key')),
    passphrase: lab.env.ORDERS_KEY_PASSPHRASE ?? '',
  })
  await writeFile(join(folder, 'certs/orders.key'), key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  const files = await filesOn('README.md')
  for (const [file, content] of Object.entries(files)) {
    const here = content.replaceAll('8443', String(lab.orders.port)).replaceAll('9443', String(lab.box.port))
    await writeFile(join(folder, file), here)
  }
  return { tests: testsIn(files), close: lab.close }
}

const vitestConfig = "import mtls from 'vitest-mtls'\nexport default { plugins: [mtls()] }\n"

/** The files that a page shows, by the name in the first line of each. */
async function filesOn(page: string): Promise<Record<string, string>> {
  const text = await readFile(fileURLToPath(new URL(`../../${page}`, import.meta.url)), 'utf8')
  const blocks = [...text.matchAll(/```[jt]s\n\/\/ (\S+\.\w+)\n([\s\S]*?)```/g)]
  return Object.fromEntries(blocks.map(([, file, content]) => [file, content]))
}

function testsIn(files: Record<string, string>): number {
  return (
    Object.values(files)
      .join('\n')
      .match(/^test\(/gm)?.length ?? 0
  )
}
