import { Command, Option } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import type { CommonOptions } from './common-options.ts'
import type { Result } from './result.ts'
import type { Terminal } from './terminal.ts'

/** A command's work, loaded when it is called. */
type Work<Options> = (terminal: Terminal, options: Options & CommonOptions, ...args: string[]) => Promise<Result>

/** All commands; `done` gets what the called one has found. */
export function createProgram(terminal: Terminal, done: (result: Result) => void): Command {
  const program = new Command('vitest-mtls')
    .description('Client certificates for tests: the same config, checks and words as in the tests themselves.')
    .version(manifest.version, '--version', 'version of the package')
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      // `run` words what was called wrongly.
      writeErr: () => {},
      getOutHelpWidth: () => terminal.columns,
      getOutHasColors: () => terminal.color,
    })
    .helpCommand(false)

  const command = <Options>(usage: string, description: string, load: () => Promise<Work<Options>>): Command => {
    const made = program
      .command(usage)
      .description(description)
      .option('--config <file>', 'config file; default: found from the working directory upwards')
      .option('--profile <name>', 'profile of the config; default: MTLS_PROFILE')
      .option('--json', 'data on stdout, and nothing else')
    return made.action(async (...all: unknown[]) => {
      // Arguments as they were named, then options, then the command itself.
      const args = all.slice(0, -2) as string[]
      const work = await load()
      done(await work(terminal, made.opts() as Options & CommonOptions, ...args))
    })
  }

  command(
    'init',
    'write a config and add the plugin to the Vitest config',
    async () => (await import('./commands/init.ts')).init,
  ).option('--yes', 'do not ask')
  command(
    'list',
    'the certificates and authorities of the config',
    async () => (await import('./commands/list.ts')).list,
  )
  command('add <host>', 'add a client certificate to the config', async () => (await import('./commands/add.ts')).add)
    .option('--cert <file>', 'certificate, PEM or DER')
    .option('--key <file>', 'its private key')
    .option('--pfx <file>', 'certificate and key in one PKCS#12 file')
    .option('--passphrase-env <name>', 'environment variable that holds the passphrase')
    .option('--name <name>', 'name of the entry, for tests and messages')
  command(
    'remove <which>',
    'remove a client certificate: its name, HOST or HOST:PORT',
    async () => (await import('./commands/edit-entry.ts')).remove,
  )
  command(
    'enable <which>',
    'switch a client certificate on',
    async () => (await import('./commands/edit-entry.ts')).enable,
  )
  command(
    'disable <which>',
    'switch a client certificate off',
    async () => (await import('./commands/edit-entry.ts')).disable,
  )
  command(
    'check',
    'everything that is wrong with the config or will be',
    async () => (await import('./commands/check.ts')).check,
  )
    .option('--expiry <duration>', 'fail for a certificate that ends sooner, such as 30d')
    .option('--github', 'print annotations for GitHub Actions')
  command(
    'explain <url>',
    'which certificate a request would offer, and why none of the others',
    async () => (await import('./commands/explain.ts')).explain,
  )
  credentials(command('probe <url>', 'one request, shown', async () => (await import('./commands/probe.ts')).probe))
    .option('--no-cert', 'offer no client certificate')
    .option('--verify <boolean>', 'false: a problem of the server refuses nothing')
    .option('--servername <name>', 'name to send (SNI) and to verify')
    .addOption(new Option('--tls <version>', 'TLS version to offer').choices(['1.0', '1.1', '1.2', '1.3']))
    .option('--capture <file>', 'write the connection for Wireshark (pcapng; holds its keys)')
    .option('--save-chain <file>', "write the server's chain (PEM)")
    .option('--repeat <number>', 'make so many requests, each on a connection of its own')
  command(
    'scan <url>',
    'what the server accepts: versions, ciphers, groups, resumption',
    async () => (await import('./commands/scan.ts')).scan,
  )
  command(
    'matrix <url>',
    'which flawed client certificates the server refuses',
    async () => (await import('./commands/matrix.ts')).matrix,
  )
    .requiredOption('--like <name>', 'entry of the config with a certificate that the server accepts')
    .option('--ca-cert <file>', 'certificate of the authority that issued it')
    .option('--ca-key <file>', 'key of that authority: more flaws can be tried')
    .option('--ca-passphrase-env <name>', 'environment variable that holds the passphrase of that key')
  command(
    'import <file>',
    "entries from another tool's client certificates",
    async () => (await import('./commands/import.ts')).importFile,
  )
    .option(
      '--from <tool>',
      'newman, playwright, cypress, bruno, insomnia, k6, npmrc or curl; default: told by the content',
    )
    .option('--dry-run', 'show the entries, write nothing')
  return program
}

function credentials(command: Command): Command {
  return command
    .option('--cert <file>', 'certificate in place of the one of the config')
    .option('--key <file>', 'its private key')
    .option('--pfx <file>', 'PKCS#12 file in place of the one of the config')
    .option('--passphrase-env <name>', 'environment variable that holds its passphrase')
}
