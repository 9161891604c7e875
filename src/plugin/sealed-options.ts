import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { deserialize, serialize } from 'node:v8'
import type { MtlsOptions } from '../config/options.ts'

/** Workers inherit the environment; what Vitest serialises does not hold it. */
const KEY = 'VITEST_MTLS_RUN_KEY'

/** An inline config for the workers of this run, readable by them only. */
export function sealOptions(options: MtlsOptions): string {
  process.env[KEY] ??= randomBytes(32).toString('base64')
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', runKey(), nonce)
  const sealed = Buffer.concat([cipher.update(serialize(options)), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
}

/** Throws when the run's key is missing from the environment or another one. */
export function unsealOptions(text: string): MtlsOptions {
  const bytes = Buffer.from(text, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', runKey(), bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return deserialize(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]))
}

function runKey(): Buffer {
  const key = process.env[KEY]
  if (key === undefined)
    throw new Error(`The worker has no ${KEY} in its environment: the inline mtls config cannot be read`)
  return Buffer.from(key, 'base64')
}
