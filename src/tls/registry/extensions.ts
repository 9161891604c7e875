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

/** Name of an extension; `extension_4660` for a number that has none. */
export function extensionName(code: number): string {
  return names.get(code) ?? `extension_${code}`
}

const names = new Map([
  [0, 'server_name'],
  [1, 'max_fragment_length'],
  [3, 'trusted_ca_keys'],
  [5, 'status_request'],
  [10, 'supported_groups'],
  [11, 'ec_point_formats'],
  [12, 'srp'],
  [13, 'signature_algorithms'],
  [14, 'use_srtp'],
  [15, 'heartbeat'],
  [16, 'application_layer_protocol_negotiation'],
  [17, 'status_request_v2'],
  [18, 'signed_certificate_timestamp'],
  [19, 'client_certificate_type'],
  [20, 'server_certificate_type'],
  [21, 'padding'],
  [22, 'encrypt_then_mac'],
  [23, 'extended_master_secret'],
  [27, 'compress_certificate'],
  [28, 'record_size_limit'],
  [35, 'session_ticket'],
  [41, 'pre_shared_key'],
  [42, 'early_data'],
  [43, 'supported_versions'],
  [44, 'cookie'],
  [45, 'psk_key_exchange_modes'],
  [47, 'certificate_authorities'],
  [48, 'oid_filters'],
  [49, 'post_handshake_auth'],
  [50, 'signature_algorithms_cert'],
  [51, 'key_share'],
  [65281, 'renegotiation_info'],
])
