import { execFileSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { createIdentity, type Identity } from '../../fixtures/identity.ts'
import { pathOf } from '../../fixtures/programs.ts'

export const passphrase = 'pässword of the höuse'

/** A folder in which openssl makes credentials, and the identities that it makes them from. */
export interface Forms {
  folder: string
  root: Authority
  rsa: Identity
  ec: Identity
  ed25519: Identity
  rsaPss: Identity
  /** Writes a file and gives its name. */
  write(name: string, content: string | Uint8Array): string
  read(name: string): Buffer
  /** Runs openssl in the folder; `legacy` also loads the provider of old ciphers. The passphrase is in `pass`. */
  openssl(options: { legacy?: boolean; out?: string }, ...args: string[]): string
  remove(): void
}

/** Clients' certificates from an intermediate below a root, so that a server that knows the root needs the whole chain. */
export async function createForms(): Promise<Forms> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'mtls-forms-')))
  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(path.join(folder, name), content, { mode: 0o600 })
    return name
  }
  const read = (name: string) => readFileSync(path.join(folder, name))
  const openssl: Forms['openssl'] = ({ legacy = false, out = '' }, command = '', ...args) => {
    const providers = legacy ? ['-provider', 'legacy', '-provider', 'default'] : []
    const output = out === '' ? [] : ['-out', out]
    execFileSync(pathOf('openssl'), [command, ...args, ...output, ...providers], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return out
  }
  write('pass', `${passphrase}\n`)
  const root = await createAuthority({ name: 'Root' })
  const intermediate = await root.issueIntermediate({ name: 'Intermediate' })
  const [rsa, ec, ed25519] = await Promise.all([
    intermediate.issueClient({ subject: 'CN=rsa', keyType: 'rsa' }),
    intermediate.issueClient({ subject: 'CN=ec', keyType: 'ec' }),
    intermediate.issueClient({ subject: 'CN=ed25519', keyType: 'ed25519' }),
  ])
  const rsaPss = issueRsaPss(intermediate, { write, read, openssl })
  for (const [name, identity] of Object.entries({ rsa, ec, ed25519, rsaPss })) {
    write(`${name}.pem`, identity.chain)
    write(`${name}.key`, identity.key)
  }
  write('root.pem', root.certificate)
  write('intermediate.pem', intermediate.certificate)
  return {
    folder,
    root,
    rsa,
    ec,
    ed25519,
    rsaPss,
    write,
    read,
    openssl,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A key that may sign with RSASSA-PSS alone; WebCrypto has no such keys, openssl has. */
function issueRsaPss(issuer: Authority, { write, read, openssl }: Pick<Forms, 'write' | 'read' | 'openssl'>): Identity {
  write('issuer.pem', issuer.certificate)
  write('issuer.key', issuer.key)
  openssl({ out: 'pss.key' }, 'genpkey', '-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048')
  openssl({ out: 'pss.csr' }, 'req', '-new', '-key', 'pss.key', '-subj', '/CN=rsaPss')
  openssl(
    { out: 'pss.crt' },
    'x509',
    '-req',
    '-in',
    'pss.csr',
    '-CA',
    'issuer.pem',
    '-CAkey',
    'issuer.key',
    '-days',
    '30',
  )
  return createIdentity(read('pss.crt').toString(), read('pss.key').toString(), issuer.intermediates)
}

/** DER of the first certificate in a PEM text. */
export function der(pem: string): Buffer {
  return new X509Certificate(pem).raw
}

/** A key in its own traditional structure. */
export function keyIn(pem: string, type: 'pkcs1' | 'sec1' | 'pkcs8', format: 'pem' | 'der'): string | Buffer {
  return createPrivateKey(pem).export({ type, format } as never) as string | Buffer
}
