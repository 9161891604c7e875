import type { Certificate, CertificateProblem, CertificateProblemClass } from '../../tls/handshake.ts'
import { commonName } from '../distinguished-name.ts'
import type { TlsFacts } from '../facts.ts'
import type { Situation } from '../situation.ts'

/** What the words of a refusal are made from. */
export interface RefusedServer extends TlsFacts {
  problem: CertificateProblem
  /** The certificate that has the problem, in words: `its certificate (CN=a)`. */
  name: string
  certificate?: Certificate
}

/** A refusal by us because of a problem of these classes; `when` narrows it. */
export function refusedServer(
  situation: string,
  party: Situation['party'],
  classes: CertificateProblemClass[],
  words: {
    when?: (facts: RefusedServer) => boolean
    because: (facts: RefusedServer) => string
    remedy: (facts: RefusedServer) => string
  },
): Situation {
  return {
    situation,
    party,
    tell: (facts) => {
      const { problem, handshake } = facts
      if (!problem || !classes.includes(problem.class)) return false
      const { chain } = handshake.serverCertificate
      const certificate = problem.place ? undefined : chain[problem.position ?? 0]
      const isLeaf = (problem.position ?? 0) === 0
      const subject = certificate?.subject ?? problem.subject
      const sent = `${isLeaf ? 'its certificate' : 'a certificate of its chain'}${subject ? ` (${commonName(subject)})` : ''}`
      const name = problem.place ? `${problem.subject} ${problem.place}` : sent
      const seen: RefusedServer = { ...facts, problem, name, ...(certificate && { certificate }) }
      if (words.when && !words.when(seen)) return false
      return {
        cause: `We refused the server at ${facts.origin} because ${words.because(seen)}.`,
        remedy: words.remedy(seen),
      }
    },
  }
}
