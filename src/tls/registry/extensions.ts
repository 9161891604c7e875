/** Extension numbers that the decoder reads (RFC 8446 4.2 unless said). */
export const extension = {
  serverName: 0, // RFC 6066 3
  statusRequest: 5, // RFC 6066 8
  supportedGroups: 10,
  signatureAlgorithms: 13,
  applicationLayerProtocolNegotiation: 16, // RFC 7301
  encryptThenMac: 22, // RFC 7366
  compressCertificate: 27, // RFC 8879
  sessionTicket: 35, // RFC 5077
  preSharedKey: 41,
  earlyData: 42,
  supportedVersions: 43,
  certificateAuthorities: 47,
  postHandshakeAuth: 49,
  keyShare: 51,
} as const
