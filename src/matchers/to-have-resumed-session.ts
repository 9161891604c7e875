import { defineMatcher } from './define-matcher.ts'
import { unreadable } from './unreadable.ts'

const name = 'toHaveResumedSession'

/** Holds when the session was resumed. */
export const toHaveResumedSession = defineMatcher(name, () => ({
  expected: 'a resumed session',
  judge: (subject) => {
    const { resumed, serverCertificate, capture } = subject.handshake
    if (resumed) {
      return {
        pass: true,
        received: 'resumed',
        why: ['An earlier connection to this server left a session, and resumption is switched on.'],
        remedy: 'Take resumption: true out of the config, or pass fresh: true with the request.',
      }
    }
    const isFull = serverCertificate.chain.length > 0
    if (!isFull && !capture.complete) throw unreadable(name, 'whether the session was resumed', subject)
    return {
      pass: false,
      received: 'a full handshake',
      why: [
        'A session is resumed only on a new connection, after an earlier one to the same server with the same identity, and only with resumption: true.',
      ],
      remedy:
        'Set resumption: true at the top level of the config, and let the server give sessions (TLS 1.3: tickets).',
    }
  },
}))
