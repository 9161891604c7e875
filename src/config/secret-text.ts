import { looksRandom, randomStretches } from './random-text.ts'

/** Words of the forms in which keys and certificates are written; a path in capitals may hold one by chance. */
const markers = /BEGIN|PRIVATE ?KEY|CERTIFICATE|PKCS|MII[A-Za-z0-9+/]|[-\u2010-\u2015]\s*(?:begin|end)\s|private key-/

/** Whether a text may hold a key or a part of one, so that no message may quote it. */
export function holdsSecret(text: string): boolean {
  if (text.length > longest) return true
  const plain = text.normalize('NFKC').replaceAll(invisible, '')
  return [plain, plain.replaceAll(gap, '')].some(
    (one) =>
      markers.test(one) || spelt.some((form) => one.search(form) >= 0) || hasHexadecimal(one) || looksRandom(one),
  )
}

/** Nobody quotes or reads more in a message, and no path is longer. */
const longest = 4096

/** Marks that join or cut words without a trace, and those that stand above letters. */
const invisible = /[\p{Cf}\p{M}]+/gu

/** What wraps lines and cuts long words. */
const gap = /[\s\u200b\u2060\ufeff]+/g

/**
 * Whether a text that stands where a host may stand is rather a key or a part of one. Names of hosts are written in small letters, and those of
 * machines that were made on the spot hold random ones.
 */
export function isSecretHost(text: string): boolean {
  return holdsSecret(text) && (/[^a-z0-9.*:_[\]-]/.test(text) || secretLabel.test(text))
}

/** Hexadecimal, or longer than names of machines are; a label of Tor's is a public key. */
const secretLabel = /[0-9a-f]{24}|[^.-]{40}(?!\.onion\b|[^.]*\.onion\b)|[^.]{64}/

/** A text with what may be a key, or a part of one, left out: for messages that other programs worded, and for paths. */
export function withoutSecrets(whole: string): string {
  const text = whole.length > longest ? `${whole.slice(0, longest)}…` : whole
  return spelt
    .reduce((rest, form) => rest.replace(form, '…'), text.replace(/(?:[-\u2010-\u2015]+\s*)?BEGIN [\s\S]*/, '…'))
    .replace(hexadecimalGroups, (part) => (hasHexadecimal(part) ? '…' : part))
    .replace(run, (part) => (/MII[A-Za-z0-9+/]/.test(part) ? '…' : part))
    .replace(/[\uff01-\uff5e]+/g, (part) => (looksRandom(part.normalize('NFKC')) ? '…' : part))
    .replace(cutRun, (part) => (looksRandom(part.replaceAll(gap, '')) ? '…' : part))
    .replace(/\S+(?: \S+)*/g, withoutStretches)
}

/** What lies between two random stretches goes with them, unless it has white space. */
function withoutStretches(text: string): string {
  const stretches = randomStretches(text).toSorted(([one], [other]) => one - other)
  let [shown, from] = ['', 0]
  for (const [start, end] of stretches) {
    const between = text.slice(from, start)
    if (from === 0 || /\s/.test(between)) shown += `${between}…`
    from = Math.max(from, end)
  }
  return shown + text.slice(from)
}

/** Characters of base64, its form for URLs and hexadecimal; the slash is one of them. */
const run = /[A-Za-z0-9+/=_-]{16,}/g

/** The same, in groups. */
const cutRun = /(?:[A-Za-z0-9+/=_-]{3,15}[\s\u200b\u2060\ufeff]+){3,}[A-Za-z0-9+/=_-]+/g

/** Bytes or characters, spelt one by one: more of them than a version, an address or a name in other letters has. */
const spelt: readonly RegExp[] = [
  // `30 82 04 bd`, `30:82:04:bd`, `<Buffer 30 82`.
  /\b(?:[0-9A-Fa-f]{2}[ :]){5,}[0-9A-Fa-f]{2}\b/g,
  // `48, 129, 135`, `-48.127`, `0x30, 0x82`, `(byte)0x30`.
  /(?:(?:\(byte\))?(?:0x[0-9A-Fa-f]{1,2}|\d{1,3})(?:[^0-9A-Za-z.][^0-9A-Za-z]*)){10,}\d*|(?:\d{1,3}\.){15,}\d*/g,
  // `\60\201\207`, `\x30\x82`, `\u0030\u0082`.
  /(?:\\[xu]?[0-9A-Fa-f]{1,4}){8,}/g,
  // `%30%82`, `=30=82`, `&#48;&#130;`.
  /(?:[%=][0-9A-Fa-f]{2}){10,}/g,
  /(?:&#x?[0-9A-Fa-f]{2,4};){8,}/g,
  // `M.I.G.H`, `MI GH Ag`.
  /(?:[A-Za-z0-9+/=]{1,2}[^A-Za-z0-9+/=]{1,4}){12,}/g,
]

/** `3082-04bd`, `308204bd 02010030`. */
const hexadecimalGroups = /[0-9A-Fa-f]{2,16}(?:[ :.,_|/-][0-9A-Fa-f]{2,16})+/g

/** Longer than an address of IPv6 and a UUID. */
function hasHexadecimal(text: string): boolean {
  return (text.match(hexadecimalGroups) ?? []).some(
    (part) => /\d/.test(part) && /[A-Fa-f]/.test(part) && part.replaceAll(/[^0-9A-Fa-f]/g, '').length >= 40,
  )
}
