/** `true`, also as the text that an environment variable gives. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}

/** `enabled: false`, also as text. */
export function isOff(enabled: unknown): boolean {
  return enabled === false || enabled === 'false'
}
