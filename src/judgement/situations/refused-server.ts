import type { Certificate, CertificateProblem, CertificateProblemClass } from '../../tls/handshake.ts'
import { commonName } from '../distinguished-name.ts'
import type { TlsFacts } from '../facts.ts'
import { howToBeFound } from '../phrases.ts'
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
  classes: CertificateProblemClass[],
  words: {
    when?: (facts: RefusedServer) => boolean
    because: (facts: RefusedServer) => string
    remedy: (facts: RefusedServer) => string
    /** `ca` of the config may be what is missing: where no config was found, that is said, too. */
    wantsConfig?: true
  },
): Situation {
  return {
    situation,
    tell: (facts) => {
      const { problem, handshake } = facts
      if (!problem || !classes.includes(problem.class)) return false
      const certificate = certificateOf(problem, handshake.serverCertificate.chain)
      const seen: RefusedServer = {
        ...facts,
        problem,
        name: nameOf(problem, certificate),
        ...(certificate && { certificate }),
      }
      if (words.when && !words.when(seen)) return false
      const further = furtherProblems(handshake.verification.problems, problem)
      const notFound = words.wantsConfig ? withoutConfig(facts) : ''
      const remedy = (words.wantsConfig && howToBeFound(facts.explanation)) || words.remedy(seen)
      return {
        subject: { kind: 'server-certificate', problem, further },
        cause: `We refused the server at ${facts.origin} because ${words.because(seen)}${also(further, problem)}${notFound}.`,
        remedy: further.length > 0 ? allRemedies(remedy) : remedy,
      }
    },
  }
}

/**
 * What the problem's own sentence says, as a clause: `its certificate (a) breaks a name constraint of CN=CA, which …`. Undefined where it
 * says no more than its class.
 */
export function detailOf({ name, problem }: Pick<RefusedServer, 'name' | 'problem'>): string | undefined {
  const { message, subject, place, position } = problem
  // Node's own words follow in brackets.
  const sentence = message.replace(/(?: \([^()]*\))?\.$/, '')
  if (/^The (?:key|signature) of |^It is not known /.test(sentence)) {
    return sentence.charAt(0).toLowerCase() + sentence.slice(1)
  }
  const called = place === undefined ? (subject ?? `certificate ${position ?? 0} of the chain`) : `${subject} ${place}`
  return sentence.startsWith(`${called} `) ? `${name}${sentence.slice(called.length)}` : undefined
}

/** Undefined for a trusted certificate, which was not sent. */
function certificateOf(
  { position, place }: CertificateProblem,
  chain: readonly Certificate[],
): Certificate | undefined {
  return place === undefined ? chain[position ?? 0] : undefined
}

function nameOf({ position, place, subject: named }: CertificateProblem, certificate: Certificate | undefined): string {
  if (place !== undefined) return `${named} ${place}`
  // Without a position the problem is that of an issuer that is missing.
  const subject = position === undefined ? certificate?.subject : (named ?? certificate?.subject)
  const inBrackets = subject ? ` (${commonName(subject)})` : ''
  return `${(position ?? 0) === 0 ? 'its certificate' : 'a certificate of its chain'}${inBrackets}`
}

/** Whoever has a config believes that it is read. */
function withoutConfig({ explanation }: TlsFacts): string {
  return explanation?.search === undefined ? '' : `; no config was found (${explanation.search})`
}

/** The others; of a pair that says one thing in two ways the one is enough. */
function furtherProblems(problems: readonly CertificateProblem[], main: CertificateProblem): CertificateProblem[] {
  const untrusted = ['self-signed', 'unknown-issuer', 'incomplete-chain']
  return problems.filter((problem) => {
    if (problem === main) return false
    return !(untrusted.includes(main.class) && untrusted.includes(problem.class))
  })
}

/** `, and for two more reasons: it has expired; it is for other hosts`. */
function also(further: readonly CertificateProblem[], main: CertificateProblem): string {
  if (further.length === 0) return ''
  const words = further.slice(0, 3).map((problem) => reasonOf(problem, main))
  const rest = further.length > 3 ? `; and ${further.length - 3} more` : ''
  return `, and for ${further.length === 1 ? 'one more reason' : `${further.length} more reasons`}: ${words.join('; ')}${rest}`
}

function reasonOf({ class: name, subject, position, place }: CertificateProblem, main: CertificateProblem): string {
  const isSame = subject === main.subject && position === main.position && place === main.place
  if (isSame || subject === undefined) return name
  return `${name} (${place === undefined ? commonName(subject) : `${subject} ${place}`})`
}

/** The remedy of one problem does not make the others go away. */
function allRemedies(remedy: string): string {
  return `${remedy.replace(/\.$/, '')}; that alone will not do, as the other problems remain.`
}
