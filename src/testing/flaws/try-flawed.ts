import { type FlawRow, type FlawTable, recordFlawTable } from '../../evidence/flaw-table.ts'
import { request } from '../../request/default-client.ts'
import { givenUrl } from '../../request/given-url.ts'
import { checkOptions } from '../check-call.ts'
import { asTrial } from './as-trial.ts'
import { type Attempt, attempt } from './attempt.ts'
import { acceptedCertificate, checkAgain } from './control.ts'
import type { FlawName } from './flaw-catalogue.ts'
import { makeFlawed } from './flawed-client-certificates.ts'
import { controlFacts } from './judge-attempt.ts'
import {
  type ClientCertInput,
  type FlawTarget,
  type RejectFlawedOptions,
  rejectFlawedOptions,
} from './reject-flawed-options.ts'
import { notTried, rowOf } from './row-of.ts'
import { selectFlaws } from './select-flaws.ts'
import { trialInit } from './trial-init.ts'

/** At a time. */
const mostConnections = 8

/**
 * Tries the good client certificate, then each flawed one on a connection of its own, with the good one again among them and
 * at the end, and tells what the server did.
 * @throws ConfigError for wrong options; Error where the good one is not accepted each time alike, or is not asked for
 */
export async function tryFlawedClientCerts(
  target: FlawTarget,
  options: RejectFlawedOptions,
  call = 'tryFlawedClientCerts()',
): Promise<FlawTable> {
  checkOptions(call, options, rejectFlawedOptions, ['like'])
  const flaws = selectFlaws(options, call)
  const send = senderOf(target, options, call)
  const control = await attempt(() => send(options.like))
  const { leaf, certificate } = await acceptedCertificate(control, options.like, call)
  const list = await makeFlawed(certificate, options.authority, flaws)
  const again: Attempt[] = []
  const sendAgain = async () => void again.push(await attempt(() => send(options.like)))
  const rows: FlawRow[] = []
  const tries = list.map((one, place) => async () => {
    const { flaw, description, credential } = one
    const once = () => asTrial(() => attempt(() => send(credential ?? false, flaw)))
    rows[place] = await rowOf({ flaw, description, credential, once, control, on: options.on })
  })
  await inTurn(
    tries.flatMap((run, place) => (place % mostConnections === mostConnections - 1 ? [sendAgain, run] : [run])),
  )
  await sendAgain()
  checkAgain(control, again, call)
  const table: FlawTable = {
    target: nameOf(target),
    control: { subject: leaf, ...controlFacts(control) },
    rows: [...rows, ...list.leftOut.map(({ flaw, reason }) => notTried({ flaw, description: '' }, reason))],
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
  givenUrl(target, call)
  return (clientCert, flaw) => request(target, { clientCert, ...(ca !== undefined && { ca }), ...trialInit(flaw) })
}

function nameOf(target: FlawTarget): string {
  if (typeof target === 'function') return target.name || 'the function'
  const { origin, pathname } = new URL(target)
  return origin + pathname
}

/** So many at a time. */
async function inTurn(list: readonly (() => Promise<void>)[]): Promise<void> {
  let next = 0
  const work = async () => {
    while (next < list.length) await list[next++]!()
  }
  await Promise.all(Array.from({ length: mostConnections }, work))
}
