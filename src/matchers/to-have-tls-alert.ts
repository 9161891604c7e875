import type { Alert } from '../tls/handshake.ts'
import { readAlert } from './alert-expectation.ts'
import { printExpectation } from './certificate-expectation.ts'
import { alertOf } from './connection-facts.ts'
import { defineMatcher } from './define-matcher.ts'
import { readFields } from './fields.ts'
import { isAsymmetric, isRegExp } from './text-expectation.ts'
import type { AlertExpectation } from './types.ts'
import { unreadable } from './unreadable.ts'

const name = 'toHaveTlsAlert'

/** Holds when an alert that fits went over the connection. */
export const toHaveTlsAlert = defineMatcher(name, (context, ...args: [expected?: unknown, options?: unknown]) => {
  const { fits, from } = readAlertExpectation(args)
  // Nothing comes after it (RFC 8446 section 6.2); what the other side said meanwhile, it does not tell.
  const endsConnection = (alert: Alert) =>
    alert.level === 'fatal' && isError(alert) && (from === undefined || alert.from === from)
  return {
    expected: `a TLS alert${args.length > 0 ? `: ${args.map((arg) => printExpectation(arg, context)).join(', ')}` : ''}`,
    judge: (subject) => {
      const { alerts, capture } = subject.handshake
      const found = alerts.find(fits)
      if (found) return { pass: true, received: alertOf(found) }
      if (!capture.complete && !alerts.some(endsConnection)) throw unreadable(name, 'which alerts were sent', subject)
      if (alerts.length === 0) {
        return {
          pass: false,
          received: 'no alert',
          why: ['Neither side sent an alert on this connection.'],
          remedy:
            'Check that the request does what the other side is to refuse; a server may also close the connection without an alert, or answer over HTTP (toHaveRejectedClientCert tells).',
        }
      }
      return { pass: false, received: `other alerts: ${alerts.map(alertOf).join('; ')}` }
    },
  }
})

interface ReadAlertExpectation {
  fits: (alert: Alert) => boolean
  /** Whose alert is expected, where the test says so. */
  from?: Alert['from']
}

function readAlertExpectation(args: [expected?: unknown, options?: unknown]): ReadAlertExpectation {
  if (args.length === 0) return { fits: isError }
  const [expected, options] = args
  const isFields = typeof expected === 'object' && expected !== null && !isRegExp(expected) && !isAsymmetric(expected)
  const conditions = isFields ? readAlertFields(expected) : [readAlert(expected, name)]
  if (args.length > 1) conditions.push(...readAlertFields(options))
  // Without a name, saying goodbye does not count.
  const isNamed = !isFields || Object.hasOwn(expected, 'alert')
  const { from } = { ...(isFields && (expected as AlertExpectation)), ...(options as AlertExpectation | undefined) }
  return {
    fits: (alert) => (isNamed || isError(alert)) && conditions.every((condition) => condition(alert)),
    ...(from !== undefined && { from }),
  }
}

function readAlertFields(expected: unknown): ((alert: Alert) => boolean)[] {
  return readFields<AlertExpectation>(expected, checks, name).map(([field, value]) => {
    return field === 'alert' ? readAlert(value, name) : (alert) => alert[field] === value
  })
}

const checks = {
  alert: () => true,
  from: (value: unknown) => value === 'client' || value === 'server',
  level: (value: unknown) => value === 'warning' || value === 'fatal',
}

/** Closure alerts are no errors (RFC 8446 section 6.1): close_notify, user_canceled. */
function isError({ code }: Alert): boolean {
  return code !== 0 && code !== 90
}
