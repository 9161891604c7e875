import type { RecordedCall } from '../../evidence/call-recorder.ts'
import { type Evidence, evidenceOf } from '../../evidence/evidence.ts'
import { judge } from '../../judgement/judge.when-needed.ts'
import type { MtlsClient } from '../../request/client.ts'
import type { MtlsResponse } from '../../request/mtls-response.ts'
import type { RelayedCall, RelayedOutcome } from './relayed.ts'

/** Makes a page's request in Node, with the client that has its project's configuration. Never rejects. */
export async function answerPage(client: MtlsClient, { url, init, body }: RelayedCall): Promise<RelayedOutcome> {
  try {
    const response = await client.request(url, {
      ...init,
      ...(body === undefined ? {} : { body: Buffer.from(body, 'base64') }),
    })
    return { response: await plainResponse(response), ...plainEvidence(response) }
  } catch (error) {
    return { error: plainError(error), ...plainEvidence(error) }
  }
}

async function plainResponse(response: MtlsResponse): Promise<NonNullable<RelayedOutcome['response']>> {
  const { status, statusText, headers, url, redirected } = response
  const body = Buffer.from(await response.arrayBuffer()).toString('base64')
  return { status, statusText, headers: [...headers], body, url, redirected }
}

function plainError(error: unknown): NonNullable<RelayedOutcome['error']> {
  const { name = 'Error', message = String(error), code } = error as { name?: string; message?: string; code?: unknown }
  return { name, message, ...(typeof code === 'string' && { code }) }
}

const numbers = new WeakMap<object, number>()
let next = 1

function plainEvidence(subject: unknown): Pick<RelayedOutcome, 'evidence' | 'connections'> {
  const evidence = evidenceOf(subject)
  if (evidence === undefined) return { connections: [] }
  const { answer, url, method, status, upload, reused, redirects, limit } = evidence
  const { error, handshakes, original, explanation, usedEntries } = evidence
  const asked = { url, method, status, upload, reused, redirects, limit }
  const came = { error, handshakes, original, explanation, usedEntries }
  const { connections } = evidence as Evidence & Pick<RecordedCall, 'connections'>
  return {
    evidence: {
      ...asked,
      ...came,
      // What it is made from is an object that lives in Node.
      ...(answer && {
        answer: { status: answer.status, headers: answer.headers, text: answer.text, unread: answer.unread },
      }),
      judgement: judge(evidence),
    },
    connections: connections.map((connection) => {
      const number = numbers.get(connection) ?? next++
      numbers.set(connection, number)
      return number
    }),
  }
}
