/** A path as reports show it on every system. */
export function slashes(path: string): string {
  return path.replaceAll('\\', '/')
}
