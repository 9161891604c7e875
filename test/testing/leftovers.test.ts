import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('./every-part.mjs', import.meta.url))
const build = fileURLToPath(new URL('../../dist', import.meta.url))

test('a process that has used every part ends by itself, and leaves no file', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'leftovers-'))
  try {
    // an open socket, port or timer would hold it until the limit, which fails it
    await promisify(execFile)(process.execPath, [script, build], {
      env: { ...process.env, TMPDIR: folder },
      timeout: 110_000,
    })
    expect(await readdir(folder)).toEqual([])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

interface Told {
  port: number
  serialNumbers: string[]
  authority: string
}

test('20 authorities and servers at a time in each of two processes do not meet', { timeout: 120_000 }, async () => {
  const running = [1, 2].map(() =>
    spawn(process.execPath, [script, build, '20'], { stdio: ['pipe', 'pipe', 'inherit'] }),
  )
  const ended = running.map((child) => once(child, 'exit'))
  const lines = running.map(async ({ stdout }) => {
    for await (const line of createInterface({ input: stdout })) return JSON.parse(line) as Told[]
    throw new Error('It has told nothing.')
  })
  try {
    const told = (await Promise.all(lines)).flat()
    expect(told).toHaveLength(40)
    for (const facts of [
      told.map(({ port }) => String(port)),
      told.map(({ authority }) => authority),
      told.flatMap(({ serialNumbers }) => serialNumbers),
    ]) {
      expect(new Set(facts).size).toBe(facts.length)
    }
  } finally {
    for (const { stdin } of running) stdin.end()
  }
  for (const [code] of await Promise.all(ended)) expect(code).toBe(0)
})
