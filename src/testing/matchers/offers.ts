import type { Connection } from '../../connection/connection.ts'
import { openConnection } from '../../connection/connector.ts'
import { QuietServers } from '../../connection/settle.ts'
import { createCredentials } from '../../credentials/credentials.ts'
import type { ConnectionProfile, ProfileOverrides } from '../../credentials/profile.ts'
import { CallEvidence } from '../../request/call-evidence.ts'
import { defaultSource } from '../../request/default-client.ts'
import { failureOf } from '../../request/failure.ts'
import { targetOf } from '../../request/target-of.ts'
import type { Handshake } from '../../tls/handshake.ts'
import { type Attempt, attempt } from '../flaws/attempt.ts'
import { firstLine } from '../flaws/error-chain.ts'
import { everyGroup } from './every-group.ts'

/** OpenSSL's words for all of its suites of TLS 1.2 and older, those included that encrypt nothing or authenticate nobody. */
export const everySuite = ['ALL', 'COMPLEMENTOFALL'] as const

type Offer = Pick<ProfileOverrides, 'minVersion' | 'maxVersion' | 'ciphers'>

/** Makes connections to one server that differ in what they offer. */
export type OfferTo = (offer: Offer) => Promise<Attempt>

/** Milliseconds that a server has for its part of a handshake. */
const patience = 10_000

/**
 * Handshakes without a request, as the configuration says for `url`, and without verification, a certificate of ours or a protocol of the
 * application. They offer every group of the key exchange that OpenSSL has: by itself Node offers but a few, and a server that takes others
 * alone would seem to refuse what it accepts.
 */
export async function offersTo(url: string): Promise<OfferTo> {
  const config = await defaultSource()()
  const credentials = createCredentials({ ...config, groups: everyGroup() })
  const bare = { verify: false, clientCert: false } as const
  return async (offer) => {
    const profile = await credentials.profileFor(new URL(url), { ...bare, ...offer })
    return attempt(() => shakeHands(url, profile))
  }
}

/**
 * The handshake in which the server went along with what was offered; undefined: it refused, by an alert or by hanging up, in place
 * of its ServerHello. Calls `unclear` where nothing tells; that has to throw.
 */
export async function handshakeFor(
  offerTo: OfferTo,
  offer: Offer,
  unclear: (why: string, cause: unknown) => never,
): Promise<Handshake | undefined> {
  const made = await offerTo(offer)
  if (made.handshake?.protocol !== undefined) return made.handshake
  if (isRefused(made, 'alert')) return undefined
  if (!isRefused(made, 'close')) unclear(firstLine(made.error), made.error)
  // hanging up may be chance
  const again = await offerTo(offer)
  if (again.handshake?.protocol !== undefined) return again.handshake
  return isRefused(again, 'alert') || isRefused(again, 'close')
    ? undefined
    : unclear(firstLine(again.error), again.error)
}

/** Resolves with the connection, a subject like any other, or rejects with the error of a request. */
function shakeHands(url: string, profile: ConnectionProfile): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const memory = { quiet: new QuietServers(), records: true }
    const connection: Connection = openConnection(
      targetOf(new URL(url)),
      profile,
      memory,
      (error, socket) => {
        clearTimeout(timer)
        socket?.destroy()
        if (error === null) return resolve(connection.handshake)
        const evidence = new CallEvidence(url, 'GET')
        evidence.over(connection)
        reject(failureOf(error, evidence, connection))
      },
      [],
    )
    const timer = setTimeout(() => {
      connection.failed(new Error(`the handshake was not done within ${patience} ms`))
      connection.abandon()
    }, patience)
  })
}

function isRefused({ judgement, handshake }: Attempt, by: 'alert' | 'close'): boolean {
  if (judgement?.party !== 'server' || handshake === undefined) return false
  return by === 'alert' ? judgement.means === 'alert' : judgement.means === 'close' || judgement.means === 'reset'
}
