import type { SubjectInput } from '../asn1/name.ts'
import { checkOptions } from '../check-call.ts'
import { option, subject } from '../shapes.ts'
import { Authority } from './authority.ts'
import { certificateOptions } from './certificate-option-table.ts'
import type { CertificateOptions } from './certificate-options.ts'
import { issueLevel } from './issue-level.ts'

export interface AuthorityOptions extends CertificateOptions {
  /** Subjects of the intermediates, from the root downwards: the last one issues. Or their options. */
  intermediates?: readonly (SubjectInput | IntermediateOptions)[]
}

/** Options of an intermediate; an object with other fields is its subject. */
export interface IntermediateOptions extends CertificateOptions {
  /** RFC 4514 (`CN=Lab Issuing`), or an object of attributes. */
  subject: SubjectInput
}

const authorityOptions = { ...certificateOptions, intermediates: option({ kind: 'list', of: subject }) }

/** A new authority, in memory. `CN=Test Authority`, EC P-256 and ten years unless told otherwise. */
export async function createAuthority(options: AuthorityOptions = {}): Promise<Authority> {
  checkOptions('createAuthority()', options, authorityOptions)
  const { intermediates = [], ...own } = options
  let authority = new Authority([await issueLevel(own, 'CN=Test Authority')])
  for (const one of intermediates) authority = await authority.issueIntermediate(intermediateOptions(one))
  return authority
}

function intermediateOptions(input: SubjectInput | IntermediateOptions): CertificateOptions {
  if (typeof input === 'object' && Object.keys(input).length === 0)
    throw new TypeError('"intermediates": each needs a subject; write intermediates: [\'CN=Lab Issuing\'].')
  const isOptions = typeof input === 'object' && 'subject' in input
  return isOptions ? (input as IntermediateOptions) : { subject: input as SubjectInput }
}
