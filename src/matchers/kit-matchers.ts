import { type KitMatcherName, kitMatcher, kitMatcherNames } from '../evidence/kit-matchers.ts'
import { awaited } from './awaited.ts'
import { CallSite } from './call-site.ts'
import type { Matcher, MatcherContext, MatcherResult } from './matcher-context.ts'

/** The matchers of `vitest-mtls/testing`, without the kit: who has not imported that is told so. */
export const kitMatchers = Object.fromEntries(kitMatcherNames.map((name) => [name, matcherOf(name)])) as Record<
  KitMatcherName,
  Matcher<unknown[]>
>

function matcherOf(name: KitMatcherName): Matcher<unknown[]> {
  function matcher(this: MatcherContext, received: unknown, ...args: unknown[]) {
    const site = new CallSite(matcher)
    try {
      const run = kitMatcher<MatcherContext, MatcherResult | Promise<MatcherResult>>(name)
      if (run === undefined) {
        throw new TypeError(`${name}() is of the testing kit: add "import 'vitest-mtls/testing'" to this file.`)
      }
      const result = run(this, received, ...args)
      return result instanceof Promise ? awaited(result, forgotten(name, this), site, this) : result
    } catch (error) {
      throw site.at(error)
    }
  }
  return matcher
}

function forgotten(name: string, { isNot }: MatcherContext): Error {
  const call = `expect(...).${isNot ? 'not.' : ''}${name}()`
  return new Error(`${call} was not awaited: write "await expect(...)".`)
}
