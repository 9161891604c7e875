import type { MtlsRequestInit } from '../../request/request-init.ts'
import type { FlawName } from './flaw-catalogue.ts'

/** Milliseconds that a server has to answer: one that drops a client in silence is no reason to wait for ever. */
const patience = 10_000

/** How a request for a trial is made; without a flaw, with the good certificate. */
export function trialInit(flaw: FlawName | undefined): MtlsRequestInit {
  const isWeak = flaw === 'weak-key' || flaw === 'weak-signature'
  // at its usual level of security OpenSSL would not load a weak one
  const ciphers = isWeak && { ciphers: 'DEFAULT@SECLEVEL=0' }
  return { fresh: true, redirect: 'manual', timeout: patience, ...ciphers }
}
