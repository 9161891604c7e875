type Functions = Record<string, (...args: never[]) => unknown>

/** Puts functions in the place of those of a module of Node's, for `require` and `import` alike. Returns how to undo it. */
export function replaceBuiltins(module: object, replacements: Functions): () => void {
  const { syncBuiltinESMExports } = process.getBuiltinModule('node:module')
  const holder = module as Functions
  const originals = Object.fromEntries(Object.keys(replacements).map((name) => [name, holder[name]]))
  Object.assign(holder, replacements)
  syncBuiltinESMExports()
  return () => {
    // What somebody else has replaced since is theirs.
    for (const [name, replacement] of Object.entries(replacements))
      if (holder[name] === replacement) holder[name] = originals[name] as Functions[string]
    syncBuiltinESMExports()
  }
}
