import { defineConfig } from 'vitest-mtls/config'

export default defineConfig({
  ca: ['certs/ca.pem'],
  clientCertificates: [
    // Tests name this one: nothing is sent to its host.
    { name: 'stranger', host: 'stranger.invalid', cert: 'certs/stranger.crt', key: 'certs/stranger.key' },
    { name: 'customer', host: 'localhost', port: '*', cert: 'certs/customer.crt', key: 'certs/customer.key' },
  ],
})
