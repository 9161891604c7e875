import type { MatcherContext, MatcherResult } from '../../matchers/matcher-context.ts'
import { type Attempt, brokenOff, firstLine } from '../flaws/attempt.ts'
import { createAuthority } from '../issue/create-authority.ts'
import { issueCertificate } from '../issue/issue-certificate.ts'
import { IssuedCertificate } from '../issue/issued-certificate.ts'
import { createKey, pkcs8 } from '../issue/key-pair.ts'
import { look, urlIn } from './posture.ts'

const name = 'toDemandClientCert'

/** Statuses that say no, to whatever was sent. */
const refusing = [400, 401, 403, 495, 496]

/** Holds when the server asks for a client certificate, and refuses none, a self-signed one and one of another authority. */
export async function toDemandClientCert(
  { isNot = false, utils }: MatcherContext,
  received: unknown,
): Promise<MatcherResult> {
  const url = urlIn(received, name)
  const sent: [string, IssuedCertificate | false][] = [
    ['none', false],
    ['self-signed', await selfSigned()],
    ['another authority', await (await createAuthority({ subject: 'CN=Another Authority' })).issueClientCertificate()],
  ]
  const findings: { what: string; refused: boolean; evidence: string }[] = []
  for (const [what, clientCert] of sent) {
    const made = await look(url, {
      method: 'GET',
      clientCert: clientCert && { cert: clientCert.cert, key: clientCert.key },
    })
    findings.push({ what, ...findingOf(made, url) })
  }
  const message = () =>
    [
      utils.matcherHint(name, 'url', '', { isNot }),
      '',
      `Expected: ${url} ${isNot ? 'not ' : ''}to demand a client certificate`,
      `Received: ${utils.RECEIVED_COLOR(findings.every(({ refused }) => refused) ? 'it does' : 'it does not')}`,
      ...findings.map(
        ({ what, refused, evidence }) => `  ${what.padEnd(17)}  ${refused ? 'refused ' : 'ACCEPTED'}  ${evidence}`,
      ),
    ].join('\n')
  return { pass: findings.every(({ refused }) => refused), message }
}

function findingOf(made: Attempt, url: string): { refused: boolean; evidence: string } {
  const { handshake, alert, status, error } = made
  const asked = handshake?.clientCertificate
  if (asked?.status === 'not-requested') return { refused: false, evidence: 'the server never asked for one' }
  if (status !== undefined) return { refused: refusing.includes(status), evidence: `status ${status}` }
  if (alert !== undefined) return { refused: true, evidence: `alert ${alert.description} (${alert.code})` }
  if (asked?.request !== undefined && brokenOff(made) === 'close')
    return { refused: true, evidence: 'closed without a word' }
  throw new Error(`${name}() cannot tell whether ${url} demands a certificate: ${firstLine(error)}`, { cause: error })
}

async function selfSigned(): Promise<IssuedCertificate> {
  const key = await createKey()
  return new IssuedCertificate(
    [await issueCertificate({ subject: 'CN=Nobody', extendedKeyUsage: ['clientAuth'] }, key)],
    pkcs8(key),
  )
}
