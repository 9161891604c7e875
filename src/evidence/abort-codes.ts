/** Codes by which clients say that the caller's own signal ended the call: of the platform, axios and got. */
export const abortCodes = /^(?:ABORT_ERR|ERR_CANCELED|ERR_ABORTED)$/

/** Code of a request of ours that was under way when its client was destroyed. */
export const clientDestroyed = 'ERR_MTLS_CLIENT_DESTROYED'
