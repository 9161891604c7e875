import type { CommonOptions } from '../program.ts'
import type { Result } from '../result.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
export async function matrix(
  _terminal: Terminal,
  _options: CommonOptions & { like: string },
  _url: string,
): Promise<Result> {
  throw new UsageError('matrix')
}
