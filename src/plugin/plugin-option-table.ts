import type { Shape, TableOf } from '../config/shape.ts'
import type { MtlsPluginOptions } from './plugin-options.ts'

const pluginOptions: TableOf<MtlsPluginOptions> = {
  config: {
    shape: {
      kind: 'text or object',
      text: { kind: 'text' },
      // Checked with the config's own table when it is loaded.
      object: { kind: 'any' },
      words: "a config file's path, or the configuration itself",
    },
    description: 'Path of the config file, relative to the Vitest root, or the configuration itself.',
  },
  profile: { shape: { kind: 'text' }, description: "Which of the config's `profiles` applies." },
  globals: { shape: { kind: 'boolean' }, description: 'Make `request` a global.' },
  clients: {
    shape: { kind: 'text', choices: ['record', 'equip'], orFalse: true },
    description: 'Record every TLS client of the test process, or record and equip it.',
  },
  transcript: {
    shape: { kind: 'text', choices: ['on-failure', 'always', 'never'] },
    description: "When a test's transcript is printed.",
  },
}

/** What `mtls()` takes. */
export const pluginOptionsShape: Shape & { kind: 'object' } = { kind: 'object', options: pluginOptions }
