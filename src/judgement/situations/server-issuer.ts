import type { ConfiguredAuthority } from '../../evidence/connection-settings.ts'
import type { Certificate, CertificateProblemClass } from '../../tls/handshake.ts'
import { commonName, sameName } from '../distinguished-name.ts'
import { listOf } from '../phrases.ts'
import type { Situation } from '../situation.ts'
import { type RefusedServer, refusedServer } from './refused-server.ts'

/** Classes by which a path is said not to reach a trust anchor. */
const untrusted: CertificateProblemClass[] = ['self-signed', 'unknown-issuer', 'incomplete-chain']

/** The path from the server's certificate upwards does not reach a trusted root. */
export const serverIssuer: readonly Situation[] = [
  refusedServer('authority-trusted-for-other-hosts', untrusted, {
    when: (facts) => authorityForOthers(facts) !== undefined,
    because: (facts) => {
      const { path, subject, hosts } = authorityForOthers(facts)!
      return `the CA of its chain, ${subject}, is trusted by ${path} for ${listOf(hosts ?? [])} only`
    },
    remedy: (facts) => `Extend hosts of ${authorityForOthers(facts)!.path} by ${facts.handshake.host}.`,
  }),
  refusedServer('authority-of-the-same-name', [...untrusted, 'bad-signature'], {
    when: (facts) => namesake(facts) !== undefined,
    because: (facts) => {
      const { path, subject } = namesake(facts)!
      return `the CA of its chain, ${subject}, has the same name as that in ${path}, but ${differenceOf(facts, path)}: one of the two was made anew`
    },
    remedy: (facts) =>
      `Compare the fingerprints: put the server's present CA into ${namesake(facts)!.path}, or issue the server's certificate with the one that is there.`,
  }),
  refusedServer('trusted-authority-is-no-root', untrusted, {
    when: (facts) => withoutItsRoot(facts) !== undefined,
    because: (facts) => {
      const { path, subject, issuer } = withoutItsRoot(facts)!
      return `its chain leads to ${subject} in ${path}, which is no root: its issuer, ${issuer}, is not trusted here, and without that OpenSSL does not trust it`
    },
    remedy: (facts) => `Add the root ${withoutItsRoot(facts)!.issuer} to ca in the config, too.`,
    wantsConfig: true,
  }),
  refusedServer('server-certificate-in-ca', untrusted, {
    when: (facts) => itself(facts) !== undefined,
    because: (facts) =>
      `${facts.name} is in ${itself(facts)!.path}, which does not do: OpenSSL trusts what a CA has issued by the root of that CA, and ${missing(facts)} is not trusted here`,
    remedy: (facts) => `Put the root into ca in its place: ${missing(facts)}, or the one above it.`,
  }),
  refusedServer('server-root-not-trusted', ['self-signed', 'unknown-issuer'], {
    when: ({ handshake, problem }) => isSentRoot(handshake.serverCertificate.chain, problem.position),
    because: ({ handshake, problem }) =>
      `its chain ends in the root ${handshake.serverCertificate.chain[problem.position ?? 0]?.subject}, which is not trusted here`,
    remedy: () =>
      'Add that root to ca in the config, after checking its fingerprint: what the server sends is no reason to trust it.',
    wantsConfig: true,
  }),
  refusedServer('server-certificate-self-signed', ['self-signed'], {
    because: ({ name }) => `${name} is self-signed and is not in the trusted certificates`,
    remedy: () =>
      'Add that certificate to ca in the config if you trust it; otherwise give the server one that a CA issued.',
    wantsConfig: true,
  }),
  refusedServer('server-chain-broken', ['unknown-issuer', 'incomplete-chain'], {
    when: (facts) => besideThePath(facts) !== undefined,
    because: (facts) =>
      `the issuer of ${lackingOf(facts)}, ${missing(facts)}, was not sent and is not trusted here; what it sent beside (${besideThePath(facts)}) did not issue that`,
    remedy: (facts) =>
      `Let the server send ${missing(facts)} after that certificate; if that is a root, add it to ca in the config.`,
    wantsConfig: true,
  }),
  refusedServer('server-issuer-not-sent', ['unknown-issuer', 'incomplete-chain'], {
    when: ({ handshake: { verification } }) =>
      ['unknown-issuer', 'incomplete-chain'].every((one) =>
        verification.problems.some((problem) => problem.class === one),
      ),
    because: (facts) => `it sent its certificate alone, and the issuer of that, ${missing(facts)}, is not trusted here`,
    remedy: () =>
      "If that issuer is an intermediate, let the server send it too; if it is a root, add it to ca in the config (or 'mkcert', or 'system').",
    wantsConfig: true,
  }),
  refusedServer('server-issuer-unknown', ['unknown-issuer'], {
    because: (facts) => `no trusted certificate is the issuer of its chain, ${missing(facts)}`,
    remedy: () =>
      "Add that CA's certificate to ca in the config (or 'mkcert' for a local mkcert CA, 'system' for the operating system's store).",
    wantsConfig: true,
  }),
  refusedServer('server-chain-incomplete', ['incomplete-chain'], {
    because: (facts) => `it did not send the intermediate certificate ${missing(facts)}`,
    remedy: () => 'Configure the full chain (leaf, then intermediates) on the server.',
  }),
]

/** The authority that would have made the chain good: the missing issuer, or the untrusted root that was sent. */
function wanted({ handshake: { serverCertificate, verification }, problem }: RefusedServer): string | undefined {
  const { chain } = serverCertificate
  if (problem.class === 'bad-signature') return chain[problem.position ?? 0]?.issuer
  const named = verification.problems.find(({ class: one, subject }) => one === 'unknown-issuer' && subject)
  return named?.subject ?? chain.at(-1)?.issuer
}

function missing(facts: RefusedServer): string {
  return wanted(facts) || 'whose name was not read'
}

/** The entry of `ca` that has the issuer, but is limited to other hosts. */
function authorityForOthers(facts: RefusedServer): ConfiguredAuthority | undefined {
  const found = named(facts, wanted(facts))
  return found.some(({ applies }) => applies) ? undefined : found[0]
}

/** The certificate in `ca` that has the issuer's name and is not the one that was sent. */
function namesake(facts: RefusedServer): ConfiguredAuthority | undefined {
  const sent = facts.handshake.serverCertificate.chain.map(({ fingerprint256 }) => fingerprint256)
  return named(facts, wanted(facts)).find(({ applies, fingerprint256 }) => applies && !sent.includes(fingerprint256))
}

/** By what the one that the chain asks for differs: by the words of the problem, where one was there that did not fit. */
function differenceOf({ problem }: RefusedServer, path: string): string {
  const reason = /with that name (.+)\.$/.exec(problem.message)?.[1]
  return reason === undefined || /key/.test(reason)
    ? 'another key'
    : `is another certificate (that in ${path} ${reason})`
}

/** The intermediate in `ca` whose own issuer is the missing one. */
function withoutItsRoot(facts: RefusedServer): ConfiguredAuthority | undefined {
  const { chain } = facts.handshake.serverCertificate
  const issuer = wanted(facts)
  if (issuer === undefined) return undefined
  return facts.settings.authorities?.find(
    (one) =>
      one.applies &&
      sameName(one.issuer, issuer) &&
      !sameName(one.subject, issuer) &&
      chain.some((certificate) => sameName(certificate.issuer, one.subject)),
  )
}

/** The server's own certificate in `ca`. */
function itself({ handshake: { serverCertificate }, settings }: RefusedServer): ConfiguredAuthority | undefined {
  const [leaf] = serverCertificate.chain
  if (!leaf || leaf.subject === leaf.issuer) return undefined
  return settings.authorities?.find(({ applies, fingerprint256 }) => applies && fingerprint256 === leaf.fingerprint256)
}

function named({ settings: { authorities = [] } }: RefusedServer, name: string | undefined): ConfiguredAuthority[] {
  return name === undefined ? [] : authorities.filter(({ subject }) => sameName(subject, name))
}

function isSentRoot(chain: readonly Certificate[], position = 0): boolean {
  const certificate = chain[position]
  return position > 0 && certificate !== undefined && certificate.subject === certificate.issuer
}

/** The certificate that was sent and whose issuer is missing. */
function lacking(facts: RefusedServer): Certificate | undefined {
  const name = wanted(facts)
  return facts.handshake.serverCertificate.chain.find(({ issuer }) => name !== undefined && sameName(issuer, name))
}

function lackingOf(facts: RefusedServer): string {
  const certificate = lacking(facts)
  const isLeaf = certificate === facts.handshake.serverCertificate.chain[0]
  return `${isLeaf ? 'its certificate' : 'a certificate of its chain'} (${commonName(certificate?.subject ?? '')})`
}

/** What was sent and lies on no path, where the path has a hole. */
function besideThePath(facts: RefusedServer): string | undefined {
  const { chain } = facts.handshake.serverCertificate
  const end = lacking(facts)
  if (!end) return undefined
  const path = [chain[0]]
  while (path.at(-1) !== end) {
    const next = chain.find((one) => !path.includes(one) && sameName(one.subject, path.at(-1)!.issuer))
    if (!next) return undefined
    path.push(next)
  }
  const beside = chain.filter((one) => !path.includes(one)).map(({ subject }) => subject)
  return beside.length > 0 ? listOf(beside) : undefined
}
