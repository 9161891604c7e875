import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createFailingSuite, type FailingSuite } from '../../fixtures/failing-suite.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

const spec = `import { expect, test } from 'vitest'
test('sends', async () => {
  expect(await request(\`https://localhost:\${process.env.ORDERS_PORT}\`)).toHaveSentClientCert('orders')
})
`
const imports = `import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'
`

let suite: FailingSuite

beforeAll(async () => {
  suite = await createFailingSuite()
  await suite.project.write({ 'orders.test.ts': '', 'one/a.test.ts': spec })
})

afterAll(() => suite[Symbol.asyncDispose]())

async function run(files: Record<string, string>, ...args: string[]) {
  await suite.project.write(files)
  return runVitest(suite.project.folder, { args, env: suite.lab.env })
}

describe('typecheck mode', () => {
  beforeEach(() =>
    suite.project.write({
      'vitest.config.ts': `${imports}export default defineConfig({ plugins: [mtls()], test: { include: ['one/*.test.ts'], typecheck: { enabled: true, include: ['types/*.test-d.ts'] } } })`,
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          target: 'ES2022',
          module: 'NodeNext',
          strict: true,
          noEmit: true,
          skipLibCheck: true,
          types: ['node', 'vitest-mtls/globals'],
        },
        include: ['types'],
      }),
      'types/orders.test-d.ts': `import { expectTypeOf, test } from 'vitest'
import type { Handshake } from 'vitest-mtls/request'
test('types', () => { expectTypeOf(request).returns.resolves.toHaveProperty('handshake').toEqualTypeOf<Handshake | undefined>() })
`,
    }),
  )

  test('runs next to the tests', async () => {
    const { report, stderr, stdout } = await run({})
    expect(report, stderr + stdout).toMatchObject({ numPassedTests: 2, numFailedTests: 0 })
    expect(stderr).toContain('mTLS  1 request, 1 server')
  })

  test('sees a wrong type', async () => {
    const { report } = await run({
      'types/orders.test-d.ts': `import { expectTypeOf, test } from 'vitest'
test('types', () => { expectTypeOf(request).returns.resolves.toHaveProperty('handshake').toEqualTypeOf<string>() })
`,
    })
    expect(report).toMatchObject({ numPassedTests: 1, numFailedTests: 1 })
  })
})
