import { afterAll, beforeAll } from 'vitest'
import { type Nginx, startNginx } from '../../fixtures/nginx.ts'
import type { CaEntry, ClientCertificateEntry } from '../../src/config/options.ts'
import { ConfigError } from '../../src/errors/config-error.ts'
import { createClient } from '../../src/request/client.ts'
import type { MtlsResponse } from '../../src/request/mtls-response.ts'
import { createForms, type Forms } from './forms.ts'

/** A client certificate as an entry of the config has it, without its host. */
export type Form = Omit<ClientCertificateEntry, 'host' | 'port'>

/** A real nginx that knows the root alone and refuses clients that it cannot verify, for the tests of a file. */
export function useNginx() {
  let forms: Forms
  let nginx: Nginx
  let before: string

  beforeAll(async () => {
    forms = await createForms()
    nginx = await startNginx({
      identity: await forms.root.issueServer(),
      ca: forms.root.certificate,
      verifyClient: 'on',
      directives: 'ssl_verify_depth 3;',
    })
    before = process.cwd()
    process.chdir(forms.folder)
  })

  afterAll(async () => {
    process.chdir(before)
    await nginx?.close()
    forms?.remove()
  })

  async function withResponse<Value>(
    form: Form,
    ca: CaEntry[],
    use: (response: MtlsResponse) => Value,
  ): Promise<Awaited<Value>> {
    const entry = { host: 'localhost', port: '*', ...form } as ClientCertificateEntry
    const client = createClient({ ca, clientCertificates: [entry] })
    try {
      return await use(await client.request(nginx.url))
    } finally {
      await client.close()
    }
  }

  /** The subject that nginx has verified. */
  function verified(form: Form, ca: CaEntry[] = ['root.pem']): Promise<string> {
    return withResponse(form, ca, async (response) => {
      const view = (await response.json()) as { verify: string; subject: string }
      return `${view.verify} ${view.subject}`
    })
  }

  /** Subjects of what went over the wire. */
  function sentSubjects(form: Form, ca: CaEntry[] = ['root.pem']): Promise<string[]> {
    return withResponse(form, ca, async (response) => {
      await response.text()
      return response.handshake?.clientCertificate.chain.map(({ subject }) => subject) ?? []
    })
  }

  /** The problems that keep a form from being used. */
  async function refusal(form: Form): Promise<string> {
    const error: unknown = await verified(form).catch((reason: unknown) => reason)
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map((problem) => `${problem.path}: ${problem.message} ${problem.remedy}`).join('\n')
  }

  return { forms: () => forms, verified, sentSubjects, refusal }
}
