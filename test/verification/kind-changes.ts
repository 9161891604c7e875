import { constructed, der, extension, primitive, sequence } from '../../fixtures/der.ts'
import type { Draft, Part } from './chain-draft.ts'

/** A leaf, two intermediates and a root that is trusted and not sent. */
export const [leaf, lower, upper, root] = [0, 1, 2, 3] as const
/** With the class and the place of each problem, `-`: of one that is not there. */
export type Kind = [kind: string, change: (parts: Part[], draft: Draft) => void, ...problems: string[]]

export const add =
  (place: number, identifier: string, value: Uint8Array, critical = false) =>
  (parts: Part[]) => {
    parts[place]!.more.push(extension(identifier, value, critical))
  }
export const serial = (place: number, hexadecimal: string) => (parts: Part[]) => {
  parts[place]!.serialNumber = der(0x02, Buffer.from(hexadecimal, 'hex'))
}
export const dns = (value: string | Buffer) => primitive(2, Buffer.from(value))
export const subtrees = (permitted: Buffer[], excluded: Buffer[] = []) =>
  sequence(
    ...(permitted.length > 0 ? [constructed(0, ...permitted.map((one) => sequence(one)))] : []),
    ...(excluded.length > 0 ? [constructed(1, ...excluded.map((one) => sequence(one)))] : []),
  )
export const constrains = (place: number, permitted: Buffer[], excluded: Buffer[] = [], critical = true) =>
  add(place, '2.5.29.30', subtrees(permitted, excluded), critical)
export const names =
  (...values: Buffer[]) =>
  (parts: Part[]) => {
    parts[leaf]!.subjectAltName = sequence(...values)
  }
export const usages =
  (place: number, ...purposes: string[]) =>
  (parts: Part[]) => {
    parts[place]!.extendedKeyUsage = purposes
  }
export const both =
  (...changes: ((parts: Part[], draft: Draft) => void)[]) =>
  (parts: Part[], draft: Draft) => {
    for (const change of changes) change(parts, draft)
  }
export const serverAuth = '1.3.6.1.5.5.7.3.1'
export const any = '2.5.29.37.0'
