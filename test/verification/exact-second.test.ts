import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pathOf, requireProgram } from '../../fixtures/programs.ts'
import { pemOf } from '../../fixtures/raw-certificate.ts'
import { findProblems } from '../../src/verification/find-problems.ts'
import { makeChain, type Part, soundDraft } from './chain-draft.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exact-second-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Whole seconds, as certificates have them. */
const edge = Math.floor(Date.now() / 1000) * 1000

/** OpenSSL's reasons at a moment, by its own command. */
async function opensslReasons(chain: readonly Buffer[], ca: readonly string[], at: number): Promise<string[]> {
  const [leaf, ...between] = chain.map((der) => pemOf('CERTIFICATE', der))
  const files = { 'leaf.pem': leaf!, 'between.pem': between.join(''), 'ca.pem': ca.join('') }
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  const options = ['-CAfile', 'ca.pem', '-untrusted', 'between.pem', '-attime', String(at / 1000), 'leaf.pem']
  const output = await new Promise<string>((resolve) => {
    execFile(pathOf('openssl'), ['verify', ...options], { cwd: folder }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })
  return [...output.matchAll(/certificate (has expired|is not yet valid)/g)].map(([, reason]) => reason!)
}

const words = { expired: 'has expired', 'not-yet-valid': 'is not yet valid' } as Record<string, string>

describe.skipIf(requireProgram('openssl'))('the very second in which it ends or begins', () => {
  const cases = (['notAfter', 'notBefore'] as const).flatMap((field) =>
    ['leaf', 'an intermediate', 'the root'].flatMap((whose, index) =>
      [-1, 0, 1].map((seconds) => [field, whose, seconds, index === 0 ? 0 : index === 1 ? 1 : -1] as const),
    ),
  )
  test.each(cases)('%s of %s, %i s after', async (field, _, seconds, place) => {
    const draft = soundDraft(2)
    const part: Part = draft.parts.at(place)!
    part[field] = new Date(edge)
    const { chain, ca } = makeChain(draft)
    const at = edge + seconds * 1000
    const reasons = await opensslReasons(chain, ca, at)
    for (const milliseconds of seconds === 0 ? [0, 999] : [0]) {
      const problems = findProblems({
        ...{ chain, host: 'localhost', at: new Date(at + milliseconds), trusted: false },
        trustAnchors: ca.map((pem) => new X509Certificate(pem)),
      })
      expect(problems.map((problem) => words[problem.class])).toEqual(reasons)
    }
    const isRefused = field === 'notAfter' ? seconds >= 0 : seconds < 0
    expect(reasons).toHaveLength(isRefused ? 1 : 0)
  })
})
