import { createHash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { RecordedCall } from '../evidence/call-recorder.ts'
import type { TestEvidence } from '../report/test-evidence.ts'
import { writePcapng } from '../tls/capture-file.ts'
import type { Test } from './test-record.ts'

/**
 * Writes the connections of a failed attempt as a pcapng file into `folder`, which is made where it is missing. Without calls the file of
 * an earlier attempt is taken away. The file holds the secrets of these connections: it is for its owner alone.
 */
export async function keepCapture(
  folder: string,
  test: Test,
  calls: readonly RecordedCall[],
  evidence: TestEvidence,
): Promise<void> {
  const connections = [...new Set(calls.flatMap((call) => call.connections))]
  const name = `${fileName(test)}.pcapng`
  const file = join(folder, name)
  if (connections.length === 0) {
    if (evidence.capture !== undefined) await rm(file, { force: true })
    delete evidence.capture
    return
  }
  await mkdir(folder, { recursive: true })
  const comment = namesOf(test).join(' > ')
  const bytes = writePcapng(connections.map(({ captured }) => ({ ...captured, comment })))
  await writeFile(file, bytes, { mode: 0o600 })
  evidence.capture = name
}

/** Readable, and different for every test of every project. */
function fileName(test: Test): string {
  const names = namesOf(test)
  const digest = createHash('sha256').update(JSON.stringify([test.file.projectName, test.file.name, names, test.id]))
  const words = [basename(test.file.name), ...names].join(' ').replace(/[^\p{L}\p{N}]+/gu, '-')
  return `${words.slice(0, 80)}-${digest.digest('hex').slice(0, 8)}`
}

/** Of the suites around the test, then its own. */
function namesOf(test: Test): string[] {
  const names = [test.name]
  for (let { suite } = test; suite !== undefined; { suite } = suite) names.unshift(suite.name)
  return names
}
