import { readName } from '../tls/distinguished-name.ts'
import type { ParsedCertificate } from '../tls/parsed-certificate.ts'

export type ConstrainedName = NonNullable<ParsedCertificate['subjectAltNames']>[number]

/** Whether `name` lies in a subtree of its own type (RFC 5280 4.2.1.10); a type that is not known lies in none. */
export function isWithin(name: ConstrainedName, subtree: ConstrainedName): boolean {
  if (name.type !== subtree.type) return false
  switch (name.type) {
    case 'DNS':
      return isDomainWithin(name.value, subtree.value)
    case 'email':
      return isMailboxWithin(name.value, subtree.value)
    case 'URI':
      return isHostWithin(hostOf(name.value), subtree.value)
    case 'IP':
      return isAddressWithin(name.bytes, subtree.bytes)
    case 'dirName':
      return isDirectoryNameWithin(name.bytes, subtree.bytes)
    default:
      return false
  }
}

/** The domain itself and everything below it; with a leading dot, as OpenSSL reads it, only what is below. */
function isDomainWithin(domain: string, subtree: string): boolean {
  const [name, base] = [domain.toLowerCase(), subtree.toLowerCase()]
  if (base === '' || base.startsWith('.')) return name.endsWith(base)
  return name === base || name.endsWith(`.${base}`)
}

/** A mailbox, all mailboxes of a host, or those of the hosts below a domain. */
function isMailboxWithin(mailbox: string, subtree: string): boolean {
  if (subtree.includes('@')) return mailbox === subtree
  return isHostWithin(mailbox.slice(mailbox.lastIndexOf('@') + 1), subtree)
}

/** One host, or with a leading dot the hosts below a domain. */
function isHostWithin(host: string, subtree: string): boolean {
  const [name, base] = [host.toLowerCase(), subtree.toLowerCase()]
  return base.startsWith('.') || base === '' ? name.endsWith(base) : name === base
}

function hostOf(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).hostname : ''
}

/** `subtree`: an address and a mask of the same length. */
function isAddressWithin(address: Uint8Array, subtree: Uint8Array): boolean {
  const { length } = address
  return (
    subtree.length === 2 * length && address.every((byte, i) => ((byte ^ subtree[i]!) & subtree[length + i]!) === 0)
  )
}

/** The subtree's name is the beginning of the name. */
function isDirectoryNameWithin(name: Uint8Array, subtree: Uint8Array): boolean {
  try {
    const [parts, base] = [comparable(name), comparable(subtree)]
    return base.every((part, index) => part === parts[index])
  } catch {
    return false
  }
}

/** The parts of a name in a form that compares whatever string type they have, least specific first. Throws when it cannot be read. */
function comparable(name: Uint8Array): string[] {
  return readName(name).map((attributes) =>
    attributes
      .map(({ type, text, der }) => `${type}=${text?.toLowerCase() ?? Buffer.from(der).toString('hex')}`)
      .join('+'),
  )
}
