import { createPrivateKey } from 'node:crypto'
import { Fault } from '../../credentials/fault.ts'
import { readIdentity } from '../../credentials/identity.ts'
import { resolveInlineIdentity } from '../../credentials/inline-credentials.ts'
import type { InlineIdentity } from '../../credentials/profile.ts'
import { checkArgument } from '../check-call.ts'
import { identity } from '../shapes.ts'
import { Authority } from './authority.ts'
import { AuthorityLevel } from './authority-level.ts'

/**
 * An authority that exists: `{ cert, key, passphrase }` or `{ pfx, passphrase }`, files (relative to the working directory) or
 * their content. `cert` may hold the authorities above it; the last of its path is the one to trust.
 *
 * @throws TypeError that names what could not be read, or what is no authority
 */
export async function loadAuthority(source: InlineIdentity): Promise<Authority> {
  checkArgument('loadAuthority()', 'source', source, identity)
  const { chain, key, leaf } = await read(source)
  if (!leaf.isCA)
    throw new TypeError(`loadAuthority(): ${leaf.subject} is no authority: its basic constraints do not say so.`)
  const issuing = createPrivateKey(key.reveal())
  return new Authority(chain.map(({ raw }, place) => new AuthorityLevel(raw, place === 0 ? issuing : undefined)))
}

async function read(source: InlineIdentity) {
  try {
    return await readIdentity(resolveInlineIdentity(source))
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const faults = error.facts.map(
      ({ path, message, remedy }) => `${path.replace('clientCert.', '')}: ${message} ${remedy}`,
    )
    throw new TypeError(`loadAuthority(): ${faults.join(' ')}`, { cause: error })
  }
}
