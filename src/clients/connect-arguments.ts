import type { SocketOptions } from './socket-options.ts'

/** The forms of `tls.connect`: `(options)`, `(port, host?, options?)`, `(path, options?)`, each with a callback at the end. */
export function connectArguments(args: readonly unknown[]): { options: SocketOptions; callback: unknown } {
  const callback = args.find((argument) => typeof argument === 'function')
  const [first, second] = args
  const place = isObject(first)
    ? {}
    : typeof first === 'string' && Number.isNaN(Number(first))
      ? { path: first }
      : { port: first, ...(typeof second === 'string' && { host: second }) }
  return { options: Object.assign({}, place, ...args.slice(0, 3).filter(isObject)) as SocketOptions, callback }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
