import { expect, test } from 'vitest'
import { diagnose } from '../../src/diagnosis/diagnose.ts'
import { evidence, handshake } from './evidence-builder.ts'

test('a certificate that was offered and never asked for is the server’s setting', () => {
  expect(diagnose(evidence(handshake({ configured: 'orders' }), { status: 200 }))).toEqual({
    situation: 'client-certificate-not-requested',
    party: 'server',
    cause:
      'The server at api.internal:8443 never asked for a client certificate, so the client certificate CN=orders,O=Example from certs/orders.crt was not sent.',
    remedy: expect.stringContaining('Let the server ask for client certificates on this host and port'),
  })
})
