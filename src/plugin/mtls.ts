import { fileURLToPath } from 'node:url'
import type { ViteDevServer } from 'vite'
import type { Plugin } from 'vitest/config'
import type { TestProject, Vitest } from 'vitest/node'
import { importedFiles } from './imported-files.ts'
import { inertProjects } from './inert-projects.ts'
import { LoadedConfigs } from './loaded-configs.ts'
import type { MtlsPluginOptions } from './plugin-options.ts'
import { sealOptions } from './sealed-options.ts'
import { useReporter } from './use-reporter.ts'
import { contextName, type WorkerContext } from './worker-context.ts'

const setupFile = fileURLToPath(new URL('./setup.mts', import.meta.url))

/**
 * The Vitest plugin: finds and checks the mTLS configuration before the first test, and gives every test file the global
 * `request` and the matchers.
 */
export function mtls(options: MtlsPluginOptions = {}): Plugin {
  const configs = new LoadedConfigs(options)
  let watch: (files: readonly string[]) => void = () => {}
  return {
    name: 'vitest-mtls',
    async configResolved({ test }: { test?: unknown }) {
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
      // A page must not get at the config; nothing is set up there.
      if (project.config.browser.enabled) return
      const { captures } = useReporter(vitest)
      // Whoever joins the reports of other machines needs neither their keys nor their environment.
      if (vitest.config.mergeReports) return
      const importModule = (file: string) => project.import(file)
      const config = await configs.load(vitest.config.root, importModule)
      useSetupFile(project)
      project.provide(contextName, {
        ...workerContext(options, vitest.config, config.file),
        ...(captures === undefined ? {} : { captures }),
      })
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

function useSetupFile(project: TestProject): void {
  const { setupFiles } = project.config
  if (!setupFiles.includes(setupFile)) setupFiles.unshift(setupFile)
}

function workerContext(
  options: MtlsPluginOptions,
  { root, silent }: Vitest['config'],
  file: string | undefined,
): WorkerContext {
  const { config, profile, globals = true, globalFetch = false, transcript = 'on-failure' } = options
  return {
    root,
    globals,
    globalFetch,
    transcript: silent === true ? 'never' : transcript,
    ...(file === undefined ? {} : { file }),
    ...(typeof config === 'object' ? { sealed: sealOptions(config) } : {}),
    ...(profile === undefined ? {} : { profile }),
  }
}
