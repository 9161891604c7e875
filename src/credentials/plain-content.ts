import { isDer, isJavaKeystore } from './file-kind.ts'
import { jsonOf } from './json-text.ts'
import { textOf } from './pem.ts'
import { withPlainBoundaries } from './pem-boundary.ts'
import { unescaped } from './unescaped.ts'

/** More wrappings than base64 of base64 in quotes are no accident. */
const mostLayers = 5

/**
 * PEM, DER or JSON out of what variables and tools make of it: quotes and escapes taken off, line ends that are written out put in, base64 and
 * hexadecimal decoded, also twice. Anything else stays as it is.
 */
export function plainContent(bytes: Uint8Array): Uint8Array {
  let content = bytes
  for (let layer = 0; layer < mostLayers; layer++) {
    if (isDer(content) || isJavaKeystore(content)) return content
    const written = textOf(content)
    if (jsonOf(written)) return Buffer.from(written)
    const text = withPlainBoundaries(unescaped(written))
    if (text.includes('-----BEGIN')) return Buffer.from(text)
    const decoded = decode(text)
    if (decoded === undefined) break
    content = decoded
  }
  return bytes
}

/** What base64 or hexadecimal stands for; a body whose BEGIN line is missing may still have its END line. */
function decode(text: string): Uint8Array | undefined {
  const compact = text
    .replace(/-----END [A-Z0-9 ]+-----\s*$/, '')
    .replace(/^data:[^,]*,/, '')
    .replaceAll(/[\s\u200B]+/g, '')
  if (compact.length < 16) return undefined
  const hexadecimal = compact.replaceAll(/^0x|:/g, '')
  if (/^(?:30|2d2d|4d49)(?:[0-9a-f]{2})+$/i.test(hexadecimal)) return Buffer.from(hexadecimal, 'hex')
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(compact) ? Buffer.from(compact, 'base64') : undefined
}
