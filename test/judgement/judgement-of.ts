import { expect } from 'vitest'
import type { Authority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import type { MtlsOptions } from '../../src/config/options.ts'
import { evidenceOf } from '../../src/evidence/evidence.ts'
import type { Judgement } from '../../src/evidence/judgement.ts'
import { judge } from '../../src/judgement/judge.ts'
import { createClient } from '../../src/request/client.ts'
import type { MtlsRequestInit } from '../../src/request/request-init.ts'

export interface Running {
  port: number
  close(): Promise<void>
}

/** What is said about a request to a server that runs for it alone; an error has to say the same. */
export async function judgementOf(
  server: Running,
  options: MtlsOptions = {},
  init: MtlsRequestInit = {},
  url = `https://localhost:${server.port}/orders`,
): Promise<Judgement> {
  const client = createClient(options)
  const outcome: unknown = await client.request(url, init).catch((error: unknown) => error)
  const evidence = evidenceOf(outcome)
  const judgement = evidence && judge(evidence)
  await client.destroy()
  await server.close()
  if (!evidence || !judgement) throw new Error('no evidence', { cause: outcome })
  if (evidence.error) expect((outcome as Error).message).toBe(`${judgement.cause} ${judgement.remedy}`)
  return judgement
}

/** A config that trusts the authority and offers this certificate to localhost. */
export function offering(
  authority: Authority,
  own: Identity,
  target: { host?: string; port?: number | '*' } = {},
): MtlsOptions {
  const entry = { name: 'orders', host: 'localhost', port: '*' as const, cert: own.chain, key: own.key, ...target }
  return { ca: authority.certificate, clientCertificates: [entry] }
}
