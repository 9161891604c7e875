/**
 * `node undocumented.mjs PROJECT`, copied beside a TypeScript: prints each option in the packed types, however deep, that
 * has no documentation for an editor to show, and last how many options there are.
 */
import ts from 'typescript'

const project = process.argv[2]
const file = `${project}/options.ts`
const program = ts.createProgram([file], { module: ts.ModuleKind.NodeNext, strict: true, skipLibCheck: true })
const checker = program.getTypeChecker()
const seen = new Set()
const undocumented = new Set()
let count = 0

checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file))).forEach((exported) => {
  walk(checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(exported)), exported.name)
})
console.log([...undocumented, `${count} options`].join('\n'))

/** Every property of ours of a type, of what it is a union or an array of, and of the types of its properties. */
function walk(type, path) {
  if (seen.has(type)) return
  seen.add(type)
  if (type.isUnionOrIntersection()) for (const part of type.types) walk(part, path)
  for (const part of checker.getTypeArguments(type) ?? []) walk(part, path)
  // What a class has is no option.
  if ((type.flags & ts.TypeFlags.Object) === 0 || type.isClass()) return
  for (const property of type.getProperties()) {
    const isOurs = property.declarations?.some((each) => each.getSourceFile().fileName.includes('/vitest-mtls/dist/'))
    if (!isOurs || property.flags & ts.SymbolFlags.Method) continue
    count++
    if (property.getDocumentationComment(checker).length === 0) undocumented.add(`${path}.${property.name}`)
    walk(checker.getTypeOfSymbol(property), `${path}.${property.name}`)
  }
}
