import type { Judgement } from '../../evidence/judgement.ts'
import { judge } from '../../judgement/judge.when-needed.ts'
import { lastHandshake } from '../../judgement/last-handshake.ts'
import { evidenceIn } from '../../matchers/subject.ts'
import type { Handshake } from '../../tls/handshake.ts'
import { errorCodes, errorMessages } from './error-chain.ts'

/** What came of one attempt to get in. */
export interface Attempt {
  /** What the target came to. */
  response?: unknown
  /** What it rejected with. */
  error?: unknown
  /** Of an answer, also where a client rejects with one. */
  status?: number
  /** Of the last hop; absent where nothing tells of the connection. */
  handshake?: Handshake
  /** Of the connection; absent where nothing tells of it. */
  judgement?: Judgement
}

/** Runs it to its end, and reads what it came to. Never rejects. */
export async function attempt(run: () => unknown): Promise<Attempt> {
  try {
    const response = await run()
    const status = statusOf(response)
    await discardBody(response)
    return { response, ...(status !== undefined && { status }), ...told(response) }
  } catch (error) {
    // clients that reject with an answer: axios, got, superagent
    const status = statusOf((error as { response?: unknown } | null)?.response)
    return { error, ...(status !== undefined && { status }), ...told(error) }
  }
}

/** Why Node did not even begin: it does not load such a key or certificate. */
export function unsendable({ error, handshake }: Attempt): string | undefined {
  if (error === undefined || handshake !== undefined) return undefined
  const texts = [...errorCodes(error), errorMessages(error)].join(' ')
  return /ERR_SSL_(?:EE|CA)_(?:KEY_TOO_SMALL|MD_TOO_WEAK)|\b(?:ee|ca) (?:key too small|md too weak)\b/.exec(texts)?.[0]
}

function told(result: unknown): Pick<Attempt, 'handshake' | 'judgement'> {
  const evidence = evidenceIn(result)
  if (evidence === undefined) return {}
  const handshake = lastHandshake(evidence)
  return { ...(handshake && { handshake }), judgement: judge(evidence) }
}

function statusOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { status, statusCode } = value as { status?: unknown; statusCode?: unknown }
  return [status, statusCode].find((one) => typeof one === 'number') as number | undefined
}

/** So that the connection is free to end. */
async function discardBody(response: unknown): Promise<void> {
  const { body } = (response ?? {}) as { body?: { cancel?: () => Promise<void>; locked?: boolean } }
  if (typeof body?.cancel === 'function' && body.locked !== true) await body.cancel().catch(() => {})
}
