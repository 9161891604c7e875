/** A value as it is written in a JSON, YAML, JavaScript or TypeScript file, with its line; nothing is executed. */
export type Written = { line: number } & (
  | { kind: 'scalar'; value: string | number | boolean | null }
  /** A path that the file reads, as by `open(…)` or `readFileSync(…)`. */
  | { kind: 'file'; path: string }
  | { kind: 'list'; items: Written[] }
  | { kind: 'object'; properties: Map<string, Written> }
  | { kind: 'computed' }
)

export function property(value: Written | undefined, name: string): Written | undefined {
  return value?.kind === 'object' ? value.properties.get(name) : undefined
}

export function itemsOf(value: Written | undefined): readonly Written[] {
  return value?.kind === 'list' ? value.items : []
}

/** A string that is not empty; undefined for everything else. */
export function textOf(value: Written | undefined): string | undefined {
  if (value?.kind === 'file') return value.path
  return value?.kind === 'scalar' && typeof value.value === 'string' && value.value !== '' ? value.value : undefined
}

export function isTrue(value: Written | undefined): boolean {
  return value?.kind === 'scalar' && value.value === true
}

/** Every list under a property of that name, anywhere inside; one that two variables lead to is there once. */
export function listsNamed(value: Written, name: string): Written[] {
  const lists = allNamed(value, name).filter((item) => item.kind === 'list')
  return lists.filter((list, place) => lists.findIndex(({ items }) => items[0] === list.items[0]) === place)
}

/** Every value under a property of that name, anywhere inside. */
export function allNamed(value: Written, name: string): Written[] {
  if (value.kind === 'list') return value.items.flatMap((item) => allNamed(item, name))
  if (value.kind !== 'object') return []
  return [...value.properties].flatMap(([key, item]) => [...(key === name ? [item] : []), ...allNamed(item, name)])
}
