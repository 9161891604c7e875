import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { LoadedConfigs } from '../../src/plugin/loaded-configs.ts'

test.each([
  ['mtls.config.yaml', '', /^vitest-mtls: \S+mtls\.config\.yaml: The file is empty: nothing is configured\. Write an/],
  [
    'mtls.config.json',
    '{ "clientCertificates": [{ "host": "api.internal", "pfx": "a.p12", "optional": true }] }',
    /^vitest-mtls: \S+mtls\.config\.json: clientCertificates\[0\]\.pfx: \S/,
  ],
])(
  'a warning about %s names the file, the place where there is one, the finding and the remedy',
  async (name, content, words) => {
    const root = await mkdtemp(join(tmpdir(), 'mtls-warnings-'))
    onTestFinished(() => rm(root, { recursive: true }))
    await writeFile(join(root, name), content)
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    onTestFinished(() => write.mockRestore())
    await new LoadedConfigs({ config: name }).load(root, (file) => import(file))
    // A slow machine says that it is reading.
    const warnings = write.mock.calls.map(([text]) => text).filter((text) => !String(text).includes(': reading '))
    expect(warnings).toEqual([expect.stringMatching(words)])
  },
)
