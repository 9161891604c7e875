import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { identityOf } from '../../src/verification/server-identity.ts'
import { makeChain, soundDraft } from './chain-draft.ts'

const loaded = () => (process as unknown as { moduleLoadList: string[] }).moduleLoadList

test('a certificate can be looked at before anything in the process has used TLS', () => {
  const { chain } = makeChain(soundDraft(0))
  expect(loaded()).not.toContain('NativeModule tls')
  identityOf(new X509Certificate(chain[0]!))
  expect(process.getBuiltinModule('node:tls').createSecureContext).toBeTypeOf('function')
})
