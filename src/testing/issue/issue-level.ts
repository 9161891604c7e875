import type { KeyObject } from 'node:crypto'
import { extensionIdentifiers } from '../../tls/x509/object-identifiers.ts'
import { encodeName } from '../asn1/name.ts'
import { AuthorityLevel } from './authority-level.ts'
import type { CertificateOptions } from './certificate-options.ts'
import { type CertificateIssuer, issueCertificate } from './issue-certificate.ts'
import { createKey, importKey } from './key-pair.ts'

/** A new authority, below `issuer` or by itself. What is known of it is not read again from its certificate. */
export async function issueLevel(
  options: CertificateOptions,
  usualSubject: string,
  issuer?: CertificateIssuer,
): Promise<AuthorityLevel> {
  const key = await keyFor(options)
  const subject = encodeName(options.subject ?? usualSubject)
  const certificate = await issueCertificate({ isCA: true, ...options, subject }, key, issuer)
  const namesItsKey = options.extensions?.some(({ oid }) => oid === extensionIdentifiers.subjectKeyIdentifier)
  return new AuthorityLevel(certificate, key, namesItsKey ? undefined : subject)
}

/** The key that the options bring, or a new one of the kind that they name. */
export async function keyFor({ key, keyType }: CertificateOptions): Promise<KeyObject> {
  return key === undefined ? createKey(keyType) : importKey(key)
}
