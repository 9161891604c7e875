/** What a run is warned of, and what the reporter's `failOn` names: a certificate that ends soon, one that is weak, a version below TLS 1.2 … */
export const warningKinds = [
  'expiry',
  'weak',
  'certificate',
  'old-tls',
  'verify-off',
  'unused-entry',
  'refusal',
  'resumed',
  'unreadable',
] as const

export type WarningKind = (typeof warningKinds)[number]

export interface Warning {
  kind: WarningKind
  /** A few words, without a dot at the end. */
  text: string
}
