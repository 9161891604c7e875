import type { TestProject } from 'vitest/node'
import type { ResolvedConfig } from '../../config/resolved-config.ts'
import { createClientFrom, type MtlsClient } from '../../request/client.ts'
import { useSetupFile } from '../use-setup-file.ts'
import { answerPage } from './answer-page.ts'
import { type RelayedCall, type RelayedOutcome, relayCommand } from './relayed.ts'

/** Gives browser projects their `request`, which this process makes: no certificate and no key reaches a page. */
export class Pages {
  #client: MtlsClient | undefined

  /** Options of Vitest's browser mode; it takes commands from nowhere else. */
  readonly commands = {
    [relayCommand]: (_: unknown, call: RelayedCall): Promise<RelayedOutcome> => answerPage(this.#client!, call),
  }

  /** `load` gives the configuration when a page first asks. */
  use(project: TestProject, load: () => Promise<ResolvedConfig>): void {
    const { version } = project.vitest
    this.#client ??= createClientFrom(load)
    useSetupFile(project, Number.parseInt(version, 10) < 4 ? 'page-setup-vitest-3.js' : 'page-setup.js')
  }

  async close(): Promise<void> {
    await this.#client?.destroy()
    this.#client = undefined
  }
}
