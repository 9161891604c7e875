import { type Check, problemOf } from '../check.ts'
import { isSelfIssued, nameOf } from '../path-certificate.ts'

/** Whether the path ends where trust begins. When the anchors are not known, a refused certificate that is its own issuer is still told. */
export const checkTrust: Check = ({ certificates, anchored, leaf }) => {
  const last = certificates.at(-1)!
  const name = nameOf(last)
  if (anchored === true || !last.x509) return []
  if (last === leaf && isSelfIssued(leaf)) {
    return [problemOf('self-signed', leaf, `${name} is a self-signed certificate, and it is not trusted.`)]
  }
  if (anchored === undefined) return []
  if (isSelfIssued(last)) {
    return [
      problemOf('self-signed', last, `The chain ends at ${name}, a self-signed certificate that is not trusted.`),
      problemOf('unknown-issuer', last, `The authority ${name} is not among the trusted ones.`),
    ]
  }
  const issuer = last.parsed.issuer?.text || 'without a name'
  const unknown = `The issuer of ${name}, ${issuer}, is neither in the chain nor trusted.`
  const alone = `The chain ends at ${name}: the server did not send the certificate of its issuer, ${issuer}.`
  return [
    problemOf('unknown-issuer', last, unknown),
    // With authorities sent, their root may be all that is missing, and no server has to send that.
    ...(last === leaf ? [problemOf('incomplete-chain', leaf, alone)] : []),
  ]
}
