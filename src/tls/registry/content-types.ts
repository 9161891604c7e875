/** ContentType numbers of the record layer (RFC 8446 5.1). */
export const contentType = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
  heartbeat: 24, // RFC 6520
} as const
