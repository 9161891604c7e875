import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type ClientsLab, startClientsLab } from '../../../fixtures/clients-lab.ts'
import { createExampleProject, type ExampleProject } from '../../../fixtures/example-project.ts'
import { runVitest, type VitestReport } from '../../../fixtures/vitest-run.ts'
import type { Mode, Tried } from './every-client.ts'

export interface ClientsRun {
  code: number | null
  /** By the name of the test: its failures, and what was tried. */
  tests: Map<string, { status: string; failures: string[]; tried?: Tried }>
  output: string
}

/** A project beside the lab's servers, whose test file tries every client. */
export interface ClientsProject extends AsyncDisposable {
  project: ExampleProject
  lab: ClientsLab
  run(mode: Mode, options: { pool: string; node?: string; only?: string }): Promise<ClientsRun>
}

export async function createClientsProject(): Promise<ClientsProject> {
  const project = await createExampleProject()
  const lab = await startClientsLab(project.folder)
  const entry = { name: 'tester', host: 'localhost', port: '*', cert: 'tester.crt', key: 'tester.key' }
  await project.write({ 'mtls.config.json': JSON.stringify({ ca: ['ca.pem'], clientCertificates: [entry] }) })
  const material = join(import.meta.dirname, 'every-client.ts')
  const run: ClientsProject['run'] = async (mode, { pool, node, only }) => {
    await project.write({
      'vitest.config.ts': `import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'

export default defineConfig({
  plugins: [mtls({ clients: ${mode === 'off' ? 'false' : `'${mode}'`} })],
  // Of clients that wait for an answer, on a machine that has other things to do.
  test: { testTimeout: 60_000 },
})
`,
      'clients.test.ts': `import { handshakeOf, handshakes } from 'vitest-mtls/request'
import { tryEveryClient } from ${JSON.stringify(material)}

tryEveryClient('${mode}', { handshakeOf, handshakes })
`,
    })
    const file = join(project.folder, 'results.json')
    await rm(file, { force: true })
    const { code, stdout, stderr } = await runVitest(project.folder, {
      // That of JSON tells no unhandled error.
      reporters: ['default', 'json'],
      args: [`--pool=${pool}`, `--outputFile.json=${file}`, ...(only === undefined ? [] : ['-t', only])],
      // Node's fetch has no other way to trust a server.
      env: {
        ...lab.env,
        GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: '',
        ...(mode === 'equip' ? {} : { NODE_EXTRA_CA_CERTS: join(project.folder, 'ca.pem') }),
      },
      ...(node === undefined ? {} : { node }),
    })
    const report = (await readFile(file, 'utf8').then(JSON.parse, () => undefined)) as VitestReport | undefined
    const results = report?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? []
    const tests = new Map(
      results.map(({ title, status, failureMessages, meta }) => {
        const { tried } = (meta ?? {}) as { tried?: Tried }
        return [title, { status, failures: failureMessages, ...(tried && { tried }) }]
      }),
    )
    return { code, tests, output: stdout + stderr }
  }
  return {
    project,
    lab,
    run,
    [Symbol.asyncDispose]: async () => {
      await lab[Symbol.asyncDispose]()
      await project.remove()
    },
  }
}
