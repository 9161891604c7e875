import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runVitest, type VitestRun } from '../../fixtures/vitest-run.ts'
import { matchers } from '../../src/matchers/index.ts'
import { type DocumentationLab, startDocumentationLab } from './documentation-lab.ts'
import { type DocumentedMatcher, readPages, writeMessage } from './documented-matcher.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(repository, '.projects')
let lab: DocumentationLab
let project: string
let pages: DocumentedMatcher[]
let run: VitestRun

beforeAll(async () => {
  lab = await startDocumentationLab()
  pages = await readPages()
  await mkdir(folder, { recursive: true })
  project = await mkdtemp(join(folder, 'documentation-'))
  await writeFile(join(project, 'config.json'), JSON.stringify(lab.config))
  await writeFile(join(project, 'examples.test.ts'), specOf(pages))
  await writeFile(
    join(project, 'vitest.config.ts'),
    'export default { resolve: { alias: [{ find: /\\.when-needed\\.ts$/, replacement: ".ts" }] }, test: { testTimeout: 60_000 } }\n',
  )
  run = await runVitest(project)
})

afterAll(async () => {
  await lab?.close()
  await rm(project, { recursive: true, force: true })
})

test('every matcher has a page with its signature', async () => {
  expect(pages.map(({ name }) => name).sort()).toEqual(Object.keys(matchers).sort())
  const types = await readFile(join(repository, 'src/matchers/types.ts'), 'utf8')
  for (const { name, signature } of pages) {
    expect(signature).toContain(`expect(subject).${name}(`)
    expect(types).toContain(`${signature.replace('expect(subject).', '')}: R`)
  }
})

test('every example holds', () => {
  const examples =
    run.report?.testResults[0]?.assertionResults.filter(({ title }) => !title.startsWith('fails: ')) ?? []
  expect(examples.length).toBeGreaterThanOrEqual(pages.length)
  expect(examples.filter(({ status }) => status !== 'passed')).toEqual([])
})

test('every failing example gives the message on its page', async () => {
  for (const { name, failing, message } of pages) {
    const result = run.report?.testResults[0]?.assertionResults.find(({ title }) => title === `fails: ${name}`)
    const actual = asOnThePage(result?.failureMessages[0] ?? '', failing)
    expect(actual).toMatch(/^expect\(.*What to do: /s)
    // `UPDATE_DOCS=1` writes the pages anew.
    if (process.env.UPDATE_DOCS === '1') await writeMessage(name, actual)
    else expect(actual).toBe(message)
  }
})

function specOf(documented: DocumentedMatcher[]): string {
  const blocks = documented.flatMap(({ name, example, failing }) => [
    example,
    `test('fails: ${name}', async () => {\n${failing}})\n`,
  ])
  return `
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { matchers } from '${repository}src/matchers/index.ts'
import { createClient } from '${repository}src/request/client.ts'
expect.extend(matchers)
const { request } = createClient(JSON.parse(readFileSync('${project}/config.json', 'utf8')))
${lab.withServers(blocks.join('\n'))}`
}

/** The message with the page's hosts, and made-up values for what differs from run to run. */
function asOnThePage(failure: string, failing: string): string {
  const [host = ''] = /(?<=https:\/\/)[^/]+/.exec(failing) ?? []
  return failure
    .replace(/^Error: /, '')
    .replace(/\n {4}at .*$/s, '')
    .replace(/localhost:\d+/g, host.includes(':') ? host : `${host}:443`)
    .replaceAll('localhost', host.replace(/:\d+/, ''))
    .replace(/O=Internal CA,[^;\n]*?CN=Internal CA/g, 'CN=Internal CA')
    .replace(/, (?:127\.0\.0\.1|::1),/g, ', 192.0.2.7,')
    .replace(/\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?/g, '2027-05-01')
    .replace(/\(in \d+ days\)/g, '(in 90 days)')
}
