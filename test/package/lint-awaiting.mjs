/**
 * `node lint-awaiting.mjs PROJECT`, copied beside a typescript-eslint: prints `LINE: RULE` for what `recommendedTypeChecked`
 * says about PROJECT/awaiting.ts; where an editor says as well that `await` does nothing (80007), that is one line.
 */
import { ESLint } from 'eslint'
import ts from 'typescript'
import tseslint from 'typescript-eslint'

const project = process.argv[2]
const file = `${project}/awaiting.ts`

const eslint = new ESLint({
  cwd: project,
  overrideConfigFile: true,
  overrideConfig: [
    ...tseslint.configs.recommendedTypeChecked,
    { languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: project } } },
  ],
})
const [{ messages }] = await eslint.lintFiles([file])
const said = messages.map(({ line, ruleId, message }) => `${line}: ${ruleId?.split('/')[1] ?? message}`)

const needless = said.filter((each) => each.endsWith(': await-thenable'))
const inEditor = hints().map((line) => `${line}: await-thenable`)
const differing = [...needless, ...inEditor].filter((each) => !needless.includes(each) || !inEditor.includes(each))
console.log([...said, ...differing.map((each) => `${each} not said by both`)].join('\n'))

function hints() {
  const { config } = ts.readConfigFile(`${project}/tsconfig.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, project)
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const text = ts.sys.readFile(name)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => project,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  })
  return service
    .getSuggestionDiagnostics(file)
    .filter(({ code }) => code === 80007)
    .map((each) => each.file.getLineAndCharacterOfPosition(each.start).line + 1)
}
