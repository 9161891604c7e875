/** The setup file of the plugin: Vitest's module runner executes it, and its `import` loads a config in TypeScript. */
import * as vitest from 'vitest'
// Built as it stands (see tsup.config.ts): the extension is that of the built neighbour.
import { setUp } from './set-up.js'

const ready = setUp(vitest, (file) => import(/* @vite-ignore */ file))
if (ready !== undefined) await ready
