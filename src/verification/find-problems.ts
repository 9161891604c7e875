import type { X509Certificate } from 'node:crypto'
import type { CertificateProblem } from '../tls/handshake.ts'
import { buildPath } from './certification-path.ts'
import type { Check, CheckInput } from './check.ts'
import { checkAuthorities } from './checks/authorities.ts'
import { checkExtensions } from './checks/extensions.ts'
import { checkHost } from './checks/host.ts'
import { checkNameConstraints } from './checks/name-constraints.ts'
import { checkPurpose } from './checks/purpose.ts'
import { checkSignatures } from './checks/signatures.ts'
import { checkStrength } from './checks/strength.ts'
import { checkStructure } from './checks/structure.ts'
import { checkTrust } from './checks/trust.ts'
import { checkValidity } from './checks/validity.ts'
import { anchoredBy, isHostError, type NodeError, withNodeError } from './node-error.ts'
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
  /** Everything that the connection trusts, Node's own list included; absent: only Node's reason tells about trust. */
  trustAnchors?: readonly X509Certificate[]
  /** OpenSSL's security level (0 to 5) where `ciphers` changed it; default: that of this Node. */
  securityLevel?: number
}

const checks: readonly Check[] = [
  checkStructure,
  checkTrust,
  checkValidity,
  checkHost,
  checkPurpose,
  checkAuthorities,
  checkNameConstraints,
  checkSignatures,
  checkStrength,
  checkExtensions,
]

/**
 * Every reason to refuse the server's certificate, leaf first, where Node reports one. The problem that Node reported carries its
 * code. What Node accepted has none; what it has not judged has none either unless the anchors are known. Never throws.
 */
export function findProblems(input: VerificationInput): CertificateProblem[] {
  const { nodeError, trustAnchors } = input
  // A list that may lack the very problem that somebody asks for would read as its absence.
  if (input.trusted || (!nodeError && !trustAnchors)) return []
  const { certificates, anchored } = buildPath(input.chain, trustAnchors)
  const [leaf] = certificates
  if (!leaf) return withNodeError([], nodeError)
  const checkInput: CheckInput = {
    certificates,
    anchored: anchored ?? anchoredBy(nodeError),
    leaf,
    host: input.servername ?? input.host,
    at: input.at,
    securityLevel: input.securityLevel ?? defaultSecurityLevel(),
  }
  // Node compares names only after it has accepted the chain: then nothing else is wrong.
  const applicable = isHostError(nodeError) ? [checkHost] : checks
  const problems = applicable.flatMap((check) => check(checkInput))
  return withNodeError(problems.sort(byPosition), nodeError, leaf)
}

/** Leaf first; what has no place in the chain was not sent and comes last. */
function byPosition(a: CertificateProblem, b: CertificateProblem): number {
  return (a.position ?? Number.POSITIVE_INFINITY) - (b.position ?? Number.POSITIVE_INFINITY) || 0
}
