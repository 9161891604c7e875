import { beforeAsking, beforeServerHello } from './capture-reasons.ts'
import type { Conversation } from './conversation.ts'
import type { ClientCertificateStatus } from './handshake.ts'
import type { Negotiation } from './negotiation.ts'

export interface ClientCertificateVerdict {
  status: ClientCertificateStatus
  /** The negotiation that decided it. */
  negotiation?: Negotiation
  /** Why the status is `unknown`. */
  reason?: string
}

/** What became of the client certificate. Says `unknown` wherever a request or an answer may have gone unread. */
export function judgeClientCertificate(conversation: Conversation): ClientCertificateVerdict {
  const asked = conversation.negotiations.filter(({ request }) => request !== undefined)
  const answers = asked.filter(({ clientCertificate }) => clientCertificate !== undefined)
  const answered = answers.findLast(({ defect }) => defect === undefined) ?? answers.at(-1)
  if (answered !== undefined) return judgeAnswer(answered)
  const open = asked.at(-1)
  if (open !== undefined) return { status: 'unknown', negotiation: open, reason: whyNoAnswer(open, conversation) }
  const doubt = whyPerhapsAsked(conversation)
  if (doubt !== undefined) return { status: 'unknown', reason: doubt }
  return { status: conversation.negotiations[0]?.resumed ? 'resumed' : 'not-requested' }
}

function judgeAnswer(negotiation: Negotiation): ClientCertificateVerdict {
  if (negotiation.defect !== undefined) return { status: 'unknown', negotiation, reason: negotiation.defect }
  return { status: negotiation.clientCertificate?.chain.length === 0 ? 'empty' : 'sent', negotiation }
}

function whyNoAnswer({ defect }: Negotiation, conversation: Conversation): string {
  return (
    defect ??
    conversation.unread[0]?.reason ??
    `the server asked for a client certificate, and ${ending(conversation)} before the client answered`
  )
}

/** Why the server may have asked although no request was read; undefined when it surely did not. */
function whyPerhapsAsked(conversation: Conversation): string | undefined {
  const { negotiations, unread } = conversation
  const hidden = unread.find(({ couldAsk }) => couldAsk)?.reason
  if (negotiations[0]?.serverHello === undefined) {
    return hidden ?? unread[0]?.reason ?? `${ending(conversation)} ${beforeServerHello}`
  }
  const defect = negotiations.find((negotiation) => negotiation.defect !== undefined)?.defect
  if (defect !== undefined) return defect
  if (negotiations.some(({ serverFlightEnded }) => !serverFlightEnded)) {
    return hidden ?? unread[0]?.reason ?? `${ending(conversation)} ${beforeAsking}`
  }
  if (negotiations.some(({ clientCertificate }) => clientCertificate !== undefined)) {
    return 'the client sent a Certificate message, but no request for it was read'
  }
  return hidden
}

function ending({ alerts }: Conversation): string {
  const alert = alerts.at(-1)
  return alert === undefined
    ? 'the record ends'
    : `the ${alert.from} ended the connection with the alert ${alert.description}`
}
