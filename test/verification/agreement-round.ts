import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:tls'
import { pemOf } from '../../fixtures/raw-certificate.ts'
import type { CertificateProblem, CertificateProblemClass } from '../../src/tls/handshake.ts'
import { findProblems } from '../../src/verification/find-problems.ts'
import type { NodeError } from '../../src/verification/node-error.ts'
import { opensslVerifyCodes } from '../../src/verification/openssl-verify-codes.ts'
import { classOfNodeError, codeOfNodeError } from '../../src/verification/problem-class-of.ts'
import { defaultSecurityLevel } from '../../src/verification/security-level.ts'
import { type MadeChain, makeChain, soundDraft } from './chain-draft.ts'
import { faults } from './chain-faults.ts'
import { type OpensslError, type OpensslVerdict, opensslVerdict } from './openssl-verdict.ts'
import { seededRandom } from './seeded-random.ts'

/** What one chain came to. */
export interface AgreementRound {
  seed: number
  faults: string[]
  nodeError: NodeError | undefined
  openssl: OpensslVerdict
  problems: CertificateProblem[]
  /** What OpenSSL or Node found and we did not, and the other way round; empty: agreement. */
  disagreements: string[]
}

/** Makes a chain with one to three faults out of a seed, serves it, and asks OpenSSL, Node and us. */
export async function agreementRound(seed: number): Promise<AgreementRound> {
  const random = seededRandom(seed)
  const draft = soundDraft(Math.floor(random() * 4))
  const names = Object.keys(faults)
  const wanted = 1 + Math.floor(random() * 3)
  const done: string[] = []
  while (done.length < wanted) {
    const name = names[Math.floor(random() * names.length)]!
    if (!done.includes(name) && faults[name]!(draft, random)) done.push(name)
  }
  const made = makeChain(draft)
  return { seed, faults: done, ...(await compareVerdicts(made)) }
}

/** Serves a chain, and asks OpenSSL, Node and us what is wrong with it. */
export async function compareVerdicts(made: MadeChain): Promise<Omit<AgreementRound, 'seed' | 'faults'>> {
  const level = made.level ?? defaultSecurityLevel()
  const { port, close } = await serve(made)
  try {
    const openssl = await opensslVerdict(port, made.host, [...made.ca, ...made.crl], {
      lookUp: made.crl.length > 0,
      level,
    })
    const nodeError = await nodeVerdict(port, made, level)
    const problems = findProblems({
      chain: made.chain,
      host: made.host,
      at: new Date(),
      trusted: nodeError === undefined,
      trustAnchors: made.ca.map((pem) => new X509Certificate(pem)),
      revocationLists: made.crl,
      securityLevel: level,
      ...(nodeError && { nodeError }),
    })
    const disagreements = [
      ...missing(openssl, problems),
      ...unfounded(openssl, nodeError, problems, made.malformed),
      ...nodesOwn(nodeError, problems),
    ]
    return { nodeError, openssl, problems, disagreements }
  } finally {
    close()
  }
}

async function serve({ chain, key }: MadeChain): Promise<{ port: number; close: () => void }> {
  const server = createServer({
    cert: chain.map((der) => pemOf('CERTIFICATE', der)).join(''),
    key: key.export({ type: 'pkcs8', format: 'pem' }),
    // It has to send what it would not load otherwise.
    ciphers: 'DEFAULT:@SECLEVEL=0',
  })
  server.on('secureConnection', (socket) => socket.on('error', () => {}).resume())
  server.on('tlsClientError', () => {})
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { port: (server.address() as AddressInfo).port, close: () => server.close() }
}

async function nodeVerdict(port: number, { ca, crl, host }: MadeChain, level: number): Promise<NodeError | undefined> {
  const ciphers = `DEFAULT:@SECLEVEL=${level}`
  const socket = connect({ host: '127.0.0.1', port, servername: host, ca, ciphers, ...(crl.length > 0 && { crl }) })
  const error = await once(socket, 'secureConnect').then(
    () => undefined,
    ({ code, message }) => ({ code, message }) as NodeError,
  )
  socket.destroy()
  return error
}

const classes = new Map(opensslVerifyCodes.map(({ number, class: problemClass }) => [number, problemClass]))

/** Every problem that OpenSSL lists, at the certificate at which it does. */
function missing({ errors }: OpensslVerdict, problems: readonly CertificateProblem[]): string[] {
  return errors.flatMap((error) => {
    const wanted = classesOf(error, problems)
    const fits = problems.some(
      ({ class: problemClass, subject = '' }) =>
        wanted.includes(problemClass) &&
        (problemClass === 'unknown-issuer' || subject.includes(`CN=${error.commonName}`)),
    )
    return fits ? [] : [`OpenSSL has ${error.number} (${wanted.join(' or ')}) at ${error.commonName}, we have not`]
  })
}

/** One of OpenSSL's reasons stands for what our list says once, at the authority that is none. */
function classesOf(error: OpensslError, problems: readonly CertificateProblem[]): CertificateProblemClass[] {
  const own = classes.get(error.number) ?? 'other'
  // OpenSSL repeats the weak key of the server's certificate where it should say why the path does not end at an anchor.
  if (error.number === weakLeafKey && error.depth > 0) return ['self-signed', 'unknown-issuer']
  const isNoAuthority = problems.some(
    ({ class: problemClass, subject = '' }) =>
      problemClass === 'not-a-ca' && subject.includes(`CN=${error.commonName}`),
  )
  if (error.number === invalidPurpose && isNoAuthority) return [own, 'not-a-ca']
  return error.number === unspecified ? ['malformed', 'name-constraint'] : [own]
}

const unspecified = 1
const selfSignedInChain = 19
const weakLeafKey = 66
const unableToVerifyLeaf = 21
const invalidPurpose = 26

/** Our classes that neither has. `malformed`: the chain has a fault of which OpenSSL says something else, or nothing. */
function unfounded(
  { errors }: OpensslVerdict,
  nodeError: NodeError | undefined,
  problems: readonly CertificateProblem[],
  malformed: boolean,
): string[] {
  const founded = new Set<CertificateProblemClass>(errors.flatMap((error) => classesOf(error, problems)))
  const numbers = errors.map(({ number }) => number)
  // Two of ours say more exactly what OpenSSL's mean.
  if (numbers.includes(unableToVerifyLeaf)) founded.add('incomplete-chain')
  if (numbers.includes(selfSignedInChain)) founded.add('unknown-issuer')
  if (malformed) founded.add('malformed')
  if (nodeError) founded.add(classOfNodeError(nodeError))
  return problems
    .filter(({ class: problemClass }) => !founded.has(problemClass))
    .map(({ class: problemClass, message }) => `we have ${problemClass}, OpenSSL and Node have not: ${message}`)
}

/** Node's verdict: accepted and no problem, or one problem with its code. */
function nodesOwn(nodeError: NodeError | undefined, problems: readonly CertificateProblem[]): string[] {
  const reported = problems.filter(({ code }) => code !== undefined)
  if (!nodeError) return problems.length > 0 ? ['Node accepts'] : []
  const code = codeOfNodeError(nodeError)
  const [problem] = reported
  if (reported.length !== 1 || problem?.code !== code) return [`Node has ${code}, we have ${problem?.code}`]
  return problem?.message.startsWith('Node refused') ? [`Node's ${code} was not found by us`] : []
}
