import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import type { RunFailure } from '../report/run-report.ts'
import { slashes } from './slashes.ts'

/** What Vitest keeps of an error, as far as it is used here. */
interface KeptError {
  name?: string
  message: string
  stack?: string
}

/** The errors of a test as a report shows them. `root`: the Vitest root. */
export function runFailures(errors: readonly KeptError[], root: string): RunFailure[] {
  return errors.map(({ name = 'Error', message, stack = '' }) => {
    const place = placeIn(stack, root)
    // The report has the ladders itself.
    const [own = ''] = stripVTControlCharacters(message).split('\n\nmTLS transcript')
    return { name, message: own, ...(place && { place: place.text, ...frameAt(place) }) }
  })
}

interface Place {
  file: string
  line: number
  text: string
}

/** The first frame that is the project's own. */
function placeIn(stack: string, root: string): Place | undefined {
  for (const [, path = '', line = '', column = ''] of stack.matchAll(
    /^ +at .*?\(?((?:file:\/\/)?\/?[^\s()]+):(\d+):(\d+)\)?$/gm,
  )) {
    const file = path.startsWith('file://') ? fileURLToPath(path) : path
    if (file.includes('node_modules') || file.startsWith('node:') || !existsSync(file)) continue
    return { file, line: Number(line), text: `${slashes(relative(root, file))}:${line}:${column}` }
  }
  return undefined
}

const around = 2

function frameAt({ file, line }: Place): Pick<RunFailure, 'frame'> {
  const lines = readFileSync(file, 'utf8').split('\n')
  const first = Math.max(1, line - around)
  const shown = lines.slice(first - 1, line + around).map((text, index) => {
    const number = first + index
    return `${number === line ? '>' : ' '} ${String(number).padStart(4)} | ${text}`
  })
  return { frame: shown.join('\n') }
}
