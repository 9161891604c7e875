import { existsSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { OrdersLab } from '../../fixtures/orders-lab.ts'
import { normalised } from './normalised.ts'

/** Runs Vitest to its end; what both streams said. */
type Run = (args: string[]) => Promise<{ code: number | null; output: string }>

/** What every reporter says of the forms suite, ports and times apart: contents by the names of their golden files. */
export interface FormsOutput {
  code: number | null
  files: Record<'default.txt' | 'github-actions.txt' | 'junit.txt' | 'json.txt', string>
  /** Of the HTML reporter, which has its data compressed in a form of its own. */
  html: string
  /** Where an editor marks each error: `forms.test.ts:7 a promise`, a line each. */
  editor: string
}

/** Runs the suite in `folder` once, with all the reporters. */
export async function formsOutput(folder: string, lab: OrdersLab, run: Run): Promise<FormsOutput> {
  const results = join(folder, 'results')
  await rm(results, { recursive: true, force: true })
  await mkdir(results)
  const file = (name: string) => `--outputFile.${name}=results/${name}`
  const { code, output } = await run([
    ...['default', 'github-actions', 'junit', 'json', 'html', './editor-reporter.mjs'].map(
      (name) => `--reporter=${name}`,
    ),
    ...['junit', 'json'].map(file),
    '--outputFile.html=results/html/index.html',
  ])
  const known = (text: string) =>
    // How often a poll asks again depends on the machine.
    normalised(text, { project: { folder }, lab })
      .replace(/\{ res: Response \{[^\n]*?\} \}|\{ …\(1\) \}/g, '{ res }')
      .replace(/\n\nGET [^\n]*, over a connection from above/g, '')
  const [annotations, lines] = partition(output.split('\n'), (line) => line.startsWith('::'))
  const json = JSON.parse(await readFile(join(results, 'json'), 'utf8')) as JsonReport
  const html = await htmlData(folder)
  return {
    code,
    html,
    editor: await readFile(join(results, 'editor'), 'utf8'),
    files: {
      // Without the table, whose counts depend on how far forgotten requests came.
      'default.txt': known(lines.filter((line) => !isOfFiles.test(line)).join('\n')).replace(
        /\n+mTLS {2}\d[\s\S]*$/,
        '\n',
      ),
      'github-actions.txt': known(annotations.join('\n').replaceAll('%0A', '\n')),
      'junit.txt': known(await readFile(join(results, 'junit'), 'utf8')),
      'json.txt': known(
        json.testResults[0]!.assertionResults.map(
          ({ title, status, failureMessages }) => `${title}: ${status}\n${failureMessages.join('\n')}\n`,
        )
          .join('\n')
          // Frames of Vitest and of Node are others in each version, and on each machine.
          .replace(/^ +at (?!.*forms\.test\.ts).*\n?/gm, ''),
      ),
    },
  }
}

/** Where reporters have written their files: which of them ends first is chance. */
const isOfFiles = /^ *(?:JSON|JUNIT) report written to |^ *HTML {2}Report is generated|^ *You can run npx vite preview/

/** Where each version keeps the data of its page. */
async function htmlData(folder: string): Promise<string> {
  const places = ['results/html/html.meta.json.gz', '.vitest/ui/html.meta.json.gz']
  const file = places.map((place) => join(folder, place)).find(existsSync)
  if (file === undefined) throw new Error(`There is none of ${places.join(', ')} in ${folder}.`)
  return gunzipSync(await readFile(file)).toString()
}

interface JsonReport {
  testResults: { assertionResults: { title: string; status: string; failureMessages: string[] }[] }[]
}

/** The lines of the spec that an output names: `forms.test.ts:7:33`, `forms.test.ts,line=7`, or the flattened data of the HTML report. */
export function namedLines(output: string): number[] {
  const found = [...output.matchAll(/forms\.test\.ts(?::|,line=|%3A)(\d+)/g)].map(([, line]) => Number(line))
  return [...new Set(found)].sort((a, b) => a - b)
}

function partition<T>(items: T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))]
}
