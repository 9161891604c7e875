import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'

export default defineConfig({ plugins: [mtls()] })
