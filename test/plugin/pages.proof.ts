import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createExampleProject } from '../../fixtures/example-project.ts'
import { type OrdersLab, startOrdersLab } from '../../fixtures/orders-lab.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

const pages = ['vitest.md', 'configuration.md', 'migration.md']

/** A part of a page with the files that it shows. */
interface Section {
  title: string
  files: Record<string, string>
}

const specsIn = (files: Record<string, string>) => Object.keys(files).filter((name) => name.includes('.test.'))
const sections = pages.flatMap((page) => sectionsOf(page).filter(({ files }) => specsIn(files).length > 0))

/** Each part; a `vitest.config` before the first heading is for all of them. */
function sectionsOf(page: string): Section[] {
  const text = readFileSync(fileURLToPath(new URL(`../../docs/${page}`, import.meta.url)), 'utf8')
  const [before = '', ...parts] = text.split(/^##+ /m)
  return parts.map((part) => ({
    title: `${page}: ${part.split('\n')[0]}`,
    files: { ...only('vitest.config.', filesIn(before)), ...filesIn(part) },
  }))
}

function only(start: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name.startsWith(start)))
}

/** By the name in the first line of each, or beside the name of the language. */
function filesIn(text: string): Record<string, string> {
  const block = /```\w+(?: (\S+\.\w+))?\n(?:(?:\/\/|#) (\S+\.\w+)\n)?([\s\S]*?)```/g
  const named = [...text.matchAll(block)].map(([, beside, above, content]) => [beside ?? above, content])
  return Object.fromEntries(named.filter(([name]) => name !== undefined))
}

const vitestConfig = "import mtls from 'vitest-mtls'\nexport default { plugins: [mtls()] }\n"

describe.each(sections)('$title', ({ files }) => {
  let project: Awaited<ReturnType<typeof createExampleProject>>
  let lab: OrdersLab
  let env: Record<string, string>

  beforeAll(async () => {
    project = await createExampleProject()
    lab = await startOrdersLab(project.folder)
    const passphrase = lab.env.ORDERS_KEY_PASSPHRASE!
    env = { ...lab.env, ORDERS_PASSPHRASE: passphrase, LOCALHOST_PASSPHRASE: passphrase }
    const hasConfig = Object.keys(files).some((name) => name.startsWith('vitest.config.'))
    const shown = hasConfig ? files : { ...files, 'vitest.config.mjs': vitestConfig }
    await project.write(Object.fromEntries(Object.entries(shown).map(([name, content]) => [name, withPorts(content)])))
  })

  afterAll(async () => {
    await lab?.close()
    await project?.remove()
  })

  const withPorts = (text: string) =>
    text.replaceAll('8443', lab.env.ORDERS_PORT!).replaceAll('8444', lab.env.STATUS_PORT!)

  const foreign = Object.keys(files).find((name) => /ssl-client|playwright\.config|cypress\.config/.test(name))
  test.runIf(foreign)('the import writes the config that is shown', async () => {
    const config = join(project.folder, 'mtls.config.ts')
    const shown = await readFile(config, 'utf8')
    await project.write({
      'package.json': '{ "devDependencies": { "vitest": "*" } }\n',
      'certs/orders.passphrase': env.ORDERS_KEY_PASSPHRASE!,
    })
    await rm(config)
    const command = join(project.folder, 'node_modules/vitest-mtls/dist/cli.js')
    await promisify(execFile)(process.execPath, [command, 'import', foreign!], { cwd: project.folder, env })
    const written = await readFile(config, 'utf8')
    await writeFile(config, shown)
    // The authority comes from a flag or a variable there, and is added by hand.
    expect(written).toBe(shown.replace("  ca: ['certs/ca.pem'],\n", ''))
  })

  test('its specs pass', async () => {
    const count = specsIn(files).flatMap((name) => files[name]!.match(/^test\(/gm) ?? []).length
    // In CI Vitest would write no snapshot.
    const { code, report, stdout, stderr } = await runVitest(project.folder, { env: { ...env, CI: '' } })
    expect({ code, passed: report?.numPassedTests }, stdout + stderr).toEqual({ code: 0, passed: count })
    if (!Object.values(files).join().includes('toMatchSnapshot')) return
    // In CI a snapshot that is not the same fails.
    const again = await runVitest(project.folder, { env: { ...env, CI: 'true' } })
    expect({ code: again.code, passed: again.report?.numPassedTests }, again.stdout).toEqual({ code: 0, passed: count })
  })
})
