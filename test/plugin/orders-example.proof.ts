import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createExampleProject, type ExampleProject } from '../../fixtures/example-project.ts'
import { type OrdersLab, startOrdersLab } from '../../fixtures/orders-lab.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'
import { withoutNotices } from './normalised.ts'

const readme = fileURLToPath(new URL('../../README.md', import.meta.url))

let lab: OrdersLab
let labFolder: ExampleProject

beforeAll(async () => {
  labFolder = await createExampleProject()
  lab = await startOrdersLab(labFolder.folder)
})

afterAll(async () => {
  await lab.close()
  await labFolder.remove()
})

async function project(files: Record<string, string>, from?: string): Promise<ExampleProject> {
  const made = await createExampleProject(from === undefined ? {} : { from })
  await cp(join(labFolder.folder, 'certs'), join(made.folder, 'certs'), { recursive: true })
  await made.write(files)
  return made
}

const run = (folder: string, ...args: string[]) => runVitest(folder, { args, env: lab.env })

describe('the orders example', () => {
  test.each(['forks', 'threads', 'vmThreads', 'vmForks'])('passes in the pool %s', async (pool) => {
    await using orders = await project({}, 'orders')
    const { code, report, stderr } = await run(orders.folder, `--pool=${pool}`)
    expect(report?.testResults.flatMap((file) => file.assertionResults.flatMap((one) => one.failureMessages))).toEqual(
      [],
    )
    expect({ code, passed: report?.numPassedTests }).toEqual({ code: 0, passed: 4 })
    // The table, and nothing else.
    expect(withoutNotices(stderr).trim().split('\n').filter(Boolean)).toHaveLength(2 + 2)
    expect(stderr).toContain('mTLS  4 requests, 3 servers, 0 warnings, 2 refusals as the tests expected')
  })

  test('passes without globals, with the helper imported', async () => {
    const spec = await readFile(fileURLToPath(new URL('../../examples/orders/orders.test.ts', import.meta.url)), 'utf8')
    await using orders = await project(
      {
        'vitest.config.ts': `import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'
export default defineConfig({ plugins: [mtls({ globals: false })] })`,
        'orders.test.ts': `import { request } from 'vitest-mtls/request'\n${spec}`,
        'no-global.test.ts': `import { expect, test } from 'vitest'
test('there is no global', () => { expect(globalThis).not.toHaveProperty('request') })`,
      },
      'orders',
    )
    const { code, report } = await run(orders.folder)
    expect({ code, passed: report?.numPassedTests }).toEqual({ code: 0, passed: 5 })
  })
})

test("the README's example runs as it stands", async () => {
  const text = await readFile(readme, 'utf8')
  const blocks = [...text.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)].slice(0, 3)
  const names = blocks.map(([, name]) => name)
  expect(names).toEqual(['vitest.config.ts', 'mtls.config.ts', 'orders.test.ts'])
  // The example's ports are fixed, and its key has no passphrase: the lab's ports and passphrase are put in.
  const files = Object.fromEntries(
    blocks.map(([, name, code]) => [
      name!,
      code!
        .replaceAll('8443', lab.env.ORDERS_PORT!)
        .replaceAll('9443', lab.env.LAB_PORT!)
        .replace("key: 'certs/orders.key'", "key: 'certs/orders.key', passphrase: '${ORDERS_KEY_PASSPHRASE}'"),
    ]),
  )
  await using readmeProject = await project(files)
  const { code, report, stdout } = await run(readmeProject.folder)
  expect({ code, passed: report?.numPassedTests }, stdout).toEqual({ code: 0, passed: 2 })
})

describe('fails for the right reason', () => {
  const config = `import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'
export default defineConfig({ plugins: [mtls()] })`
  const mtlsConfig = (entries: string) => `import { defineConfig } from 'vitest-mtls/config'
export default defineConfig({ ca: ['certs/ca.pem'], clientCertificates: [${entries}] })`
  const entry = (port: string) =>
    `{ name: 'orders', host: 'localhost', port: ${port}, cert: 'certs/orders.crt', key: 'certs/orders.key', passphrase: '\${ORDERS_KEY_PASSPHRASE}' }`

  async function failuresOf(specs: string[], entries: string): Promise<string[]> {
    const tests = specs.map((spec) => `test('fails', async () => { ${spec} })`)
    await using failing = await project({
      'vitest.config.ts': config,
      'mtls.config.ts': mtlsConfig(entries),
      'failing.test.ts': ["import { expect, test } from 'vitest'", ...tests].join('\n'),
    })
    const { code, report, stdout } = await run(failing.folder)
    expect({ code, failed: report?.numFailedTests }, stdout).toEqual({ code: 1, failed: specs.length })
    return report!.testResults[0]!.assertionResults.map(({ failureMessages }) => failureMessages.join('\n'))
  }

  test('the server does not ask', async () => {
    const url = `https://localhost:${lab.env.STATUS_PORT}/`
    const [message] = await failuresOf(
      [`expect(await request('${url}')).toHaveSentClientCert()`],
      entry(lab.env.STATUS_PORT!),
    )
    expect(message).toMatch(/did not ask|never asked/)
  })

  test('the server asks and gets nothing; the server is trusted', async () => {
    const asking = `https://localhost:${lab.env.ORDERS_PORT}/`
    const trusted = `https://localhost:${lab.env.STATUS_PORT}/`
    const [nothing, noProblem] = await failuresOf(
      [
        `await expect(request('${asking}')).toHaveSentClientCert()`,
        `await expect(request('${trusted}')).toHaveCertError('self signed')`,
      ],
      entry('1'),
    )
    expect(nothing).toContain('empty')
    expect(nothing).toContain(`port 1, the request goes to ${lab.env.ORDERS_PORT}`)
    expect(noProblem).toMatch(/trusted|no problem/)
  })
})
