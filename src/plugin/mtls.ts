import { fileURLToPath } from 'node:url'
import type { ViteDevServer } from 'vite'
import type { Plugin } from 'vitest/config'
import type { TestProject, Vitest } from 'vitest/node'
import { checkGivenOptions } from '../config/check-given-options.ts'
import { configuredEntries } from './configured-entries.ts'
import { createPageContext, createWorkerContext } from './create-worker-context.ts'
import { importedFiles } from './imported-files.ts'
import { inertProjects } from './inert-projects.ts'
import { LoadedConfigs } from './loaded-configs.ts'
import { Pages } from './page/pages.ts'
import { pluginOptionsShape } from './plugin-option-table.ts'
import type { MtlsPluginOptions } from './plugin-options.ts'
import { useReporter } from './use-reporter.ts'
import { useSetupFile } from './use-setup-file.ts'
import { contextName } from './worker-context.ts'

/**
 * The Vitest plugin: finds and checks the mTLS configuration before the first test, and gives every test file the global
 * `request` and the matchers.
 * @throws ConfigError for options that do not exist, and for values that do not fit.
 */
export function mtls(options: MtlsPluginOptions = {}): Plugin {
  checkGivenOptions(options, { owner: 'options of the plugin', shape: pluginOptionsShape })
  const configs = new LoadedConfigs(options)
  const pages = new Pages()
  let watch: (files: readonly string[]) => void = () => {}
  return {
    name: 'vitest-mtls',
    config: ({ test }) => (test?.browser ? { test: { browser: { commands: pages.commands } } } : undefined),
    async configResolved({ test, server }) {
      // A page loads its setup file by HTTP, and the package may lie above the root.
      server.fs.allow.push(fileURLToPath(new URL('.', import.meta.url)))
      const inert = inertProjects(test)
      if (inert.length === 0 || Number.parseInt((await import('vitest/node')).version, 10) >= 5) return
      const names = inert.join(', ')
      warn(
        `the plugin of the root config does not reach the project ${names}: give it \`extends: true\`, or list the plugin there`,
      )
    },
    configureServer(server: ViteDevServer) {
      watch = (files) => server.watcher.add([...files])
    },
    async configureVitest({ vitest, project }: { vitest: Vitest; project: TestProject }) {
      const { captures } = useReporter(vitest)
      // Whoever joins the reports of other machines needs neither their keys nor their environment.
      if (vitest.config.mergeReports) return
      const importModule = (file: string) => project.import(file)
      const config = await configs.load(vitest.config.root, importModule)
      if (project.config.browser.enabled) {
        pages.use(project, () => configs.load(vitest.config.root, importModule))
        project.provide(contextName, createPageContext(options, vitest.config))
        vitest.onClose(() => pages.close())
      } else {
        useSetupFile(project, 'setup.mts')
        const configured = configuredEntries(config)
        project.provide(contextName, {
          ...createWorkerContext(options, vitest.config, config.file),
          ...(captures === undefined ? {} : { captures }),
          ...(configured === undefined ? {} : { configured }),
          ...(config.search === undefined ? {} : { search: config.search }),
        })
      }
      const rerunOn = (files: readonly string[]) => {
        const all = files.flatMap((file) => importedFiles(project, file))
        const { forceRerunTriggers } = vitest.config
        forceRerunTriggers.push(...all.filter((file) => !forceRerunTriggers.includes(file)))
        watch(all)
      }
      rerunOn(config.files)
      vitest.onTestsRerun(async () => {
        configs.forget()
        // What is wrong now makes the tests fail that need it; the watcher goes on.
        const changed = await configs
          .load(vitest.config.root, importModule)
          .catch((error: Error) => warn(error.message))
        rerunOn(changed?.files ?? [])
      })
    },
  }
}

function warn(message: string): void {
  process.stderr.write(`vitest-mtls: ${message}\n`)
}
