import type { FlawRow, FlawTable } from '../../evidence/flaw-table.ts'
import type { MatcherContext, MatcherResult } from '../../matchers/matcher-context.ts'
import type { FlawName } from '../flaws/flaw-catalogue.ts'
import type { FlawTarget, RejectFlawedOptions } from '../flaws/reject-flawed-options.ts'
import { tryFlawedClientCerts } from '../flaws/try-flawed.ts'

const name = 'toRejectFlawedClientCerts'

/** Holds when the good one is accepted and every flawed one refused. */
export async function toRejectFlawedClientCerts(
  context: MatcherContext,
  received: unknown,
  options?: unknown,
): Promise<MatcherResult> {
  const call = `${name}()`
  const table = await tryFlawedClientCerts(received as FlawTarget, options as RejectFlawedOptions, call)
  const tried = table.rows.filter(({ outcome }) => outcome !== 'not-tried')
  const unclear = tried.filter(({ outcome }) => outcome === 'unclear')
  if (tried.length === 0) throw new Error(`${call} could try nothing.\n\n${tableText(table)}`)
  const accepted = tried.filter(({ outcome }) => outcome === 'accepted')
  // one that is accepted decides, whatever became of the others
  if (accepted.length > 0) return { pass: false, message: () => messageOf(context, table, tried, accepted) }
  const { only = [] } = options as RejectFlawedOptions
  const missed = table.rows.filter(({ flaw, outcome }) => outcome === 'not-tried' && only.includes(flaw as FlawName))
  if (missed.length > 0) {
    throw new Error(
      `${call} could not try ${namesOf(missed)}, which "only" names, so nothing is proven of it.\n\n${tableText(table)}`,
    )
  }
  // unknown is never "no"
  if (unclear.length > 0) {
    throw new Error(`${call} cannot tell what the server did with ${namesOf(unclear)}.\n\n${tableText(table)}`)
  }
  return { pass: true, message: () => messageOf(context, table, tried, accepted) }
}

function messageOf({ isNot = false, utils }: MatcherContext, table: FlawTable, tried: FlawRow[], accepted: FlawRow[]) {
  const { subject, status } = table.control
  const count = `${tried.length} flawed client certificate${tried.length === 1 ? '' : 's'}`
  const received = accepted.length === 0 ? 'all refused' : `${accepted.length} accepted: ${namesOf(accepted)}`
  return [
    utils.matcherHint(name, undefined, 'options', { isNot }),
    '',
    `Expected: ${table.target} to ${isNot ? 'accept one of' : 'refuse'} ${count}`,
    `Received: ${utils.RECEIVED_COLOR(received)}`,
    '',
    tableText(table),
    '',
    `Why: the good one, ${subject}, was accepted${status === undefined ? '' : ` (status ${status})`}, so that what differs from it is a refusal.`,
    `What to do: ${isNot ? 'Drop the .not: the server refuses them all.' : remedyFor(accepted)}`,
  ].join('\n')
}

function remedyFor(accepted: readonly FlawRow[]): string {
  const flaws = accepted.map(({ flaw }) => flaw)
  const all =
    'Let the server verify client certificates (nginx: ssl_verify_client on; Node: rejectUnauthorized; Go: RequireAndVerifyClientCert)'
  if (flaws.includes('self-signed') || flaws.includes('another-authority')) return `${all}.`
  if (flaws.includes('none-sent')) return 'Let the server demand a certificate, and not only ask for one.'
  const hints = [
    ...(flaws.includes('revoked') ? ['give the server the revocation list of the authority'] : []),
    ...(flaws.includes('another-subject') ? ['let the server look at the subject'] : []),
  ]
  const hint =
    hints.length === 0 ? 'Make the server stricter' : hints.join(' and ').replace(/^./, (first) => first.toUpperCase())
  return `${hint}, or name what it may accept: except: [${flaws.map((flaw) => `'${flaw}'`).join(', ')}].`
}

function namesOf(rows: readonly FlawRow[]): string {
  return rows.map(({ flaw }) => flaw).join(', ')
}

/** One line a flaw. */
export function tableText({ rows }: FlawTable): string {
  const width = Math.max('flaw'.length, ...rows.map(({ flaw }) => flaw.length))
  const line = (flaw: string, server: string, evidence: string) =>
    `  ${flaw.padEnd(width)}  ${server.padEnd('the server'.length)}  ${evidence}`.trimEnd()
  const words = { refused: 'refused', accepted: 'ACCEPTED', 'not-tried': 'not tried', unclear: 'unclear' }
  return [
    line('flaw', 'the server', 'evidence'),
    ...rows.map(({ flaw, outcome, evidence }) => line(flaw, words[outcome], evidence)),
  ].join('\n')
}
