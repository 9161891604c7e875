/** A write or shutdown that C++ has under way. Node calls `oncomplete` with 0 or a negative errno. */
export interface StreamRequest {
  handle?: StreamHandle
  /** Bytes that must live as long as the request does. */
  buffers?: Uint8Array[]
  oncomplete?: (this: StreamRequest, status: number) => void
}

export type StreamRequestClass = new () => StreamRequest

/** What TCP, pipe and TLS handles have in common: Node's `StreamBase`. Methods give 0 or a negative errno. */
export interface StreamHandle {
  onread: (bytes: ArrayBuffer | undefined) => unknown
  readonly writeQueueSize: number
  reading?: boolean | undefined
  readStart(): number
  readStop(): number
  useUserBuffer(buffer: Uint8Array): void
  writeBuffer(request: StreamRequest, bytes: Uint8Array): number
  writev(request: StreamRequest, buffers: Uint8Array[], allAreBuffers: true): number
  /** 1: there is nothing to wait for. */
  shutdown(request: StreamRequest): number
  close(done?: () => void): void
}

/** A stream of C++ that is played in JavaScript: TLS asks it to read and write through the functions that are set on it. */
export interface PlayedStream {
  reading?: boolean | undefined
  isClosing(): boolean
  onreadstart(): number
  onreadstop(): number
  onwrite(request: StreamRequest, buffers: Uint8Array[]): number
  onshutdown(request: StreamRequest): number
  readBuffer(bytes: Uint8Array): void
  emitEOF(): void
  finishWrite(request: StreamRequest, status: number): void
  finishShutdown(request: StreamRequest, status: number): void
}

/** TLS over another handle. */
export interface TlsHandle extends StreamHandle {
  /** The handle below; Node asks it for addresses, `ref`, `close` … */
  _parent: StreamHandle | PlayedStream
  onkeylog: (line: Buffer) => void
  onhandshakedone: () => void
  enableKeylogCallback(): void
  receive(bytes: Uint8Array): unknown
}

/** What of a TLSSocket is not in Node's declarations. */
export interface TlsSocketInternals {
  _handle: TlsHandle | null
  _tlsOptions: { isServer?: boolean; pipe?: boolean; secureContext?: unknown }
  _wrapHandle: WrapHandle
  _init: (socket: unknown, wrap: unknown) => void
  _start: () => void
  destroy(error?: Error): void
}

/** Puts TLS over `handle`; without one over a new handle that is going to be connected. `wrap`: the socket that `handle` belongs to. */
export type WrapHandle = (
  this: TlsSocketInternals,
  wrap: unknown,
  handle: StreamHandle | PlayedStream | undefined,
  wrapIsWriting: boolean,
) => TlsHandle
