import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { createExampleProject, type ExampleProject } from '../../fixtures/example-project.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

const passphrase = 'cAnArY-passphrase-4711'
const vitest = JSON.stringify({ type: 'module', devDependencies: { vitest: '^4', 'vitest-mtls': '*' } })
let server: MtlsServer
let files: Record<string, string>

beforeAll(async () => {
  const authority = await createAuthority()
  const orders = await authority.issueClient({ subject: 'CN=orders' })
  server = await startMtlsServer({
    identity: await authority.issueServer(),
    ca: authority.certificate,
    clientCertificate: 'require',
  })
  files = {
    'package.json': vitest,
    'certs/ca.pem': authority.certificate,
    'certs/orders.crt': orders.certificate + authority.certificate,
    'certs/orders.key': orders.encryptedKey(passphrase),
  }
})
afterAll(() => server.close())

async function project(more: Record<string, string> = {}): Promise<ExampleProject> {
  const made = await createExampleProject()
  onTestFinished(() => made.remove())
  await made.write({ ...files, ...more })
  chmodSync(path.join(made.folder, 'certs/orders.key'), 0o600)
  return made
}

const command = (folder: string) => path.join(folder, 'node_modules/vitest-mtls/dist/cli.js')
const clean = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NO_COLOR|FORCE_COLOR|COLUMNS|GITHUB_ACTIONS|CI)/.test(name),
  ),
)

async function piped(folder: string, args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [command(folder), ...args], {
    cwd: folder,
    env: { ...clean, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, note, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, out, note }
}

/** In a pseudo-terminal of so many columns, as a person would call it. */
function terminal(folder: string, args: string[], columns: number, env: Record<string, string> = {}) {
  const words = [process.execPath, command(folder), ...args].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['-qefc', `stty cols ${columns} rows 40; ${words}`, '/dev/null'], {
    cwd: folder,
    env: { ...clean, TERM: 'xterm', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  return child
}

async function shown(child: ChildProcessByStdio<Writable, Readable, null>) {
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  return { code, out: out.replaceAll('\r\n', '\n') }
}

test('init, then add, then a first green spec: by the commands alone', async () => {
  const { folder, write } = await project()
  const env = { ORDERS_KEY_PASSPHRASE: passphrase }
  expect(await piped(folder, ['init', '--yes'])).toMatchObject({ code: 0, note: '' })
  const added = await piped(
    folder,
    [
      'add',
      `localhost:${server.port}`,
      '--cert',
      'certs/orders.crt',
      '--key',
      'certs/orders.key',
      '--passphrase-env',
      'ORDERS_KEY_PASSPHRASE',
      '--name',
      'orders',
    ],
    env,
  )
  expect(added).toMatchObject({ code: 0, note: '' })
  const config = readFileSync(path.join(folder, 'mtls.config.ts'), 'utf8')
  writeFileSync(path.join(folder, 'mtls.config.ts'), config.replace('ca: [],', "ca: ['certs/ca.pem'],"))
  expect(await piped(folder, ['check'], env)).toMatchObject({ code: 0, note: '' })
  await write({
    'first.test.ts': `import { expect, test } from 'vitest'
test('sends our certificate', async () => {
  expect(await request('https://localhost:${server.port}/')).toHaveSentClientCert('orders')
})
`,
  })
  const run = await runVitest(folder, { env })
  expect(run.report).toMatchObject({ numPassedTests: 1, numFailedTests: 0 })
  const everything = JSON.stringify([
    added,
    run.stdout,
    run.stderr,
    readFileSync(path.join(folder, 'mtls.config.ts'), 'utf8'),
  ])
  expect(everything).not.toContain(passphrase)
})

/** Each command as a person calls it, and the exit code where it is not 0. */
function everyCommand(): { args: string[]; code?: number }[] {
  return [
    { args: ['list'] },
    { args: ['check'] },
    { args: ['explain', server.url] },
    { args: ['probe', server.url] },
    { args: ['scan', server.url] },
    { args: ['matrix', server.url, '--like', 'orders'] },
    { args: ['add', 'b.test', '--cert', 'certs/orders.crt', '--key', 'certs/orders.key', '--passphrase-env', 'PASS'] },
    { args: ['disable', 'orders'] },
    { args: ['enable', 'orders'] },
    { args: ['remove', 'orders'] },
    { args: ['import', 'list.json'] },
    { args: ['init', '--yes'] },
    { args: ['lst'], code: 2 },
  ]
}

describe('in a terminal', () => {
  const config = () => ({
    'mtls.config.json': JSON.stringify({
      ca: ['certs/ca.pem'],
      clientCertificates: [
        {
          name: 'orders',
          host: 'localhost',
          port: server.port,
          cert: 'certs/orders.crt',
          key: 'certs/orders.key',
          passphrase: '${PASS}',
        },
      ],
    }),
  })

  test.each([80, 40])(
    'at %i columns with colours, without them when NO_COLOR says so, and when piped',
    async (columns) => {
      const { folder } = await project(config())
      const env = { PASS: passphrase }
      const sequence = '\u001b['
      const list = JSON.stringify([{ name: 'a', matches: ['https://a.test/*'], pfx: { src: 'a.p12' } }])
      writeFileSync(path.join(folder, 'list.json'), list)
      const asItWas = readFileSync(path.join(folder, 'mtls.config.json'))
      for (const { args, code = 0 } of everyCommand()) {
        // Each call finds the project as it was.
        const again = () => {
          writeFileSync(path.join(folder, 'mtls.config.json'), asItWas)
          rmSync(path.join(folder, 'vitest.config.ts'), { force: true })
        }
        again()
        const colored = await shown(terminal(folder, args, columns, env))
        expect({ args, code: colored.code }).toEqual({ args, code })
        again()
        const plain = await shown(terminal(folder, args, columns, { ...env, NO_COLOR: '1' }))
        expect(plain.out).not.toContain(sequence)
        // What is to be copied, names of files, and the one line on a wrong call are never broken into lines.
        const long = plain.out
          .split('\n')
          .filter(
            (line) =>
              code !== 2 && line.length > columns && /\s/.test(line.trim()) && !/[{}]|mtls\.config|export /.test(line),
          )
        expect({ args, long }).toEqual({ args, long: [] })
        again()
        const { out } = await piped(folder, args, env)
        expect(out).not.toContain(sequence)
        again()
        const forced = await piped(folder, args, { ...env, FORCE_COLOR: '1' })
        expect({ args, colored: forced.out.includes(sequence) }).toEqual({
          args,
          colored: colored.out.includes(sequence),
        })
        expect(colored.out + plain.out + out + forced.out).not.toContain(passphrase)
      }
    },
  )

  test('init shows the change and asks; Ctrl-C writes nothing', async () => {
    const { folder } = await project({
      'vitest.config.ts': "import { defineConfig } from 'vitest/config'\n\nexport default defineConfig({})\n",
    })
    const before = readdirSync(folder).sort()
    for (const [key, writes] of [
      ['\u0003', false],
      ['n', false],
      ['y', true],
    ] as const) {
      const child = terminal(folder, ['init'], 80)
      let seen = ''
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        const asked = seen.includes('Write this?')
        seen += part
        if (!asked && seen.includes('Write this?')) child.stdin.write(key)
      })
      const [code] = await once(child, 'close')
      expect(seen).toContain('+import mtls from')
      expect(code).toBe(writes ? 0 : 1)
      expect(existsSync(path.join(folder, 'mtls.config.ts'))).toBe(writes)
      if (!writes) expect(readdirSync(folder).sort()).toEqual(before)
    }
  })
})

describe('nothing half-written', () => {
  const isRoot = process.getuid?.() === 0

  test.runIf(isRoot)('on a full disk', async () => {
    const { folder } = await project({
      'list.json': JSON.stringify([{ matches: ['https://a.test/*'], pfx: { src: 'a.p12' } }]),
    })
    const disk = path.join(folder, 'disk')
    mkdirSync(disk)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk], { stdio: 'ignore' })
    } catch {
      console.log('skipped: no file system can be mounted here')
      return
    }
    onTestFinished(() => void execFileSync('umount', [disk]))
    const before = '{ "clientCertificates": [] }\n'
    writeFileSync(path.join(disk, 'mtls.config.json'), before)
    try {
      writeFileSync(path.join(disk, 'fill'), Buffer.alloc(64 * 1024))
    } catch {
      // Full now.
    }
    const { code, note, out } = await piped(folder, ['import', 'list.json', '--config', 'disk/mtls.config.json'])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(note).toMatch(/mtls\.config\.json could not be written: no space is left/)
    expect(readFileSync(path.join(disk, 'mtls.config.json'), 'utf8')).toBe(before)
    expect(readdirSync(disk).sort()).toEqual(['fill', 'mtls.config.json'])
  })

  test.runIf(isRoot)('on a file system that is read-only', async () => {
    const { folder } = await project()
    const disk = path.join(folder, 'disk')
    mkdirSync(disk)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' })
    } catch {
      console.log('skipped: no file system can be mounted here')
      return
    }
    onTestFinished(() => void execFileSync('umount', [disk]))
    const before = '{ "clientCertificates": [{ "name": "a", "host": "a.test", "pfx": "a.p12" }] }\n'
    writeFileSync(path.join(disk, 'mtls.config.json'), before)
    execFileSync('mount', ['-o', 'remount,ro', disk], { stdio: 'ignore' })
    const { code, note, out } = await piped(folder, ['disable', 'a', '--config', 'disk/mtls.config.json'])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(note).toMatch(/mtls\.config\.json could not be written: the file system is read-only/)
    expect(readFileSync(path.join(disk, 'mtls.config.json'), 'utf8')).toBe(before)
  })

  test('where a folder is in the way', async () => {
    const { folder } = await project()
    mkdirSync(path.join(folder, 'chain.pem'))
    const { code, note } = await piped(folder, [
      'probe',
      server.url,
      '--no-cert',
      '--verify',
      'false',
      '--save-chain',
      'chain.pem',
    ])
    expect(code).toBe(1)
    expect(note).toMatch(/chain\.pem could not be written: it is a folder/)
  })
})

test('a passphrase stands in no argument list', async () => {
  const { folder } = await project()
  const { note, code } = await piped(folder, ['probe', server.url, '--passphrase', passphrase])
  expect(code).toBe(2)
  expect(note).toMatch(/name the variable with --passphrase-env/)
  expect(note).not.toContain(passphrase)
})
