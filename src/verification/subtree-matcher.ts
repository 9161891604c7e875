import type { GeneralName } from '../tls/x509/general-name.ts'
import type { Subtree } from '../tls/x509/name-constraints.ts'
import { canonicalPartsOf } from './general-names.ts'

export type ConstrainedName = GeneralName

/** OpenSSL's names for what can be wrong between a name and a constraint. */
export type Reason =
  | 'PERMITTED_VIOLATION'
  | 'EXCLUDED_VIOLATION'
  | 'SUBTREE_MINMAX'
  | 'UNSUPPORTED_CONSTRAINT_TYPE'
  | 'UNSUPPORTED_NAME_SYNTAX'

/** The subtrees of one type of name, ready to be asked often. */
export interface SubtreeMatcher {
  /** Whether the name lies in any of them; a reason: that cannot be told. */
  match(name: ConstrainedName): boolean | Reason
}

/** `subtrees`: at least one, all of one type. */
export function matcherOf(subtrees: readonly Subtree[]): SubtreeMatcher {
  if (subtrees.some(({ bounded }) => bounded)) return always('SUBTREE_MINMAX')
  switch (subtrees[0]?.type) {
    case 'DNS':
      return domains(subtrees)
    case 'email':
      return mailboxes(subtrees)
    case 'URI':
      return hosts(subtrees)
    case 'IP':
      return addresses(subtrees)
    case 'dirName':
      return directoryNames(subtrees)
    default:
      return always('UNSUPPORTED_CONSTRAINT_TYPE')
  }
}

function always(reason: Reason): SubtreeMatcher {
  return { match: () => reason }
}

/** The domain itself and everything below it; with a leading dot, as OpenSSL reads it, only what is below. */
function domains(subtrees: readonly Subtree[]): SubtreeMatcher {
  const bases = new Set(subtrees.map(({ value }) => value.toLowerCase()))
  return {
    match({ value }) {
      const name = value.toLowerCase()
      return bases.has('') || bases.has(name) || endings(name).some((end) => bases.has(end) || bases.has(end.slice(1)))
    },
  }
}

/** A mailbox, whose local part is compared as it stands; all mailboxes of a host; with a leading dot those of the hosts below a domain. */
function mailboxes(subtrees: readonly Subtree[]): SubtreeMatcher {
  const bases = new Set(
    subtrees.map(({ value }) => (value.startsWith('@') ? value.slice(1) : value)).map(normalMailbox),
  )
  return {
    match({ value }) {
      const at = value.lastIndexOf('@')
      if (at < 0) return 'UNSUPPORTED_NAME_SYNTAX'
      const mailbox = normalMailbox(value)
      const host = mailbox.slice(at + 1)
      return bases.has(mailbox) || bases.has(host) || endings(mailbox.toLowerCase()).some((end) => bases.has(end))
    },
  }
}

function normalMailbox(value: string): string {
  const at = value.lastIndexOf('@')
  return value.slice(0, at + 1) + value.slice(at + 1).toLowerCase()
}

/** One host, or with a leading dot the hosts below a domain. */
function hosts(subtrees: readonly Subtree[]): SubtreeMatcher {
  const bases = new Set(subtrees.map(({ value }) => value.toLowerCase()))
  return {
    match({ value }) {
      const host = /^[^:]*:\/\/([^:]*?)(?:[:/].*)?$/s.exec(value)?.[1]?.toLowerCase()
      if (!host) return 'UNSUPPORTED_NAME_SYNTAX'
      return bases.has(host) || endings(host.slice(1)).some((end) => bases.has(end))
    },
  }
}

/** `example.com` has the endings `.com`; `a.example.com` has `.example.com` and `.com`. */
function endings(name: string): string[] {
  const found: string[] = []
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) found.push(name.slice(dot))
  return found
}

/** An address and a mask of the same length. */
function addresses(subtrees: readonly Subtree[]): SubtreeMatcher {
  const bases = subtrees.map(({ bytes }) => bytes)
  return {
    match({ bytes }) {
      if (bytes.length !== 4 && bytes.length !== 16) return 'UNSUPPORTED_NAME_SYNTAX'
      for (const base of bases) {
        if (base.length !== 8 && base.length !== 32) return 'UNSUPPORTED_NAME_SYNTAX'
        if (base.length === 2 * bytes.length && isMasked(bytes, base)) return true
      }
      return false
    },
  }
}

function isMasked(address: Uint8Array, base: Uint8Array): boolean {
  const { length } = address
  for (let place = 0; place < length; place++) {
    if (((address[place]! ^ base[place]!) & base[length + place]!) !== 0) return false
  }
  return true
}

/** The subtree's name is the beginning of the name. */
function directoryNames(subtrees: readonly Subtree[]): SubtreeMatcher {
  const bases = subtrees.flatMap(({ bytes }) => {
    const parts = canonicalPartsOf(bytes)
    return parts ? [{ text: parts.join(','), count: parts.length }] : []
  })
  const texts = new Set(bases.map(({ text }) => text))
  // Of a name with thousands of parts only those beginnings are written that can be one.
  const counts = [...new Set(bases.map(({ count }) => count))]
  return {
    match({ bytes }) {
      const parts = canonicalPartsOf(bytes) ?? []
      return counts.some((count) => count <= parts.length && texts.has(parts.slice(0, count).join(',')))
    },
  }
}
