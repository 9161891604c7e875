import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ClientsProject, type ClientsRun, createClientsProject } from './material/clients-project.ts'

let project: ClientsProject
let alone: ClientsRun

beforeAll(async () => {
  project = await createClientsProject()
  for (const line of project.lab.played) console.log(line)
  alone = await project.run('off', { pool: 'forks' })
})

afterAll(() => project[Symbol.asyncDispose]())

test('every client works alone', () => {
  expect(failuresOf(alone)).toEqual([])
})

// The script of docs/clients.md tries every pool on every Node.
describe.each(['forks', 'vmThreads'])('in the pool %s', (pool) => {
  test.each(['record', 'equip'] as const)(
    '%s: whole handshakes, the right certificate, results as they were',
    async (mode) => {
      const run = await project.run(mode, { pool })
      expect(failuresOf(run)).toEqual([])
      expect(run.code, run.output).toBe(0)
      expect(resultsOf(run)).toEqual(resultsOf(alone))
    },
  )
})

function failuresOf({ tests, output }: ClientsRun): string[] {
  if (tests.size === 0) return [output]
  return [...tests].flatMap(([name, { failures }]) => failures.map((failure) => `${name}: ${failure}`))
}

function resultsOf({ tests }: ClientsRun): Record<string, unknown> {
  return Object.fromEntries([...tests].flatMap(([name, { tried }]) => (tried ? [[name, tried.result]] : [])))
}
