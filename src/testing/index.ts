import './assertions.ts'

export type { FlawRow, FlawTable } from '../evidence/flaw-table.ts'
export type { AttributeValue, SubjectInput } from './asn1/name.ts'
export type { TestingMatchers } from './assertions.ts'
export type { FlawName } from './flaws/flaw-catalogue.ts'
export {
  type FlawedClientCertificate,
  type FlawedClientCertificates,
  type FlawedOptions,
  flawedClientCertificates,
  type LeftOutFlaw,
} from './flaws/flawed-client-certificates.ts'
export type { FlawAttempt, RefusalCondition } from './flaws/judge-attempt.ts'
export type { ClientCertInput, FlawTarget, RejectFlawedOptions } from './flaws/reject-flawed-options.ts'
export { tryFlawedClientCerts } from './flaws/try-flawed.ts'
export { Authority, type CertificateInput } from './issue/authority.ts'
export type {
  CertificateOptions,
  ExtensionInput,
  NameConstraintsInput,
  ServerCertificateOptions,
} from './issue/certificate-options.ts'
export { type AuthorityOptions, createAuthority, type IntermediateOptions } from './issue/create-authority.ts'
export type { DurationInput } from './issue/duration-input.ts'
export { IssuedCertificate, type WrittenCredential } from './issue/issued-certificate.ts'
export type { KeyType } from './issue/key-pair.ts'
export { loadAuthority } from './issue/load-authority.ts'
export type { OcspResponseOptions } from './issue/ocsp-response.ts'
export type { RevocationListOptions } from './issue/revocation-list.ts'
export type { RevocationReason } from './issue/revocation-reason.ts'
export type { HashName } from './issue/signature.ts'
export { testingMatchers } from './matchers/index.ts'
export type { Handler } from './serve/handler.ts'
export type { ServerFlaw } from './serve/own-certificate.ts'
export { serve, type TestServer } from './serve/serve.ts'
export type { ServeOptions, TrustInput } from './serve/serve-options.ts'
