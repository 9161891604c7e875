import type { InlineIdentity } from '../../credentials/profile.ts'
import { type FlawTable, recordFlawTable } from '../../evidence/flaw-table.ts'
import { request } from '../../request/default-client.ts'
import type { MtlsRequestInit } from '../../request/request-init.ts'
import { readCertificate } from '../../tls/certificate.ts'
import type { Authority } from '../issue/authority.ts'
import { checkOptionNames } from '../known-options.ts'
import { type Attempt, attempt, firstLine } from './attempt.ts'
import { ciphersFor } from './ciphers-for.ts'
import type { FlawName } from './flaw-catalogue.ts'
import { type FlawedClientCertificate, makeFlawed } from './flawed-client-certificates.ts'
import { type GoodCertificate, publicGoodCertificate, readGoodCertificate } from './good-certificate.ts'
import { controlFacts, judgeAttempt, type RefusalCondition } from './judge-attempt.ts'
import { selectFlaws } from './select-flaws.ts'

/** What is sent to the target: a name of the config, a certificate with its key, or none. */
export type ClientCertInput = false | string | InlineIdentity

/** A URL, or a function that makes the request with the client certificate it is given; `flaw` is absent for the good one. */
export type FlawTarget = string | URL | ((clientCert: ClientCertInput, flaw?: FlawName) => unknown)

export interface RejectFlawedOptions {
  /** The good certificate: a name of the config, or a certificate with its key. It has to be accepted. */
  like: string | InlineIdentity
  /** Issued it. Without it, the flaws that need its key are left out. */
  authority?: Authority
  only?: readonly FlawName[]
  except?: readonly FlawName[]
  /** Which attempts count as refused. @default those that differ from the good one by alert, close or status */
  on?: RefusalCondition
  /** Authorities of the server, for a URL. @default those of the config */
  ca?: NonNullable<MtlsRequestInit['ca']>
}

const optionNames = ['like', 'authority', 'only', 'except', 'on', 'ca']

/** At a time. */
const mostConnections = 8

/**
 * Tries the good client certificate, then each flawed one on a connection of its own, and tells what the server did.
 * @throws TypeError for wrong options; Error where the good one is not accepted, or is not asked for
 */
export async function tryFlawedClientCerts(
  target: FlawTarget,
  options: RejectFlawedOptions,
  call = 'tryFlawedClientCerts()',
): Promise<FlawTable> {
  checkOptionNames(options ?? {}, optionNames, call)
  if (options?.like === undefined) throw new TypeError(`${call} needs "like": the good certificate, which is accepted.`)
  const flaws = selectFlaws(options, call)
  const send = senderOf(target, options, call)
  const control = await attempt(() => send(options.like))
  const good = await acceptedCertificate(control, options.like, call)
  const { leaf, certificate } = good
  const list = await makeFlawed(certificate, options.authority, flaws)
  const tried = await inTurn(list, ({ flaw, credential }) => attempt(() => send(credential ?? false, flaw)))
  const rows = list.map((one, place) => judgeAttempt(one, tried[place]!, control, options.on))
  const leftOut = list.leftOut.map(({ flaw, reason }) => ({ flaw, reason }))
  const table: FlawTable = {
    target: nameOf(target),
    control: { subject: leaf, ...controlFacts(control) },
    rows: [
      ...rows,
      ...leftOut.map(({ flaw, reason }) => ({
        flaw,
        description: '',
        outcome: 'not-tried' as const,
        evidence: reason,
      })),
    ],
  }
  recordFlawTable(table)
  return table
}

function senderOf(
  target: FlawTarget,
  { ca }: RejectFlawedOptions,
  call: string,
): (clientCert: ClientCertInput, flaw?: FlawName) => unknown {
  if (typeof target === 'function') return target
  if (typeof target !== 'string' && !(target instanceof URL)) {
    throw new TypeError(`${call} needs a URL, or a function (clientCert) => request(url, { clientCert }).`)
  }
  const always = { fresh: true, ...(ca !== undefined && { ca }) }
  return (clientCert, flaw) => {
    return request(target, { clientCert, ...always, ...ciphersFor(flaw) })
  }
}

function nameOf(target: FlawTarget): string {
  if (typeof target === 'function') return target.name || 'the function'
  const { origin, pathname } = new URL(target)
  return origin + pathname
}

/** Statuses by which a good certificate is not accepted. */
const refusing = [400, 401, 403, 495, 496]

/** Without a control nothing is proven: a server that refuses everybody, or asks nobody, would pass. */
async function acceptedCertificate(control: Attempt, like: RejectFlawedOptions['like'], call: string) {
  const { error, status, handshake } = control
  if (status === undefined && error !== undefined) {
    throw new Error(`${call}: the good certificate was not accepted, so nothing is proven. ${firstLine(error)}`, {
      cause: error,
    })
  }
  if (status !== undefined && refusing.includes(status)) {
    throw new Error(`${call}: the good certificate was answered by ${status}, so nothing is proven.`)
  }
  const sent = handshake?.clientCertificate
  if (sent !== undefined && sent.status !== 'sent') {
    throw new Error(`${call}: the server ${unsent[sent.status]} the good certificate, so nothing is proven.`)
  }
  const known = typeof like === 'string' ? undefined : await readGoodCertificate(like)
  const certificate: GoodCertificate | undefined =
    known ?? (sent && publicGoodCertificate(sent.chain.map(({ pem }) => pem)))
  if (certificate === undefined) {
    throw new TypeError(
      `${call}: give the good certificate itself as "like": what the function returns does not tell it.`,
    )
  }
  return { certificate, leaf: readCertificate(certificate.chain[0]!).subject }
}

const unsent = {
  empty: 'asked, and this client did not send',
  'not-requested': 'never asked for',
  resumed: 'resumed a session instead of asking for',
  unknown: 'exchanged what could not be read about',
} as const

/** In the order of the list, so many at a time. */
async function inTurn(
  list: readonly FlawedClientCertificate[],
  run: (one: FlawedClientCertificate) => Promise<Attempt>,
): Promise<Attempt[]> {
  const results: Attempt[] = []
  let next = 0
  const work = async () => {
    for (let place = next++; place < list.length; place = next++) results[place] = await run(list[place]!)
  }
  await Promise.all(Array.from({ length: mostConnections }, work))
  return results
}
