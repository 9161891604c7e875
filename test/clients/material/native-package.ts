/**
 * A CommonJS package, by Node's own `require` where tests run in a context of their own: Vitest's vm pools load what axios and superagent
 * require as modules of the wrong kind, with this package or without.
 */
export function nativePackage<Package>(name: string, byImport: () => Promise<Package>): Promise<Package> {
  const isNativeRealm = process.getBuiltinModule.constructor === Function
  if (isNativeRealm) return byImport()
  const loaded = process.getBuiltinModule('node:module').createRequire(import.meta.url)(name) as object
  return Promise.resolve({ default: loaded, ...loaded } as Package)
}
