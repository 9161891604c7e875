import { describe, expect, test } from 'vitest'
import { requireProgram } from '../../fixtures/programs.ts'
import { type AgreementRound, agreementRound } from './agreement-round.ts'

/** `npm run agreement:chains` takes 1,000. */
const chains = Number(process.env.AGREEMENT_CHAINS ?? 60)
/** Another seed, other chains. */
const seed = Number(process.env.AGREEMENT_SEED ?? 1) * 100_000
/** Most of the time goes by in other processes. */
const atOnce = 4

describe.skipIf(requireProgram('openssl'))(`${chains} chains with one to three faults`, () => {
  test(
    'have the problems that the openssl command lists, at the certificates at which it does, and no other',
    async () => {
      const rounds: AgreementRound[] = []
      for (let done = 0; done < chains; done += atOnce) {
        const seeds = Array.from({ length: Math.min(atOnce, chains - done) }, (_, index) => seed + done + index)
        rounds.push(...(await Promise.all(seeds.map(agreementRound))))
      }
      expect(rounds.filter(({ disagreements }) => disagreements.length > 0).map(told)).toEqual([])
      // Not for lack of problems.
      expect(rounds.filter(({ problems }) => problems.length > 0).length).toBeGreaterThan(chains / 2)
    },
    10_000 + chains * 1000,
  )
})

function told({ seed, faults, disagreements, openssl, nodeError, problems }: AgreementRound): string {
  return [
    `seed ${seed}: ${faults.join(', ')}`,
    ...disagreements,
    `OpenSSL: ${openssl.errors.map(({ number, commonName }) => `${number} at ${commonName}`).join(', ')}`,
    `Node: ${nodeError?.code} ${nodeError?.message}`,
    `ours: ${problems.map((problem) => `${problem.class} at ${problem.subject}`).join(', ')}`,
  ].join('\n')
}
