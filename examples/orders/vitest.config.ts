import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'

// Shows every handshake; without the option, those of failed tests.
export default defineConfig({ plugins: [mtls({ transcript: 'always' })] })
