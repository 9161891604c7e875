import type { Connections } from '../connection/connections.ts'
import type { Credentials } from '../credentials/credentials.ts'
import { recordCall } from '../evidence/call-recorder.ts'
import { attachEvidence } from '../evidence/evidence.ts'
import type { AnswerBody } from './answer-body.ts'
import { CallEvidence } from './call-evidence.ts'
import { checkInit } from './check-init.ts'
import { Deadline, TimeoutReason } from './deadline.ts'
import { type Answer, Exchange } from './exchange.ts'
import { failureOf } from './failure.ts'
import type { MtlsResponse } from './mtls-response.ts'
import { type OutgoingRequest, prepareRequest } from './outgoing-request.ts'
import { ReceivedResponse } from './received-response.ts'
import { redirectOf } from './redirect.ts'
import type { MtlsRequestInit, RequestInput } from './request-init.ts'
import { targetOf } from './target-of.ts'

/** What a call needs from its client. */
export interface CallContext {
  credentials(): Credentials | Promise<Credentials>
  connections: Connections
}

/** One call of `request`: every hop of it. */
export async function call(context: CallContext, input: RequestInput, init?: MtlsRequestInit): Promise<MtlsResponse> {
  const checked = checkInit(init)
  if (checked !== undefined) await checked
  let request = await prepareRequest(input, init)
  const credentials = await context.credentials()
  const evidence = new CallEvidence(request.url.href, request.method)
  recordCall({ evidence, connections: evidence.connections })
  const deadline = new Deadline(request.signal, request.init.timeout)
  try {
    for (let hops = 0; ; hops++) {
      const { answer, exchange } = await send(context, credentials, request, evidence, deadline)
      const next = redirectOf(request, answer.status, answer.headers.get('location'), hops)
      if (next === undefined) return await respond(answer, request, evidence, hops)
      evidence.redirected(answer.status)
      exchange.discard()
      request = next
    }
  } catch (error) {
    deadline.dispose()
    throw error
  }
}

async function send(
  { connections }: CallContext,
  credentials: Credentials,
  request: OutgoingRequest,
  evidence: CallEvidence,
  deadline: Deadline,
): Promise<{ answer: Answer; exchange: Exchange }> {
  const { url, method, headers, body, init, signal } = request
  evidence.begin(url.href, method, body !== undefined)
  const isTls = url.protocol === 'https:'
  const profile = isTls ? await profileOf(connections, credentials, url, init) : undefined
  const profileNow = () => (isTls ? credentials.profileFor(url, init) : undefined)
  const sent = { url, method, headers, body, profile, fresh: init.fresh ?? false, profileNow }
  const exchange: Exchange = new Exchange(connections, sent, deadline, (raw) => {
    evidence.over(exchange.connection)
    if ((raw as Error | null)?.name === 'ConfigError') return withEvidence(raw, evidence)
    // An abort is the caller's own doing: fetch rejects with the signal's reason.
    const own = signal?.aborted && raw === signal.reason && !(raw instanceof TimeoutReason)
    return own ? withEvidence(raw, evidence) : failureOf(raw, evidence, exchange.connection)
  })
  const answer = await exchange.start()
  evidence.over(exchange.connection)
  return { answer, exchange }
}

/** A file that was replaced counts for the next new connection, whatever was known a moment ago. */
function profileOf(connections: Connections, credentials: Credentials, url: URL, init: MtlsRequestInit) {
  const recent = init.fresh ? undefined : credentials.recentProfileFor(url, init)
  if (recent !== undefined && connections.hasKept(recent, targetOf(url))) return recent
  return credentials.profileFor(url, init)
}

async function respond(
  answer: Answer,
  { method, url }: OutgoingRequest,
  evidence: CallEvidence,
  hops: number,
): Promise<MtlsResponse> {
  const { status, kept } = answer
  evidence.answer = kept
  await kept.whenKept
  const bodiless = method === 'HEAD' || status === 204 || status === 205 || status === 304
  const encoding = bodiless ? null : answer.headers.get('content-encoding')
  return new ReceivedResponse({
    ...answer,
    body: bodiless ? null : encoding === null ? answer.body : await decoded(answer.body, encoding),
    url: url.hash === '' ? url.href : url.href.slice(0, -url.hash.length),
    redirected: hops > 0,
    evidence,
  })
}

/** Decoders are loaded for answers that need them. */
async function decoded(body: AnswerBody, encoding: string): Promise<Pick<AnswerBody, 'toStream'>> {
  const { decodeBody } = await import('./content-encoding.ts')
  return { toStream: () => decodeBody(body.toStream(), encoding) }
}

function withEvidence(reason: unknown, evidence: CallEvidence): unknown {
  if (typeof reason === 'object' && reason !== null) attachEvidence(reason, evidence)
  return reason
}
