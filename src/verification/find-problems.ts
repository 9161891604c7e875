import type { X509Certificate } from 'node:crypto'
import type { CertificateProblem } from '../tls/handshake.ts'
import { buildPath, type CertificationPath } from './certification-path.ts'
import type { Check, CheckInput, Finding } from './check.ts'
import { checkAuthorities } from './checks/authorities.ts'
import { checkExtensions } from './checks/extensions.ts'
import { checkHost } from './checks/host.ts'
import { checkNameConstraints } from './checks/name-constraints.ts'
import { checkPurpose } from './checks/purpose.ts'
import { checkRevocation } from './checks/revocation.ts'
import { checkSignatures } from './checks/signatures.ts'
import { checkStrength } from './checks/strength.ts'
import { checkStructure, unreadableCertificates } from './checks/structure.ts'
import { checkTrust } from './checks/trust.ts'
import { checkValidity } from './checks/validity.ts'
import { isHostError, lacksAnchor, type NodeError, withNodeError } from './node-error.ts'
import type { PathCertificate } from './path-certificate.ts'
import { readRevocationLists } from './revocation-list.ts'
import { defaultSecurityLevel } from './security-level.ts'

export interface VerificationInput {
  /** DER, as it came over the wire, the server's certificate first. */
  chain: readonly Uint8Array[]
  /** Where the connection went: a name, or an IP address. */
  host: string
  /** Name that is verified instead of `host`. */
  servername?: string
  /** The moment of the verification. */
  at: Date
  /** Node accepted the chain and the name. */
  trusted: boolean
  /** Node's own reason; absent: Node has not judged, or accepted. */
  nodeError?: NodeError
  /** What is trusted beside Node's own list; absent: only Node's reason tells about trust. */
  trustAnchors?: readonly X509Certificate[]
  /** Node's own list, where it is trusted. */
  defaultAnchors?: readonly X509Certificate[]
  /** Certificate revocation lists, PEM; absent or empty: nothing is looked up. */
  revocationLists?: readonly string[]
  /** OpenSSL's security level (0 to 5) where `ciphers` changed it; default: that of this Node. */
  securityLevel?: number
}

/** In the order in which the problems of one certificate are listed. */
const checks: readonly Check[] = [
  checkStructure,
  checkTrust,
  checkRevocation,
  checkValidity,
  checkHost,
  checkPurpose,
  checkAuthorities,
  checkNameConstraints,
  checkSignatures,
  checkStrength,
  checkExtensions,
]

/** What OpenSSL does not come to when it cannot read the key of the server's certificate. */
const needingKeys: readonly Check[] = [checkRevocation, checkValidity, checkNameConstraints, checkSignatures]

/**
 * Every reason to refuse the server's certificate, leaf first, where Node reports one. The problem that Node reported carries its
 * code. What Node accepted has none; what it has not judged has none either unless the anchors are known. Never throws.
 */
export function findProblems(input: VerificationInput): CertificateProblem[] {
  const { nodeError, trustAnchors } = input
  // A list that may lack the very problem that somebody asks for would read as its absence.
  if (input.trusted || (!nodeError && !trustAnchors)) return []
  const built = buildPath(
    input.chain,
    [
      { certificates: input.defaultAnchors ?? [], place: "in Node's own list" },
      { certificates: trustAnchors ?? [], place: 'in ca' },
    ],
    input.at,
  )
  const path = trustAnchors ? built : withNodesTrust(built, nodeError)
  const [leaf] = path.certificates
  if (!leaf) return listed([], nodeError)
  const unreadable = unreadableCertificates(path.sent)
  if (unreadable.length > 0) return listed(unreadable, nodeError)
  const checkInput: CheckInput = {
    ...path,
    leaf,
    host: input.servername ?? input.host,
    at: input.at,
    securityLevel: input.securityLevel ?? defaultSecurityLevel(),
    ...(input.revocationLists?.length && { revocationLists: readRevocationLists(input.revocationLists) }),
  }
  return listed(
    checksFor(checkInput, nodeError).flatMap((check) => check(checkInput)),
    nodeError,
    leaf,
  )
}

function checksFor({ leaf, end }: CheckInput, nodeError: NodeError | undefined): readonly Check[] {
  // Node compares names only after it has accepted the chain: then nothing else is wrong.
  if (isHostError(nodeError)) return [checkHost]
  if (end === 'unreadable') return [checkStructure, checkStrength]
  return leaf.publicKey ? checks : checks.filter((check) => !needingKeys.includes(check))
}

/** Where nothing is known of the anchors, a certificate that Node refused and that is its own issuer is still told. */
function withNodesTrust(path: CertificationPath, nodeError: NodeError | undefined): CertificationPath {
  const isOwnIssuer = path.end === 'self-signed' && path.certificates.length === 1
  return isOwnIssuer || lacksAnchor(nodeError) ? path : { ...path, end: 'anchor' }
}

/** Leaf first, and without what only this room needs. */
function listed(findings: readonly Finding[], nodeError: NodeError | undefined, leaf?: PathCertificate) {
  return withNodeError(findings, nodeError, leaf)
    .sort((a, b) => a.depth - b.depth)
    .map(({ codes: _, depth: __, ...problem }): CertificateProblem => problem)
}
