/** What is wrong with a passphrase that opens nothing, where a small change makes it open, proven by the change, or where it stands for another. */
export function passphraseHint(passphrase: string, opens: (passphrase: string) => boolean): string | undefined {
  if (/^(?:\$[A-Z_][A-Z\d_]*|%[A-Z_][A-Z\d_]*%|\{\{\s*[\w.]+\s*\}\})$/i.test(passphrase))
    return 'What is written there looks like the name of a variable, and is taken as it stands: an environment variable is written ${NAME}.'
  return changes.find(([change]) => {
    const changed = change(passphrase)
    return changed !== passphrase && opens(changed)
  })?.[1]
}

/** A passphrase may really end in white space or have quotes, so that none of this is done unasked. */
const changes: readonly (readonly [change: (text: string) => string, remedy: string])[] = [
  [
    (text) => text.replace(/[\r\n]+$/, ''),
    "It opens without the line end at the end of `passphrase`: take it off, for instance with `printf '%s'` in the place of `echo`.",
  ],
  [(text) => text.trimEnd(), 'It opens without the white space at the end of `passphrase`: take it off.'],
  [(text) => text.trim(), 'It opens without the white space around `passphrase`: take it off.'],
  [
    (text) => text.trim().replaceAll(/^(["'`])(.*)\1$/gs, '$2'),
    'It opens without the quotes around `passphrase`: they belong to the file that it comes from, not to it.',
  ],
  [
    (text) => text.replaceAll(/\\(.)/g, '$1'),
    'It opens without the backslashes in `passphrase`: they belong to the file that it comes from, not to it.',
  ],
  [
    (text) => text.replaceAll('$$', '$'),
    'It opens with one $ in the place of two in `passphrase`: the doubling belongs to the file that it comes from.',
  ],
  [(text) => decoded(text), 'It opens once `passphrase` is decoded: it is given percent-encoded.'],
]

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
