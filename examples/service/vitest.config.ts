import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'
import { makeCertificates } from './test/certificates.ts'

// Before the plugin looks for them.
await makeCertificates('certs')

export default defineConfig({
  plugins: [mtls({ clients: 'equip' })],
  test: {
    globalSetup: 'test/start-service.ts',
    reporters: ['default', ['vitest-mtls/reporter', { html: 'mtls-report.html', captures: 'captures' }]],
  },
})
