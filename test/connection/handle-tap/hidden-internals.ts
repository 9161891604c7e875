import tls from 'node:tls'
import { type Internals, internals } from '../../../src/connection/handle-tap/internals.ts'

/** A piece of Node that the tap on the handle is made of, which can be hidden. */
export interface HiddenPiece {
  piece: string
  /** What is missing then, in the words of `missingInternals`. */
  missing: string
  hide(): Restore
  /** Node's own code needs the piece where we look for it, and has to have it back after the look. */
  lookOnly?: true
}

type Restore = () => void

const socketPieces = ['_wrapHandle', '_init']
const playedPieces = ['readBuffer', 'emitEOF', 'finishWrite', 'finishShutdown']
const handlePieces = ['readStart', 'readStop', 'useUserBuffer', 'writeBuffer', 'writev', 'shutdown', 'close']

/** Every piece for which the tap looks. */
export const hiddenPieces: readonly HiddenPiece[] = [
  ...socketPieces.map((name) => ({
    piece: `TLSSocket.prototype.${name}`,
    missing: `TLSSocket.prototype.${name}`,
    hide: () => hideMethod(tls.TLSSocket.prototype, name),
  })),
  ...playedPieces.map((name) => ({
    piece: `JSStream.prototype.${name}`,
    missing: 'JSStream with readBuffer, emitEOF, finishWrite and finishShutdown',
    hide: () => hideMethod(pieces().JSStream.prototype, name),
  })),
  ...(['TCP', 'Pipe'] as const).flatMap((type) => {
    const missing = `${type} with ${handlePieces.join(', ')} and writeQueueSize`
    return [
      ...handlePieces.map((name) => ({
        piece: `${type}.prototype.${name}`,
        missing,
        hide: () => hideMethod(pieces()[type].prototype, name),
      })),
      {
        piece: `${type}.prototype.writeQueueSize`,
        missing,
        hide: () => hideFixed(pieces()[type].prototype, 'writeQueueSize'),
        lookOnly: true as const,
      },
    ]
  }),
  { piece: 'the owner symbol', missing: 'the owner of a handle', hide: hideOwner },
  {
    piece: 'WriteWrap',
    missing: 'the class of write requests',
    hide: () => define(pieces().WriteWrap.prototype as object, 'constructor', { value: Object }),
  },
  {
    piece: 'the first write of TLS',
    missing: 'the first write of TLS',
    hide: () => define(tls.TLSSocket.prototype, '_start', { value: () => {} }),
    lookOnly: true,
  },
  ...[
    ['onread', 'the reader of a handle'],
    ['onkeylog', 'the key log of a handle'],
    ['enableKeylogCallback', 'the key log of a handle'],
    ['onhandshakedone', 'the end of the handshake of a handle'],
  ].map(([piece, missing]) => ({
    piece: piece!,
    missing: missing!,
    hide: () => hideOfHandles(piece!),
    lookOnly: true as const,
  })),
]

function pieces(): Internals {
  const found = internals()
  if ('missing' in found) throw new Error(`Nothing can be hidden where this is missing: ${found.missing.join(', ')}`)
  return found
}

/** Who looks at the prototype does not find it; what is made from the prototype has it. */
function hideMethod(prototype: object, name: string): Restore {
  const method = (prototype as Record<string, unknown>)[name]
  return define(prototype, name, {
    get(this: object) {
      return this === prototype ? undefined : method
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, name, { value, configurable: true, writable: true })
    },
  })
}

/** Neither found nor read: it cannot be taken away from where it is. */
function hideFixed(prototype: object, name: string): Restore {
  const before = Object.getPrototypeOf(prototype) as object
  const without = new Proxy(
    {},
    {
      has: (_, key) => key !== name && key in before,
      get: (_, key, receiver) => (key === name ? undefined : Reflect.get(before, key, receiver)),
      set: (_, key, value, receiver) => Reflect.set(before, key, value, receiver),
    },
  )
  Object.setPrototypeOf(prototype, without)
  return () => Object.setPrototypeOf(prototype, before)
}

/** The handles of TLS that are made have no such property. */
function hideOfHandles(name: string): Restore {
  const prototype = tls.TLSSocket.prototype as unknown as { _init(...args: unknown[]): void }
  const init = prototype._init
  const value = function (this: { _handle: object }, ...args: unknown[]) {
    init.apply(this, args)
    Object.defineProperty(this._handle, name, { get: () => undefined, set: () => {} })
  }
  return define(prototype, '_init', { value, writable: true })
}

function hideOwner(): Restore {
  const { getOwnPropertySymbols } = Object
  return define(Object, 'getOwnPropertySymbols', {
    value: (of: object) => getOwnPropertySymbols(of).filter(({ description }) => description !== 'owner_symbol'),
  })
}

function define(on: object, name: string, descriptor: PropertyDescriptor): Restore {
  const before = Object.getOwnPropertyDescriptor(on, name)
  Object.defineProperty(on, name, { configurable: true, ...descriptor })
  return () => {
    if (before === undefined) delete (on as Record<string, unknown>)[name]
    else Object.defineProperty(on, name, before)
  }
}
