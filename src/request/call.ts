import type { Connections } from '../connection/connections.ts'
import type { Credentials } from '../credentials/credentials.ts'
import type { ConnectionProfile } from '../credentials/profile.ts'
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
import { type ReceivedAnswer, ReceivedResponse } from './received-response.ts'
import { redirectOf } from './redirect.ts'
import type { MtlsRequestInit, RequestInput } from './request-init.ts'
import { targetOf } from './target-of.ts'

/** What a call needs from its client. */
export interface CallContext {
  credentials(): Credentials | Promise<Credentials>
  connections: Connections
}

/** One call of `request`: every hop of it. What needs no waiting does not wait: each `await` costs a turn of the microtasks. */
export async function call(context: CallContext, input: RequestInput, init?: MtlsRequestInit): Promise<MtlsResponse> {
  checkInit(init)
  const prepared = prepareRequest(input, init)
  let request = prepared instanceof Promise ? await prepared : prepared
  const known = context.credentials()
  const credentials = known instanceof Promise ? await known : known
  const evidence = new CallEvidence(request.url.href, request.method)
  recordCall({ evidence, connections: evidence.connections })
  const deadline = new Deadline(request.signal, request.init.timeout)
  try {
    for (let hops = 0; ; hops++) {
      evidence.begin(request.url.href, request.method, request.body !== undefined)
      const chosen =
        request.url.protocol === 'https:' ? profileOf(context.connections, credentials, request) : undefined
      const profile = chosen instanceof Promise ? await chosen : chosen
      const exchange = exchangeOf(context, credentials, request, profile, evidence, deadline)
      const answer = await exchange.start()
      evidence.over(exchange.connection)
      const next = redirectOf(request, answer.status, answer.headers.get('location'), hops)
      if (next === undefined) {
        evidence.answer = answer.kept
        const { whenKept } = answer.kept
        if (whenKept !== undefined) await whenKept
        const encoding = hasNoBody(request, answer) ? undefined : answer.headers.get('content-encoding')
        let body: ReceivedAnswer['body'] = encoding === undefined ? null : answer.body
        if (encoding) body = await decoded(answer.body, encoding)
        if (request.integrity) body = await intact(body, request.integrity)
        return responseOf(request, answer, body, evidence, hops)
      }
      evidence.redirected(answer.status)
      exchange.discard()
      request = next
    }
  } catch (error) {
    deadline.dispose()
    throw error
  }
}

function exchangeOf(
  { connections }: CallContext,
  credentials: Credentials,
  { url, method, headers, body, init, signal }: OutgoingRequest,
  profile: ConnectionProfile | undefined,
  evidence: CallEvidence,
  deadline: Deadline,
): Exchange {
  const profileNow = () => profile && credentials.profileFor(url, init)
  const sent = { url, method, headers, body, profile, fresh: init.fresh ?? false, profileNow }
  const exchange: Exchange = new Exchange(connections, sent, deadline, (raw) => {
    evidence.over(exchange.connection)
    if ((raw as Error | null)?.name === 'ConfigError') return withEvidence(raw, evidence)
    // An abort is the caller's own doing: fetch rejects with the signal's reason.
    const own = signal?.aborted && raw === signal.reason && !(raw instanceof TimeoutReason)
    return own ? aborted(raw, evidence) : failureOf(raw, evidence, exchange.connection)
  })
  return exchange
}

/** A file that was replaced counts for the next new connection, whatever was known a moment ago. */
function profileOf(connections: Connections, credentials: Credentials, { url, init }: OutgoingRequest) {
  const recent = init.fresh ? undefined : credentials.recentProfileFor(url, init)
  if (recent !== undefined && connections.hasKept(recent, targetOf(url))) return recent
  return credentials.profileFor(url, init)
}

function hasNoBody({ method }: OutgoingRequest, { status }: Answer): boolean {
  return method === 'HEAD' || status === 204 || status === 205 || status === 304
}

function responseOf(
  { url }: OutgoingRequest,
  { status, statusText, headers }: Answer,
  body: ReceivedAnswer['body'],
  evidence: CallEvidence,
  hops: number,
): MtlsResponse {
  return new ReceivedResponse({
    status,
    statusText,
    headers,
    body,
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

/** Nothing of a body is given out before all of it has been looked at. */
async function intact(body: ReceivedAnswer['body'], integrity: string): Promise<ReceivedAnswer['body']> {
  const { intactBody } = await import('./integrity.ts')
  return intactBody(body, integrity)
}

/** Whatever the reason is, the record tells that it was the caller's. */
function aborted(reason: unknown, evidence: CallEvidence): unknown {
  const { name = 'AbortError', message = String(reason) } = (reason ?? {}) as Partial<Error>
  evidence.error = { name, code: 'ABORT_ERR', message }
  return withEvidence(reason, evidence)
}

function withEvidence(reason: unknown, evidence: CallEvidence): unknown {
  if (typeof reason === 'object' && reason !== null) attachEvidence(reason, evidence)
  return reason
}
