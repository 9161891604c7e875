import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createExampleProject, type ExampleProject } from '../../fixtures/example-project.ts'
import { failingLines, failingTests, writeFormsSuite } from '../../fixtures/forms-suite.ts'
import type { OrdersLab } from '../../fixtures/orders-lab.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'
import { type FormsOutput, formsOutput, namedLines } from './forms-output.ts'

let project: ExampleProject
let lab: OrdersLab
let output: FormsOutput

beforeAll(async () => {
  project = await createExampleProject()
  lab = await writeFormsSuite(project.folder)
  output = await formsOutput(project.folder, lab, async (args) => {
    const { code, stdout, stderr } = await runVitest(project.folder, { args, reporters: [], env: lab.env })
    return { code, output: stdout + stderr }
  })
})

afterAll(async () => {
  await lab.close()
  await project.remove()
})

/** `npm run compatibility` holds the same on the other versions of Vitest. */
describe('every form of a failure points at the line of the test', () => {
  test.each(['default.txt', 'github-actions.txt', 'junit.txt', 'json.txt'] as const)('in %s', async (file) => {
    expect(namedLines(output.files[file])).toEqual(expect.arrayContaining(failingLines))
    expect(output.files[file]).not.toMatch(/node_modules\/vitest-mtls|BEGIN CERTIFICATE|modulus/)
    await expect(output.files[file]).toMatchFileSnapshot(`__snapshots__/forms/vitest-4.1/${file}`)
  })

  test('in the page of the HTML reporter', () => {
    expect(namedLines(output.html)).toEqual(expect.arrayContaining(failingLines))
  })

  test('in an editor, which marks the first frame of each error', () => {
    expect(namedLines(output.editor)).toEqual(expect.arrayContaining(failingLines))
    expect(output.editor.split('\n').filter((line) => !line.startsWith('forms.test.ts:'))).toEqual([])
  })

  test('and nothing else fails', () => {
    expect(output.code).toBe(1)
    expect(output.files['json.txt'].match(/: failed$/gm)).toHaveLength(failingTests)
    expect(output.files['default.txt']).not.toContain('Unhandled')
  })
})
