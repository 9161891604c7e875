import type { RecordedCall } from '../evidence/call-recorder.ts'
import type { FlawTable } from '../evidence/flaw-table.ts'
import type { Judgement } from '../evidence/judgement.ts'
import { EvidenceCollector } from '../report/evidence-collector.ts'
import type { TestEvidence } from '../report/test-evidence.ts'
import { renderTranscript } from '../report/transcript.ts'
import type { Test, TestFile, TestRecord } from './test-record.ts'
import type { WorkerContext } from './worker-context.ts'

interface Attempt {
  test: Test
  record: TestRecord
  calls: readonly RecordedCall[]
  tables: readonly FlawTable[]
  /** How many errors earlier attempts had left. */
  errorsBefore: number
  context: WorkerContext
}

/** An attempt of a test is over: its evidence goes to the test's meta, its transcript to where people look. */
export async function reportAttempt({ test, record, calls, tables, errorsBefore, context }: Attempt): Promise<void> {
  record.collector ??= new EvidenceCollector()
  const { evidence } = record.collector
  record.collector.add(calls, record.attempts)
  tellConfigured(test.file, evidence, context)
  record.collector.addTables(tables)
  publish(test.meta, evidence)
  const hasFailed = test.result?.state === 'fail' && !test.fails
  if (context.captures !== undefined) {
    const { keepCapture } = await import('./capture.ts')
    await keepCapture(context.captures, test, hasFailed ? calls : [], evidence)
  }
  const error = test.result?.errors?.slice(errorsBefore).at(-1)
  const wanted = hasFailed ? context.transcript !== 'never' : context.transcript === 'always'
  if (!wanted) return
  const closing = error && hasFailed ? unsaidJudgement(evidence, record.attempts, error.message) : undefined
  const transcript = renderTranscript(evidence, record.attempts, closing && { closing })
  if (transcript === undefined) return
  if (hasFailed && error) append(error, transcript)
  else console.log(transcript)
}

/** What became of the last request that went wrong, unless the error says it already: `expected 400 to be 200` does not. */
function unsaidJudgement({ calls }: TestEvidence, attempt: number, message: string): Judgement | undefined {
  const judgement = calls.findLast((call) => call.attempt === attempt && call.judgement !== undefined)?.judgement
  return judgement === undefined || message.includes(judgement.cause) ? undefined : judgement
}

/** Calls that belong to no test. */
export function reportOutside(file: TestFile, calls: readonly RecordedCall[], context: WorkerContext): void {
  const collector = new EvidenceCollector()
  collector.add(calls, 1)
  tellConfigured(file, collector.evidence, context)
  publish(file.meta, collector.evidence)
}

const told = new WeakSet<object>()

/** Once a file: a config may have many entries. */
function tellConfigured(file: object, evidence: TestEvidence, { configured }: WorkerContext): void {
  if (configured === undefined || told.has(file)) return
  told.add(file)
  evidence.configured = configured
}

function publish(meta: object, evidence: TestEvidence): void {
  Object.assign(meta, { mtls: evidence })
}

/** Reporters show the message or the stack, which begins with the message. */
function append(error: { message: string; stack?: string }, transcript: string): void {
  const message = `${error.message}\n\n${transcript}`
  if (error.stack?.includes(error.message)) error.stack = error.stack.replace(error.message, () => message)
  error.message = message
}
