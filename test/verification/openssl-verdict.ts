import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathOf } from '../../fixtures/programs.ts'

/** One line of `openssl s_client`, which goes on after an error. */
export interface OpensslError {
  number: number
  depth: number
  /** The certificate's, or the text of its subject where it has no common name. */
  commonName: string
}

export interface OpensslVerdict {
  errors: OpensslError[]
  /** The last word, also where OpenSSL ended without a line. */
  result: number
  output: string
}

/** What the `openssl` command finds wrong with the certificate of the server on this port. `ca`: PEM, revocation lists too. */
export async function opensslVerdict(
  port: number,
  host: string,
  ca: readonly string[],
  options: { lookUp: boolean; level: number },
): Promise<OpensslVerdict> {
  const folder = mkdtempSync(join(tmpdir(), 'chain-'))
  const file = join(folder, 'ca.pem')
  writeFileSync(file, ca.length > 0 ? ca.join('') : '\n')
  const output = await run([
    ...['s_client', '-connect', `127.0.0.1:${port}`, '-servername', host, '-verify_hostname', host],
    ...(ca.length > 0 ? ['-CAfile', file] : ['-no-CAfile']),
    ...['-no-CApath', '-no-CAstore', '-cipher', `DEFAULT:@SECLEVEL=${options.level}`],
    ...(options.lookUp ? ['-crl_check_all'] : []),
  ])
  rmSync(folder, { recursive: true })
  const errors: OpensslError[] = []
  let depth = 0
  let subject = ''
  for (const line of output.split('\n')) {
    const place = /^depth=(\d+) (.*)$/.exec(line)
    if (place) [depth, subject] = [Number(place[1]), place[2] ?? '']
    const number = /^verify error:num=(\d+):/.exec(line)?.[1]
    if (number) errors.push({ number: Number(number), depth, commonName: /CN = ([^,]+)/.exec(subject)?.[1] ?? subject })
  }
  return { errors, result: Number(/Verify return code: (\d+)/.exec(output)?.[1] ?? -1), output }
}

function run(args: string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(pathOf('openssl'), args, { timeout: 20_000 }, (_, stdout, stderr) =>
      resolve(`${stderr}\n${stdout}`),
    )
    child.stdin?.end()
  })
}
