import type { TestProject } from 'vitest/node'

/** The file and what it imports, as far as Vite has loaded it for the project: absolute paths, without installed packages. */
export function importedFiles({ vite }: TestProject, file: string): string[] {
  const found = new Set<string>()
  const graphs = Object.values(vite.environments).map(({ moduleGraph }) => moduleGraph)
  const follow = (path: string) => {
    if (found.has(path) || path.includes('/node_modules/')) return
    found.add(path)
    const modules = graphs.flatMap((graph) => [...(graph.getModulesByFile(path) ?? [])])
    for (const module of modules)
      for (const imported of module.importedModules) if (imported.file) follow(imported.file)
  }
  follow(file)
  return [...found]
}
