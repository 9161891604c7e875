import { ConnectionError } from '../../errors/connection-error.ts'
import { HandshakeError } from '../../errors/handshake-error.ts'
import { type RecordedConnection, recordCall } from '../../evidence/call-recorder.ts'
import { attachEvidence, type Evidence } from '../../evidence/evidence.ts'
import { atCallSite } from '../../request/call-site.ts'
import type { RequestFunction } from '../../request/client.ts'
import type { MtlsResponse } from '../../request/mtls-response.ts'
import type { MtlsRequestInit, RequestInput } from '../../request/request-init.ts'
import type { RelayedCall, RelayedOutcome } from './relayed.ts'

type Relay = (call: RelayedCall) => Promise<RelayedOutcome>

/** The `request` of a page: Node makes the request, because a page can neither choose its certificates nor see the handshake. */
export function createPageRequest(relay: Relay): RequestFunction {
  return (input, init) => atCallSite(input, () => relayed(relay, input, init))
}

async function relayed(relay: Relay, input: RequestInput, init: MtlsRequestInit = {}): Promise<MtlsResponse> {
  const { signal, headers, body, json, ...rest } = init
  const isRequest = typeof input === 'object' && 'url' in input
  const allHeaders = new Headers(headers ?? (isRequest ? input.headers : undefined))
  if (json !== undefined && !allHeaders.has('content-type')) allHeaders.set('content-type', 'application/json')
  // A browser's own Response knows how each kind of body is written, and its type.
  const written = json !== undefined ? new Response(JSON.stringify(json)) : new Response(body ?? null)
  const type = written.headers.get('content-type')
  if (body != null && type !== null && !allHeaders.has('content-type')) allHeaders.set('content-type', type)
  const bytes = new Uint8Array(await written.arrayBuffer())
  const call: RelayedCall = {
    url: isRequest ? input.url : String(input),
    init: { ...(isRequest && { method: input.method }), ...rest, headers: [...allHeaders] },
    ...(json === undefined && body == null ? {} : { body: toBase64(bytes) }),
  }
  return received(await unlessAborted(relay(call), signal ?? undefined))
}

function unlessAborted<T>(outcome: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return outcome
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    outcome.then(resolve, reject)
  })
}

function received({ response, error, evidence, connections }: RelayedOutcome): MtlsResponse {
  if (evidence !== undefined) {
    // A handshake on its own is judged on its own.
    const { judgement: _, ...shared } = evidence
    for (const handshake of evidence.handshakes) attachEvidence(handshake, { ...shared, handshakes: [handshake] })
    const used = connections.map((number, hop) => connectionOf(number, evidence.handshakes[hop]!))
    recordCall({ evidence, connections: used })
  }
  if (response === undefined) throw failure(error, evidence)
  const { status, statusText, headers, body, url, redirected } = response
  const isBodiless = status === 204 || status === 205 || status === 304
  const made = new Response(isBodiless ? null : fromBase64(body), { status, statusText, headers })
  return withFacts(made, { url, redirected, evidence })
}

function withFacts(
  response: Response,
  facts: { url: string; redirected: boolean; evidence?: Evidence | undefined },
): MtlsResponse {
  const { url, redirected, evidence } = facts
  if (evidence !== undefined) attachEvidence(response, evidence)
  const clone = response.clone.bind(response)
  return Object.defineProperties(response, {
    url: { value: url },
    redirected: { value: redirected },
    handshake: { value: url.startsWith('https:') ? evidence?.handshakes.at(-1) : undefined },
    clone: { value: () => withFacts(clone(), facts) },
  }) as unknown as MtlsResponse
}

function failure(error: RelayedOutcome['error'], evidence: Evidence | undefined): Error {
  const { name = 'Error', message = '', code = '' } = error ?? {}
  const handshake = evidence?.handshakes.at(-1)
  const made =
    name === 'HandshakeError' && handshake !== undefined
      ? new HandshakeError(message, code, () => handshake)
      : name === 'ConnectionError'
        ? new ConnectionError(message, code, handshake && (() => handshake))
        : Object.assign(name === 'TypeError' ? new TypeError(message) : new Error(message), { name }, code && { code })
  if (evidence !== undefined) attachEvidence(made, evidence)
  return made
}

const connections = new Map<number, { -readonly [Name in keyof RecordedConnection]: RecordedConnection[Name] }>()

/** The same object for the same connection, with what was last heard of it. */
function connectionOf(number: number, handshake: RecordedConnection['handshake']): RecordedConnection {
  const known = connections.get(number)
  if (known !== undefined) return Object.assign(known, { handshake })
  const made = {
    handshake,
    get captured(): never {
      throw new Error('The bytes of a connection stay in Node')
    },
  }
  connections.set(number, made)
  return made
}

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
