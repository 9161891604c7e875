import type { TableOf } from '../../config/shape.ts'
import type { InlineIdentity } from '../../credentials/profile.ts'
import type { MtlsRequestInit } from '../../request/request-init.ts'
import { requestOptions } from '../../request/request-options.ts'
import type { Authority } from '../issue/authority.ts'
import { authority, func, identity, option, text } from '../shapes.ts'
import type { FlawName } from './flaw-catalogue.ts'
import type { RefusalCondition } from './judge-attempt.ts'
import { flawList } from './select-flaws.ts'

/** What is sent to the target: a name of the config, a certificate with its key, or none. */
export type ClientCertInput = false | string | InlineIdentity

/** A URL, or a function that makes the request with the client certificate it is given; `flaw` is absent for the good one. */
export type FlawTarget = string | URL | ((clientCert: ClientCertInput, flaw?: FlawName) => unknown)

export interface RejectFlawedOptions {
  /** The good certificate: a name of the config, or a certificate with its key. It has to be accepted. */
  like: string | InlineIdentity
  /** Issued it. Without it, the flaws that need its key are left out. */
  authority?: Authority
  /** These flaws and no others. */
  only?: readonly FlawName[]
  /** All flaws but these. */
  except?: readonly FlawName[]
  /** Which attempts count as refused. @default those that differ from the good one by alert, close or status */
  on?: RefusalCondition
  /** Authorities of the server, for a URL. @default those of the config */
  ca?: NonNullable<MtlsRequestInit['ca']>
}

export const rejectFlawedOptions: TableOf<RejectFlawedOptions> = {
  like: option({
    kind: 'text or object',
    text,
    object: identity,
    words: 'the good certificate, which is accepted: a name of the config, { cert, key } or { pfx, passphrase }',
  }),
  authority: option(authority),
  only: option(flawList),
  except: option(flawList),
  on: option(func('a function: (refusal) => boolean')),
  ca: requestOptions.options.ca!,
}
