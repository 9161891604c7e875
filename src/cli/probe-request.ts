import path from 'node:path'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { holdsSecret } from '../config/secret-text.ts'
import { createClientFrom, type MtlsClient } from '../request/client.ts'
import type { MtlsRequestInit } from '../request/request-init.ts'
import type { CommonOptions } from './common-options.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/** Which certificate a command line asks for in place of that of the config. */
export interface CredentialOptions {
  /** A file; `false`: none. */
  cert?: string | boolean
  key?: string
  pfx?: string
  passphraseEnv?: string
}

/** What `probe` takes. */
export interface ProbeOptions extends CredentialOptions, CommonOptions {
  verify?: string
  servername?: string
  tls?: '1.0' | '1.1' | '1.2' | '1.3'
  capture?: string
  saveChain?: string
  repeat?: string
}

/** A client for a config that is loaded already. */
export function clientFor(config: ResolvedConfig): MtlsClient {
  return createClientFrom(() => config)
}

/** The options of a command line as those of a request. @throws UsageError */
export function requestInit(terminal: Terminal, options: ProbeOptions): MtlsRequestInit {
  const clientCert = clientCertOf(terminal, options)
  const versions = options.tls === undefined ? {} : versionsOf(options.tls)
  return {
    // What is shown is this connection, not another.
    fresh: true,
    redirect: 'manual',
    ...(clientCert === undefined ? {} : { clientCert }),
    ...(options.verify === undefined ? {} : { verify: booleanOf('--verify', options.verify) }),
    ...(options.servername === undefined ? {} : { servername: options.servername }),
    ...versions,
  }
}

function versionsOf(version: NonNullable<ProbeOptions['tls']>): MtlsRequestInit {
  const name = version === '1.0' ? 'TLSv1' : (`TLSv${version}` as const)
  // OpenSSL 3 allows SHA-1 in handshakes, which the old versions need, at level 0 alone.
  const isOld = version === '1.0' || version === '1.1'
  return { minVersion: name, maxVersion: name, ...(isOld && { ciphers: 'DEFAULT@SECLEVEL=0' }) }
}

function clientCertOf(
  { cwd, env }: Terminal,
  { cert, key, pfx, passphraseEnv }: CredentialOptions,
): MtlsRequestInit['clientCert'] {
  if (cert === false) return false
  const file = (name: string) => path.resolve(cwd, name)
  const passphrase = passphraseEnv === undefined ? {} : { passphrase: variable(env, passphraseEnv) }
  if (pfx !== undefined) {
    if (typeof cert === 'string' || key !== undefined) throw new UsageError('give either --pfx, or --cert with --key')
    return { pfx: file(pfx), ...passphrase }
  }
  if (typeof cert !== 'string' && key === undefined) return undefined
  if (typeof cert !== 'string' || key === undefined)
    throw new UsageError(`${key === undefined ? '--key' : '--cert'} is missing: a certificate needs both`)
  return { cert: file(cert), key: file(key), ...passphrase }
}

/** The value of a variable that an option names. @throws UsageError */
export function variable(env: NodeJS.ProcessEnv, name: string, option = '--passphrase-env'): string {
  const value = env[name]
  if (value !== undefined) return value
  // Names are written in capitals; anything else may be the passphrase itself.
  const isName = /^[A-Z_][A-Z0-9_]{0,63}$/.test(name) && !holdsSecret(name)
  throw new UsageError(
    isName
      ? `${option}: the environment variable ${name} is not set`
      : `${option} takes the name of an environment variable, such as ORDERS_KEY_PASSPHRASE, and none of the given name is set`,
  )
}

export function booleanOf(option: string, written: string): boolean {
  if (written === 'true' || written === 'false') return written === 'true'
  throw new UsageError(`${option} takes true or false`)
}

/** A whole number of at least 1. @throws UsageError */
export function countOf(option: string, written: string, most: number): number {
  const count = Number(written)
  if (Number.isInteger(count) && count >= 1 && count <= most) return count
  throw new UsageError(`${option} takes a whole number from 1 to ${most}`)
}
