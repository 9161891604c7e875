import { describe, expect, test } from 'vitest'
import { mtls } from '../../src/plugin/mtls.ts'
import MtlsReporter from '../../src/plugin/reporter.ts'

const canary = 'canary-of-a-secret'

function refusal(make: () => unknown): string {
  try {
    make()
  } catch (error) {
    const { name, message } = error as Error
    expect(name).toBe('ConfigError')
    expect(message).not.toContain(canary)
    return message.replaceAll(/\n+ {4}/g, ' ').replaceAll(/\n+ {2}/g, '\n')
  }
  throw new Error('the options are accepted')
}

describe('of the plugin', () => {
  test.each<[unknown, string]>([
    [{ transcripts: 'always' }, 'transcripts There is no option "transcripts". Did you mean transcript?'],
    [{ transcript: 'allways' }, "transcript Found 'allways', which is none of the valid values."],
    [{ transcript: true }, "transcript Found the value true. Write one of 'on-failure', 'always', 'never'."],
    [{ global: false }, 'global There is no option "global". Did you mean globals?'],
    [{ globals: 'no' }, "globals Found 'no'. Write true or false."],
    [{ profile: ['ci'] }, 'profile Found a list. Write a string.'],
    [{ config: 5 }, "config Found the number 5. Write a config file's path, or the configuration itself."],
    [{ config: null }, 'config Found null.'],
    [{ config: false }, 'config Found the value false.'],
    [{ config: new URL('file:///mtls.config.ts') }, 'config Found a URL object.'],
    [
      { clientCertificates: [{ key: canary }] },
      'clientCertificates There is no option "clientCertificates". Valid here:',
    ],
    ['mtls.config.ts', "all of them Found 'mtls.config.ts'. Write an object with config, profile,"],
    [null, 'all of them Found null.'],
  ])('%o', (options, words) => {
    expect(refusal(() => mtls(options as never))).toContain(words)
  })

  test.each<[object | undefined]>([
    [undefined],
    [{}],
    [{ config: 'mtls.config.ts', profile: 'ci', globals: true, transcript: 'never' }],
    [{ config: {}, profile: undefined }],
  ])('%o is fine', (options) => {
    expect(mtls(options as never).name).toBe('vitest-mtls')
  })
})

describe('of the reporter', () => {
  test.each<[unknown, string]>([
    [{ htm: 'a.html' }, 'htm There is no option "htm". Did you mean html?'],
    [{ capture: 'a' }, 'capture There is no option "capture". Did you mean captures?'],
    [{ html: true }, "html Found the value true. Write a file's path."],
    [{ captures: {} }, "captures Found an object. Write a folder's path."],
    [{ table: 'yes' }, "table Found 'yes'. Write true or false."],
    [{ expiryDays: '30 days' }, "expiryDays Found '30 days'. Write a number of at least 0."],
    [{ expiryDays: Number.NaN }, 'expiryDays Found the number NaN.'],
    ['report.html', "all of them Found 'report.html'."],
  ])('%o', (options, words) => {
    expect(refusal(() => new MtlsReporter(options as never))).toContain(words)
  })

  test.each<[object | undefined]>([
    [undefined],
    [{}],
    [{ html: 'a.html', json: 'a.json', captures: 'a', table: false, expiryDays: 7 }],
  ])('%o is fine', (options) => {
    expect(new MtlsReporter(options as never).options).toEqual(options ?? {})
  })
})
