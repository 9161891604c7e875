import type { MatcherContext, MatcherResult } from '../../matchers/matcher-context.ts'
import { createAuthority } from '../issue/create-authority.ts'
import { issueCertificate } from '../issue/issue-certificate.ts'
import { IssuedCertificate } from '../issue/issued-certificate.ts'
import { createKey, type KeyType, pkcs8 } from '../issue/key-pair.ts'
import { urlIn } from './posture.ts'
import { type Stranger, showTo } from './show-to.ts'

const name = 'toDemandClientCert'

/**
 * Holds when the server asks for a client certificate, and refuses none, a self-signed one and one of another authority. There is no
 * control, as nobody's key is needed: only what proves itself counts as a refusal.
 */
export async function toDemandClientCert(
  { isNot = false, utils }: MatcherContext,
  received: unknown,
): Promise<MatcherResult> {
  const url = urlIn(received, name)
  const another = await createAuthority({ subject: 'CN=Another Authority' })
  const strangers: [string, Stranger?][] = [
    ['none'],
    ['self-signed', selfSigned],
    ['another authority', (keyType) => another.issueClientCertificate({ keyType })],
  ]
  const findings = await Promise.all(strangers.map(([what, stranger]) => showTo(url, what, stranger)))
  const width = Math.max(words.accepted.length, ...findings.map(({ outcome }) => words[outcome].length))
  const rows = findings.map(
    ({ what, outcome, evidence }) => `  ${what.padEnd(17)}  ${words[outcome].padEnd(width)}  ${evidence}`,
  )
  const isAccepted = findings.some(({ outcome }) => outcome === 'accepted')
  // unknown is never "no": one that is accepted decides, otherwise all have to be known
  if (!isAccepted && findings.some(({ outcome }) => outcome !== 'refused')) {
    throw new Error(
      [`${name}() cannot tell whether ${url} demands a client certificate.`, '', ...rows, '', remedy].join('\n'),
    )
  }
  const message = () =>
    [
      utils.matcherHint(name, 'url', '', { isNot }),
      '',
      `Expected: ${url} ${isNot ? 'not ' : ''}to demand a client certificate`,
      `Received: ${utils.RECEIVED_COLOR(isAccepted ? 'it does not' : 'it does')}`,
      ...rows,
      '',
      `What to do: ${isNot ? 'Drop the .not: nobody was let in.' : demand}`,
    ].join('\n')
  return { pass: !isAccepted, message }
}

const words = { refused: 'refused', accepted: 'ACCEPTED', unclear: 'unclear', 'not-tried': 'not tried' }

const demand =
  'Let the server demand certificates and verify them (nginx: ssl_verify_client on; Node: requestCert and rejectUnauthorized; Go: RequireAndVerifyClientCert).'

const remedy =
  "What to do: Give a certificate that the server accepts, so that a refusal is known by the difference: await expect(url).toRejectFlawedClientCerts({ like: 'orders', only: ['none-sent', 'self-signed', 'another-authority'] })."

async function selfSigned(keyType: KeyType): Promise<IssuedCertificate> {
  const key = await createKey(keyType)
  return new IssuedCertificate(
    [await issueCertificate({ subject: 'CN=Nobody', extendedKeyUsage: ['clientAuth'] }, key)],
    pkcs8(key),
  )
}
