import { looksRandom } from './random-text.ts'

/** Words of the forms in which keys and certificates are written; a path in capitals may hold one by chance. */
const markers = /BEGIN|PRIVATE ?KEY|CERTIFICATE|PKCS|MII[A-Za-z0-9+/]|[-\u2010-\u2015]\s*(?:begin|end)\s|private key-/

/** Whether a text may hold a key or a part of one, so that no message may quote it. */
export function holdsSecret(text: string): boolean {
  return [text, text.replaceAll(gap, '')].some(
    (one) =>
      markers.test(one) || octets.test(one) || hexadecimalPairs.test(one) || (one.match(run) ?? []).some(looksRandom),
  )
}

/** What wraps lines and cuts long words. */
const gap = /[\s\u200b\u2060\ufeff]+/g

/**
 * Whether a text that stands where a host may stand is rather a key or a part of one. Names of hosts are written in small letters, and those of
 * machines that were made on the spot hold random ones.
 */
export function isSecretHost(text: string): boolean {
  return holdsSecret(text) && (/[^a-z0-9.*:_[\]-]/.test(text) || /[0-9a-f]{24}/.test(text))
}

/** A text with what may be a key, or a part of one, left out: for messages that other programs worded, and for paths. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/(?:[-\u2010-\u2015]+\s*)?BEGIN [\s\S]*/, '…')
    .replace(new RegExp(hexadecimalPairs, 'g'), '…')
    .replace(new RegExp(octets, 'g'), '…')
    .replace(run, (part) => (/MII[A-Za-z0-9+/]/.test(part) || looksRandom(part) ? '…' : part))
    .replace(cutRun, (part) => (looksRandom(part.replaceAll(gap, '')) ? '…' : part))
}

/** Characters of base64, its form for URLs and hexadecimal; the slash is one of them. */
const run = /[A-Za-z0-9+/=_-]{16,}/g

/** The same, in groups. */
const cutRun = /(?:[A-Za-z0-9+/=_-]{3,15}[\s\u200b\u2060\ufeff]+){3,}[A-Za-z0-9+/=_-]+/g

/** `30 82 04 bd`, `30:82:04:bd`, `<Buffer 30 82`. */
const hexadecimalPairs = /\b(?:[0-9A-Fa-f]{2}[ :]){5,}[0-9A-Fa-f]{2}\b/

/** `48, 129, 135`, `\60\201\207`: more of them than a version or an address has. */
const octets = /(?:(?:0x[0-9A-Fa-f]{1,2}|\d{1,3})[,;\s]+){15,}\d*|(?:\\x?[0-9A-Fa-f]{1,3}){8,}/
