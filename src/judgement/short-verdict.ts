import type { Judgement } from '../evidence/judgement.ts'

/** A judgement in a few words, for where a sentence does not fit: `client certificate refused by the server: alert unknown_ca (48)`. */
export function shortVerdict(judgement: Judgement): string {
  const { subject, certainty, party, means } = judgement
  const doubt = { proven: '', likely: 'likely ', unknown: 'perhaps ' }[certainty]
  switch (subject.kind) {
    case 'client-certificate': {
      const what = { sent: 'client certificate', empty: 'lack of a client certificate', unknown: 'client certificate' }
      return `${what[subject.presented]} ${doubt}refused by the server: ${byWhat(judgement)}`
    }
    case 'server-certificate': {
      const classes = [...new Set([subject.problem, ...subject.further].map((problem) => problem.class))]
      return `server certificate refused by us: ${classes.join(', ')}`
    }
    case 'parameters':
      return `${party === 'server' ? 'connection refused by the server' : 'server refused by us'}: ${byWhat(judgement)}${subject.parameter === 'unknown' ? '' : ` (${doubt}${subject.parameter})`}`
    case 'protocol':
      return `the server speaks ${subject.spoken ?? 'another protocol'}`
    case 'http':
      return `the server answered with ${subject.status}`
    case 'time-limit':
      return `time ran out${subject.option === undefined ? '' : `: ${subject.option}, ${subject.milliseconds} ms`}`
    case 'proxy':
      return `${party === 'proxy' ? 'not connected by the proxy' : 'proxy refused by us'}${subject.status === undefined ? '' : `: answer ${subject.status}`}`
    case 'network':
      return subject.code !== 'ECONNREFUSED' && (means === 'close' || means === 'reset')
        ? `connection ${byWhat(judgement)}`
        : `not reached: ${subject.code}`
    case 'nothing':
      return 'nothing was refused'
  }
}

/** `alert unknown_ca (48)`, `answer 400`, `closed`. */
function byWhat({ means, alert, status }: Judgement): string {
  if (alert) return `alert ${alert.description} (${alert.code})`
  if (means === 'answer') return `answer ${status}`
  return {
    close: 'closed',
    reset: 'reset',
    'own-check': 'our own check',
    'time-limit': 'time limit',
    alert: 'alert',
    none: 'no connection',
  }[means]
}
