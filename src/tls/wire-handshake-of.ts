import { readCertificate } from './certificate.ts'
import { type ClientCertificateVerdict, judgeClientCertificate } from './client-certificate-verdict.ts'
import type { Conversation } from './conversation.ts'
import { distinguishedName } from './distinguished-name.ts'
import type { CertificateRequest, WireHandshake } from './handshake.ts'
import type { CertificateRequestMessage } from './messages/certificate-request-message.ts'
import type { Negotiation } from './negotiation.ts'
import { RecentlyRead } from './recently-read.ts'
import { certificateTypeName } from './registry/certificate-types.ts'
import { cipherSuiteName } from './registry/cipher-suites.ts'
import { handshakeType } from './registry/handshake-types.ts'
import { namedGroupName } from './registry/named-groups.ts'
import { tlsVersion } from './registry/protocol-versions.ts'
import { signatureSchemeName } from './registry/signature-schemes.ts'

/** What a conversation comes to. What could not be read is `unknown`, with the reason in `capture`. */
export function wireHandshakeOf(conversation: Conversation): WireHandshake {
  const verdict = judgeClientCertificate(conversation)
  const first = conversation.negotiations[0]
  const shown = serverNegotiation(conversation)
  return {
    ...agreed(first),
    resumed: first?.resumed === true,
    clientCertificate: clientCertificate(verdict),
    serverCertificate: serverCertificate(conversation, shown),
    ...(shown?.ocspResponse !== undefined && { ocspResponse: shown.ocspResponse }),
    alerts: [...conversation.alerts],
    capture: capture(conversation, verdict),
  }
}

function agreed(
  negotiation: Negotiation | undefined,
): Pick<WireHandshake, 'servername' | 'protocol' | 'cipher' | 'group' | 'alpn'> {
  const { clientHello, serverHello, alpn, keyExchangeGroup } = negotiation ?? {}
  const servername = clientHello?.servername
  const protocol = serverHello && tlsVersion(serverHello.version)
  const group = serverHello?.group ?? keyExchangeGroup
  return {
    ...(servername !== undefined && { servername }),
    ...(protocol !== undefined && { protocol }),
    ...(serverHello !== undefined && { cipher: cipherSuiteName(serverHello.cipherSuite) }),
    ...(group !== undefined && { group: namedGroupName(group) }),
    ...(alpn !== undefined && { alpn }),
  }
}

function clientCertificate({ status, negotiation }: ClientCertificateVerdict): WireHandshake['clientCertificate'] {
  const asked = negotiation?.request
  return {
    status,
    ...(negotiation !== undefined && asked !== undefined && { during: negotiation.during, request: request(asked) }),
    chain: (negotiation?.clientCertificate?.chain ?? []).map(readCertificate),
    // Where the answer is in doubt, what was signed is too.
    proven: status !== 'unknown' && negotiation?.proven === true,
  }
}

function request({
  authorities,
  signatureAlgorithms,
  certificateTypes,
}: CertificateRequestMessage): CertificateRequest {
  return {
    authorities: authorities.map((name) => authorityNames.of(name)),
    signatureAlgorithms: signatureAlgorithms.map(signatureSchemeName),
    ...(certificateTypes !== undefined && { certificateTypes: certificateTypes.map(certificateTypeName) }),
  }
}

/** A list of hundreds is not unusual: a name takes about 100 bytes. */
const authorityNames = new RecentlyRead(distinguishedName, { most: 512, longest: 256 })

function serverCertificate(
  { begunByServer }: Conversation,
  shown: Negotiation | undefined,
): WireHandshake['serverCertificate'] {
  const chain = (shown?.serverCertificate?.chain ?? []).map(readCertificate)
  const { type, length } = begunByServer ?? {}
  return { chain, ...(type === handshakeType.certificate && length !== undefined && { unfinished: length }) }
}

/** A renegotiation may show another chain: the latest counts. */
function serverNegotiation({ negotiations }: Conversation): Negotiation | undefined {
  return negotiations.findLast(({ serverCertificate }) => serverCertificate !== undefined)
}

function capture({ unread }: Conversation, { reason }: ClientCertificateVerdict): WireHandshake['capture'] {
  const why = reason ?? unread[0]?.reason
  return why === undefined ? { complete: true } : { complete: false, reason: why }
}
