/** Way to a value: names of properties, indexes of lists. */
export type ValuePath = readonly (string | number)[]

/** A value as it is written into a config: plain data, properties in this order. */
export type WrittenValue =
  | string
  | number
  | boolean
  | readonly WrittenValue[]
  | { readonly [name: string]: WrittenValue }

/** The text of a config file, changed at one place, comments and style kept. Each method gives the new text. */
export interface ConfigDocument {
  /** Adds to the end of a list; a list that is missing is made. @throws NotEditable */
  append(list: ValuePath, value: WrittenValue): string
  /** Takes an item out of its list. @throws NotEditable */
  remove(item: ValuePath): string
  /** @throws NotEditable */
  set(property: ValuePath, value: WrittenValue): string
  /** Where a value begins, counted from 1; undefined when it is not written out. */
  lineOf(value: ValuePath): number | undefined
}
