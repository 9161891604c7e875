import type { FlawName } from './flaw-catalogue.ts'

/** What a request needs so that a flaw can be sent at all: at its usual level of security OpenSSL would not load a weak one. */
export function ciphersFor(flaw: FlawName | undefined): { ciphers?: string } {
  return flaw === 'weak-key' || flaw === 'weak-signature' ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}
}
