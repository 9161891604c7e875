/** Codes by which clients say that the caller's own signal ended the call: of the platform, axios and got. */
export const abortCodes = /^(?:ABORT_ERR|ERR_CANCELED|ERR_ABORTED)$/
