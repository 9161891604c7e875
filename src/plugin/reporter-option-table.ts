import type { Shape, TableOf } from '../config/shape.ts'
import { warningKinds } from '../report/warning.ts'
import type { MtlsReporterOptions } from './reporter-options.ts'

const reporterOptions: TableOf<MtlsReporterOptions> = {
  html: {
    shape: { kind: 'text', place: 'file', words: "a file's path" },
    description: 'Where to write the report as one HTML page.',
  },
  json: {
    shape: { kind: 'text', place: 'file', words: "a file's path" },
    description: 'Where to write the report as JSON.',
  },
  captures: {
    shape: { kind: 'text', place: 'folder', words: "a folder's path" },
    description: 'Folder for a pcapng file of each failed test.',
  },
  table: { shape: { kind: 'boolean' }, description: 'Print the table at the end of the run.' },
  failOn: {
    shape: { kind: 'list', of: { kind: 'text', choices: warningKinds } },
    description: 'Warnings that make the run fail, each named at its end.',
  },
  maxWarnings: {
    shape: { kind: 'number', from: 0, whole: true },
    description: 'The run fails when it has more warnings.',
  },
  expiryDays: { shape: { kind: 'number' }, description: 'Warn of certificates that end within so many days.' },
}

/** What the reporter takes. */
export const reporterOptionsShape: Shape & { kind: 'object' } = { kind: 'object', options: reporterOptions }
