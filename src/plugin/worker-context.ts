import type { FruitlessSearch } from '../config/missed-configs.ts'
import type { ConfiguredEntries } from '../report/configured-entries.ts'
import type { ClientsMode, TranscriptMoment } from './plugin-options.ts'

/** What the main process tells the test workers: references, and nothing that can be read without the run's key. */
export interface WorkerContext {
  /** Vitest root: where the search for a config begins. */
  root: string
  /** Absolute path of the config file that was found. */
  file?: string
  /** The inline config, sealed: it may hold passphrases and keys. */
  sealed?: string
  profile?: string
  /** No config was found. */
  search?: FruitlessSearch
  globals: boolean
  clients: ClientsMode
  transcript: TranscriptMoment
  /** Absolute path of the folder for capture files; absent: none are written. */
  captures?: string
  /** The entries of the config that the run should use; absent: nobody wants to know. */
  configured?: ConfiguredEntries
}

/** Name under which Vitest hands it over (`provide` and `inject`). */
export const contextName = 'vitest-mtls'

declare module 'vitest' {
  interface ProvidedContext {
    'vitest-mtls': WorkerContext
  }
}
