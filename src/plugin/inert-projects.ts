/** Names, or places, of the inline projects of a root config that do not extend it: up to Vitest 4 its plugins are not theirs. */
export function inertProjects(test: unknown): string[] {
  const { projects } = (test ?? {}) as { projects?: unknown }
  if (!Array.isArray(projects)) return []
  return projects.flatMap((project: unknown, place) => {
    // Strings name folders and files with a config of their own.
    if (typeof project !== 'object' || project === null) return []
    const { extends: base, test: own, plugins } = project as InlineProject
    const hasPlugin = [plugins].flat(3).some((plugin) => (plugin as { name?: unknown } | null)?.name === 'vitest-mtls')
    if (base !== undefined || hasPlugin) return []
    const name = typeof own?.name === 'string' ? own.name : own?.name?.label
    return [name ?? `projects[${place}]`]
  })
}

interface InlineProject {
  extends?: unknown
  plugins?: unknown
  test?: { name?: string | { label: string } }
}
