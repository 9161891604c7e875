/** Libraries by the beginning of what they call themselves in `user-agent`. */
const byUserAgent: [beginning: string, library: string][] = [
  ['axios/', 'axios'],
  ['got ', 'got'],
  ['node-superagent', 'superagent'],
  ['gaxios/', 'gaxios'],
  ['google-api-nodejs-client', 'gaxios'],
  ['aws-sdk', '@aws-sdk'],
  ['grpc-node', '@grpc/grpc-js'],
]

/** Libraries by the folder that their code lies in, where they do not call themselves anything. */
const byFolder: Record<string, string> = {
  axios: 'axios',
  got: 'got',
  'node-fetch': 'node-fetch',
  gaxios: 'gaxios',
  pg: 'pg',
  mysql2: 'mysql2',
  ioredis: 'ioredis',
  mqtt: 'mqtt',
  nodemailer: 'nodemailer',
  kafkajs: 'kafkajs',
  '@grpc/grpc-js': '@grpc/grpc-js',
  ws: 'ws',
  superagent: 'superagent',
  '@smithy/node-http-handler': '@aws-sdk',
}

const folder = new RegExp(`[\\\\/]node_modules[\\\\/](${Object.keys(byFolder).join('|')})[\\\\/]`, 'g')

/** The library that sends these header fields; undefined: it does not say. */
export function libraryByHeaders(header: (name: string) => unknown): string | undefined {
  if (header('sec-websocket-key') !== undefined) return 'ws'
  const agent = header('user-agent')
  return typeof agent === 'string' ? byUserAgent.find(([beginning]) => agent.startsWith(beginning))?.[1] : undefined
}

/** A library that others are built on, which leave its name in `user-agent`. */
export function lowerLibrary(agent: unknown): string | undefined {
  return typeof agent === 'string' && agent.startsWith('node-fetch') ? 'node-fetch' : undefined
}

/** The library that is making a connection or a request just now, by the stack: the outermost, as others are built on it. */
export function libraryInStack(): string | undefined {
  // Node's own frames and those of the tap come first.
  return fromStack(30, libraryInStack, outermostLibrary)
}

/**
 * Whether an agent of Node's HTTP is making a socket just now, whose request tells itself what library it is of: Node tells of the making of
 * requests from 22.12 on. `made`: the class of the socket.
 */
export function isMadeByAgent(made: unknown): boolean {
  if (!tellsOfMaking) return false
  // `tls.connect`, ours in its place, and what an agent calls it by.
  return fromStack(6, made, hasAgent)
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const tellsOfMaking = major > 22 || (major === 22 && minor >= 12)

function hasAgent(_: unknown, frames: NodeJS.CallSite[]): boolean {
  return frames.some((frame) => frame.getFileName() === 'node:_http_agent')
}

/** What `read` finds in the stack above `callee`. */
function fromStack<Found>(
  limit: number,
  callee: unknown,
  read: (error: unknown, frames: NodeJS.CallSite[]) => Found,
): Found {
  const { stackTraceLimit } = Error
  const preparing = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  const found: { stack?: Found } = {}
  try {
    Error.stackTraceLimit = limit
    // The text of a stack, with its lines and columns, costs more than a request may.
    Error.prepareStackTrace = read
    Error.captureStackTrace(found, callee as () => void)
    return found.stack as Found
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    if (preparing === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace')
    else Object.defineProperty(Error, 'prepareStackTrace', preparing)
  }
}

function outermostLibrary(_: unknown, frames: NodeJS.CallSite[]): string | undefined {
  for (let index = frames.length - 1; index >= 0; index--) {
    const library = libraryOfFile(frames[index]?.getFileName() ?? '')
    if (library !== undefined) return library
  }
  return undefined
}

/** By the names of files: a process has few. */
const byFile = new Map<string, string | undefined>()

function libraryOfFile(file: string): string | undefined {
  if (!byFile.has(file)) byFile.set(file, byFolder[[...file.matchAll(folder)].at(-1)?.[1] ?? ''])
  return byFile.get(file)
}
