import { type Facts, isTls, type TlsFacts } from './facts.ts'

/** What the record shows of a connection that its judgement rests on, one fact each. */
export function recordedFacts(facts: Facts | TlsFacts): string[] {
  const { answer, code, evidence } = facts
  const { limit } = evidence
  return [
    ...(isTls(facts) ? factsOfConnection(facts) : []),
    ...(answer ? [`answer: ${answer.status}`] : []),
    ...(limit ? [`time limit: ${limit.option}, ${limit.milliseconds} ms`] : []),
    ...(code === '' ? [] : [`error: ${code}`]),
  ]
}

function factsOfConnection({ handshake, status, wire }: TlsFacts): string[] {
  const { protocol, alerts, verification } = handshake
  return [
    protocol ? `${protocol} agreed` : 'no ServerHello read',
    `client certificate: ${status}`,
    ...(wire.seen === undefined
      ? []
      : [wire.seen ? 'the server sent data inside TLS' : 'no data of the server inside TLS']),
    ...verification.problems.map(
      ({ class: name, position }) => `problem: ${name}${position === undefined ? '' : ` at certificate ${position}`}`,
    ),
    ...alerts.map(({ from, code, description }) => `alert of the ${from}: ${description} (${code})`),
  ]
}
