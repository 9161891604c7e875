import { errorMonitor } from 'node:events'
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { RequestOptions, RouteOf } from '../connection/agent.ts'
import type { Connection } from '../connection/connection.ts'
import type { Passage } from '../connection/passage.ts'
import type { ConnectionProfile } from '../credentials/profile.ts'
import { KeptAnswer } from '../evidence/answer.ts'
import { attachEvidence } from '../evidence/evidence.ts'
import { agentOverrides } from './agent-overrides.ts'
import type { CallContext } from './call.ts'
import type { CallEvidence } from './call-evidence.ts'
import { failureOf } from './failure.ts'
import { recordedEvidence } from './recorded-evidence.ts'
import { ResponseHeaders } from './response-headers.ts'
import { whileConnecting } from './while-connecting.ts'

/** How a request passes that comes to the agent from `https.request` and what is built on it: as the configuration says for its host. */
export function agentRoute({ credentials }: Pick<CallContext, 'credentials'>): RouteOf {
  return (request, options) => {
    const url = urlOf(options)
    const evidence = recordedEvidence(new URL(request.path, url).href, request.method)
    const follower = new Follower(request, evidence)
    const passage = (profile: ConnectionProfile): Passage => ({ profile, onConnection: follower.over })
    const known = credentials()
    const profile =
      known instanceof Promise
        ? known.then((loaded) => loaded.profileFor(url, agentOverrides(options)))
        : known.profileFor(url, agentOverrides(options))
    return profile instanceof Promise ? profile.then(passage) : passage(profile)
  }
}

function urlOf({ host = 'localhost', port }: RequestOptions): URL {
  return new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`)
}

/** Notes what becomes of a request, without a trace in how it behaves. */
class Follower {
  readonly #outgoing: ClientRequest
  readonly #evidence: CallEvidence
  #connection: Connection | undefined

  constructor(request: ClientRequest, evidence: CallEvidence) {
    this.#outgoing = request
    this.#evidence = evidence
    whileConnecting(request, (reason) => {
      this.#giveUp()
      this.#failed(reason)
    })
    attachEvidence(request, evidence)
    request.once('socket', (socket) => {
      evidence.over(this.#connection)
      attachEvidence(socket, evidence)
    })
    request.once(errorMonitor, (error) => this.#failed(error))
    request.prependOnceListener('response', (response) => {
      this.#answered(response)
      // Node reads an answer that nobody listens for; with this listener it cannot know.
      if (request.listenerCount('response') === 0) response.resume()
    })
  }

  readonly over = (connection: Connection | undefined): void => {
    this.#connection = connection
    if (this.#outgoing.destroyed) this.#giveUp()
  }

  /** A connection that is kept stays. */
  #giveUp(): void {
    if (this.#connection?.isSecure === false) this.#connection.abandon()
  }

  #answered(response: IncomingMessage): void {
    this.#connection?.answered()
    const kept = answerOf(response)
    this.#evidence.answer = kept
    attachEvidence(response, this.#evidence)
    // A listener for its data would make it flow.
    const { push } = response
    response.push = (chunk, encoding) => {
      if (chunk === null) kept.end()
      else kept.push(chunk)
      return push.call(response, chunk, encoding)
    }
  }

  #failed(error: Error): void {
    this.#evidence.over(this.#connection)
    failureOf(error, this.#evidence, this.#connection)
    attachEvidence(error, this.#evidence)
  }
}

// An answer lives as long as its test, and must not hold on to the response: a function beside those that do would.
function answerOf({ statusCode = 0, rawHeaders }: IncomingMessage): KeptAnswer {
  const headers = new ResponseHeaders(rawHeaders)
  return new KeptAnswer(statusCode, (name) => headers.get(name))
}
