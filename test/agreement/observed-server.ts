import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eventually, type RunningProgram } from '../../fixtures/running-program.ts'
import type { ServerOptions } from '../../fixtures/server-options.ts'
import type { ServerView } from './server-view.ts'

/** A program to agree with. */
export interface Server {
  name: string
  program: string
  /** Arguments that make it print its version. */
  versionArguments: string[]
  http2: boolean
  start(options: ObservedOptions): Promise<ObservedServer>
}

export interface ObservedOptions extends Required<ServerOptions> {
  http2: boolean
}

/** What came back over a connection. */
export interface Answer {
  status: number
  body: string
}

export interface ObservedServer extends AsyncDisposable {
  port: number
  /** Watches one connection, from before it is made; the result waits for the server's view of it. */
  watch(): Promise<(answer: Answer | undefined) => Promise<ServerView>>
}

/** Where a server writes of connections that it answers, and of those that it refuses. */
export interface Logs {
  answered(): string | Promise<string>
  refused(): string | Promise<string>
}

/** `view` reads what was logged since the connection began; undefined: the view is not there yet. */
export function observe(
  running: RunningProgram,
  logs: Logs,
  view: (logged: string, answer: Answer | undefined) => ServerView | undefined,
): ObservedServer {
  return {
    port: running.port,
    async watch() {
      const begin = { answered: (await logs.answered()).length, refused: (await logs.refused()).length }
      return (answer) => {
        const which = answer === undefined ? 'refused' : 'answered'
        return eventually(async () => view((await logs[which]()).slice(begin[which]), answer), 'the view of the server')
      }
    },
    [Symbol.asyncDispose]: () => running.close(),
  }
}

/** A server that writes of everything to its output. */
export function outputOf(running: RunningProgram): Logs {
  return { answered: running.output, refused: running.output }
}

/** A file in the server's folder, which it may not have made yet. */
export function logFile(running: RunningProgram, name: string): () => Promise<string> {
  return () => readFile(join(running.folder, name), 'utf8').catch(() => '')
}
