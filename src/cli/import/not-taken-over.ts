import type { ImportNote } from './imported.ts'
import { allNamed, isTrue, type Written } from './written.ts'

/** What stands beside the certificates in a config of another tool. */
interface Beside {
  /** Properties that hold the entries: what is computed in their place. */
  entries: string
  /** Properties that are true where a server is not verified. */
  unverified?: string
  /** Properties that have a counterpart, by its name. */
  counterparts?: Readonly<Record<string, string>>
}

/** What a config says about TLS that an import leaves out, each with its line. */
export function notTakenOver(value: Written, { entries, unverified, counterparts = {} }: Beside): ImportNote[] {
  const computed = allNamed(value, entries).filter(({ kind }) => kind !== 'list')
  const loose = unverified === undefined ? [] : allNamed(value, unverified).filter(isTrue)
  return [
    ...computed.map(({ line }) => ({ line, text: `${entries} is computed: write its entries by hand` })),
    ...loose.map(({ line }) => ({ line, text: `${unverified} would be \`verify: false\`; it was not taken over` })),
    ...Object.entries(counterparts).flatMap(([name, ours]) =>
      allNamed(value, name).map(({ line }) => ({ line, text: `${name} would be ${ours}; it was not taken over` })),
    ),
  ]
}
