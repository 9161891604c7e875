import type { TableOf } from '../../config/shape.ts'
import type { InlineIdentity } from '../../credentials/profile.ts'
import { checkOptions } from '../check-call.ts'
import type { Authority } from '../issue/authority.ts'
import type { IssuedCertificate } from '../issue/issued-certificate.ts'
import { authority, identity, option } from '../shapes.ts'
import { type FlawName, factsOfFlaw } from './flaw-catalogue.ts'
import { flawMakers } from './flaw-makers.ts'
import { type GoodCertificate, keyLike, readGoodCertificate } from './good-certificate.ts'
import { flawList, selectFlaws } from './select-flaws.ts'

/** A client certificate that a server should refuse, like a good one but for one flaw. */
export interface FlawedClientCertificate {
  flaw: FlawName
  description: string
  /** Absent for `none-sent`. */
  credential?: IssuedCertificate
  /** The alerts by which servers refuse it that do so by one that fits. */
  alerts: readonly string[]
}

/** A flaw that could not be made, and why. */
export interface LeftOutFlaw {
  flaw: FlawName
  reason: string
}

/** The list, with what is not in it. */
export type FlawedClientCertificates = FlawedClientCertificate[] & { leftOut: LeftOutFlaw[] }

export interface FlawedOptions {
  /** The good certificate, with its key. */
  like: InlineIdentity
  /** Issued it; most flaws need its key. */
  authority?: Authority
  /** These flaws and no others. */
  only?: readonly FlawName[]
  /** All flaws but these. */
  except?: readonly FlawName[]
}

const flawedOptions: TableOf<FlawedOptions> = {
  like: option(identity),
  authority: option(authority),
  only: option(flawList),
  except: option(flawList),
}

/** A certificate for every flaw that can be made from what is given; `leftOut` lists the others, with the reason. */
export async function flawedClientCertificates(options: FlawedOptions): Promise<FlawedClientCertificates> {
  const call = 'flawedClientCertificates()'
  checkOptions(call, options, flawedOptions, ['like'])
  return makeFlawed(await readGoodCertificate(options.like), options.authority, selectFlaws(options, call))
}

/** The same from what is known of the good one. */
export async function makeFlawed(
  good: GoodCertificate,
  authority: Authority | undefined,
  flaws: readonly FlawName[],
): Promise<FlawedClientCertificates> {
  const key = await keyLike(good)
  const list: FlawedClientCertificates = Object.assign([], { leftOut: [] })
  for (const flaw of flaws) {
    const made = await flawMakers[flaw]({ good, key, authority })
    if (typeof made === 'string') list.leftOut.push({ flaw, reason: made })
    else list.push({ flaw, ...factsOfFlaw(flaw), ...(made && { credential: made }) })
  }
  return list
}
