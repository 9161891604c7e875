import { MtlsError } from '../errors/mtls-error.ts'

const { appendFileSync } = process.getBuiltinModule('node:fs')

/** A file in the NSS key log format, for Wireshark and its like. Lines of several processes may mix: each is written whole. */
export class KeyLogFile {
  readonly #file: string

  /** `label`: the file as messages show it. Throws an MtlsError when the file cannot be written. */
  constructor({ file, label }: { file: string; label: string }) {
    this.#file = file
    try {
      appendFileSync(file, '', { mode: 0o600 })
    } catch (cause) {
      // Node's own message has the path as it was written, which may be no path at all.
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
      const message = `The key log file ${label} cannot be written (${code}). Create its folder, or correct capture.keyLog.`
      throw new MtlsError(message, 'ERR_MTLS_KEY_LOG')
    }
  }

  /** `line` as Node's `keylog` event gives it, with its line end. */
  add(line: Buffer): void {
    appendFileSync(this.#file, line)
  }
}
