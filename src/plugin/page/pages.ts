import type { TestProject } from 'vitest/node'
import type { ResolvedConfig } from '../../config/resolved-config.ts'
import { useSetupFile } from '../use-setup-file.ts'
import type { PageClient } from './page-client.ts'
import { type RelayedCall, type RelayedOutcome, relayCommand } from './relayed.ts'

/** Gives browser projects their `request`, which this process makes: no certificate and no key reaches a page. */
export class Pages {
  #load: (() => Promise<ResolvedConfig>) | undefined
  #client: Promise<PageClient> | undefined

  /** Options of Vitest's browser mode; it takes commands from nowhere else. */
  readonly commands = {
    [relayCommand]: async (_: unknown, call: RelayedCall): Promise<RelayedOutcome> => {
      this.#client ??= createClient(this.#load!)
      return (await this.#client).answer(call)
    },
  }

  /** `load` gives the configuration when a page first asks. */
  use(project: TestProject, load: () => Promise<ResolvedConfig>): void {
    const { version } = project.vitest
    this.#load ??= load
    useSetupFile(project, Number.parseInt(version, 10) < 4 ? 'page-setup-vitest-3.js' : 'page-setup.js')
  }

  async close(): Promise<void> {
    const client = await this.#client
    this.#client = undefined
    this.#load = undefined
    await client?.destroy()
  }
}

/** Imported when a page asks: most runs have none. */
async function createClient(load: () => Promise<ResolvedConfig>): Promise<PageClient> {
  const { createPageClient } = await import('./page-client.ts')
  return createPageClient(load)
}
