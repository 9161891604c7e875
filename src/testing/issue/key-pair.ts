import { createPrivateKey, generateKeyPair, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { quoted } from '../quoted.ts'
import { rememberPublicKeyInfo } from './key-identifier.ts'

/** Kinds of keys, as `Certificate.publicKey` prints them. RSA takes a tenth of a second and more, the others about a millisecond. */
export type KeyType = 'EC P-256' | 'EC P-384' | 'EC P-521' | `RSA ${number}` | `RSA-PSS ${number}` | 'Ed25519' | 'Ed448'

interface MadeKey {
  publicKey: Buffer
  privateKey: KeyObject
}

const generate = promisify(generateKeyPair) as unknown as (type: string, options: object) => Promise<MadeKey>
const generateAtOnce = generateKeyPairSync as unknown as (type: string, options: object) => MadeKey

/** A new private key. Throws a TypeError for a kind that does not exist. */
export async function createKey(type: KeyType = 'EC P-256'): Promise<KeyObject> {
  return make(...parametersOf(type)).catch((cause: Error) => {
    throw new TypeError(`"keyType": this Node makes no key of "${type}": ${cause.message}.`, { cause })
  })
}

/** One of the same kind, size and curve, also where `createKey` has no name for these. */
export function createKeyLike({ asymmetricKeyType: type, asymmetricKeyDetails = {} }: KeyObject): Promise<KeyObject> {
  const { namedCurve, modulusLength } = asymmetricKeyDetails
  return make(type!, { ...(namedCurve && { namedCurve }), ...(modulusLength && { modulusLength }) })
}

async function make(kind: string, parameters: object): Promise<KeyObject> {
  // its public side encoded while it is at hand: to derive it again costs more
  const options = { ...parameters, publicKeyEncoding: { type: 'spki', format: 'der' } }
  // but for RSA, handing the work to another thread costs more than the work
  const { publicKey, privateKey } = kind.startsWith('rsa')
    ? await generate(kind, options)
    : generateAtOnce(kind, options)
  rememberPublicKeyInfo(privateKey, publicKey)
  return privateKey
}

function parametersOf(type: KeyType): [type: string, options: object] {
  const [, kind, size] = /^(RSA|RSA-PSS) (\d+)$/.exec(type) ?? []
  if (kind !== undefined) return [kind.toLowerCase(), { modulusLength: Number(size) }]
  const curve = /^EC (P-(?:256|384|521))$/.exec(type)?.[1]
  if (curve !== undefined) return ['ec', { namedCurve: curve }]
  if (type === 'Ed25519' || type === 'Ed448') return [type.toLowerCase(), {}]
  throw new TypeError(
    `"keyType": there is no key type ${quoted(type)}; write 'EC P-256', 'EC P-384', 'EC P-521', 'RSA 2048', 'RSA-PSS 2048', 'Ed25519' or 'Ed448'.`,
  )
}

/** A key of the user's: PEM, or an object of node:crypto. @throws TypeError for what cannot be read */
export function importKey(key: string | KeyObject): KeyObject {
  if (typeof key !== 'string') return key
  try {
    return createPrivateKey(key)
  } catch (cause) {
    throw new TypeError('"key" holds no private key that can be read without a passphrase.', { cause })
  }
}

/** PKCS#8, PEM. */
export function pkcs8(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string
}
