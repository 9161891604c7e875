import type { CertificateProblem } from '../../tls/handshake.ts'
import { type Check, type Finding, found } from '../check.ts'
import { whyNotIssuedBy } from '../issued-by.ts'
import { nameOf, type PathCertificate } from '../path-certificate.ts'

/** Whether the path ends where trust begins. */
export const checkTrust: Check = ({ certificates, end, entersTrust, leaf, lookalike }) => {
  const depth = certificates.length - 1
  const last = certificates[depth]!
  switch (end) {
    case 'self-signed':
      return selfSigned(last, depth)
    case 'no-issuer':
      return [
        missingIssuer(last, depth, entersTrust, lookalike),
        ...(last === leaf && !lookalike ? [incomplete(leaf)] : []),
      ]
    case 'limit':
      return [
        found(
          'path-too-long',
          ['CERT_CHAIN_TOO_LONG'],
          last,
          depth,
          `The chain has more than 100 certificates above ${nameOf(leaf)}: OpenSSL follows it no further.`,
        ),
      ]
    default:
      return []
  }
}

function selfSigned(last: PathCertificate, depth: number): Finding[] {
  const name = nameOf(last)
  if (depth === 0) {
    const message = `${name} is a self-signed certificate, and it is not trusted.`
    return [found('self-signed', ['DEPTH_ZERO_SELF_SIGNED_CERT'], last, depth, message)]
  }
  const message = `The chain ends at ${name}, a self-signed certificate that is not trusted.`
  return [
    found('self-signed', ['SELF_SIGNED_CERT_IN_CHAIN'], last, depth, message),
    found('unknown-issuer', [], last, depth, `The authority ${name} is not among the trusted ones.`),
  ]
}

/** It is the problem of the certificate that is not there. */
function missingIssuer(
  last: PathCertificate,
  depth: number,
  entersTrust: boolean,
  lookalike: PathCertificate | undefined,
): Finding {
  const subject = last.parsed.issuer?.text
  const issuer = `${subject || 'An authority without a name'}, the issuer of ${nameOf(last)},`
  const reason = lookalike && whyNot[whyNotIssuedBy(last, lookalike) ?? 'extensions']
  const where = lookalike?.position === undefined ? lookalike?.place : `in the chain (number ${lookalike.position})`
  const message = reason
    ? `${issuer} is not there: the certificate ${where} with that name ${reason}.`
    : `${issuer} is neither in the chain nor trusted.`
  const problem: CertificateProblem = { class: 'unknown-issuer', message, ...(subject && { subject }) }
  const local = 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'
  const codes =
    depth === 0 ? [local, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'] : [entersTrust ? 'UNABLE_TO_GET_ISSUER_CERT' : local]
  return { ...problem, codes, depth }
}

const whyNot = {
  extensions: 'or the one that it issued is malformed',
  'key-identifier': 'has another key identifier than the one that is asked for',
  'serial-number': 'has another serial number or issuer than the ones that are asked for',
  key: 'has a key that OpenSSL cannot read',
  'kind-of-key': 'has a key of another kind than the one that made the signature',
}

/** With authorities sent, their root may be all that is missing, and no server has to send that. */
function incomplete(leaf: PathCertificate): Finding {
  const issuer = leaf.parsed.issuer?.text || 'without a name'
  const message = `The chain ends at ${nameOf(leaf)}: the server did not send the certificate of its issuer, ${issuer}.`
  return found('incomplete-chain', [], leaf, 0, message)
}
