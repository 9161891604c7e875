import type { Facts } from '../facts.ts'
import type { Situation } from '../situation.ts'
import { aborted } from './aborted.ts'
import { accepted } from './accepted.ts'
import { answered } from './answered.ts'
import { brokenLater } from './broken-later.ts'
import { certificateMissing } from './certificate-missing.ts'
import { certificateRefused } from './certificate-refused.ts'
import { notTls } from './not-tls.ts'
import { parameters } from './parameters.ts'
import { plainHttp } from './plain-http.ts'
import { proxy } from './proxy.ts'
import { serverCertificate } from './server-certificate.ts'
import { unreachable } from './unreachable.ts'

export { otherFailure, otherOutcome } from './other.ts'

/** What can be said when no TLS connection was begun. */
export const situationsBeforeTls: readonly Situation<Facts>[] = [...aborted, ...plainHttp, ...proxy, ...unreachable]

/** What can be said about a TLS connection: the first that fits is the most specific. */
export const situations: readonly Situation[] = [
  ...aborted,
  ...proxy,
  ...notTls,
  ...serverCertificate,
  ...certificateMissing,
  ...certificateRefused,
  ...parameters,
  ...answered,
  ...brokenLater,
  ...accepted,
]
