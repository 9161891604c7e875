import { X509Certificate } from 'node:crypto'
import { type ApacheView, startApache } from '../../../fixtures/apache.ts'
import { logFile, observe, type Server } from '../observed-server.ts'
import { objectionIn, type ServerView } from '../server-view.ts'

export const apache: Server = {
  name: 'Apache',
  program: 'apache2',
  versionArguments: ['-v'],
  http2: true,
  async start(options) {
    const running = await startApache(options)
    const logs = { answered: logFile(running, 'access.log'), refused: logFile(running, 'error.log') }
    return observe(running, logs, (logged, answer) => (answer === undefined ? refused(logged) : answered(logged)))
  },
}

function answered(logged: string): ServerView | undefined {
  const line = /^(.+)\n/.exec(logged)?.[1]
  if (line === undefined) return undefined
  const { status, subject, certificate, protocol, cipher, http }: ApacheView = JSON.parse(line)
  const isShown = certificate !== '-'
  return {
    accepted: status === '200',
    certificate: isShown,
    ...(isShown && { subject, fingerprint: new X509Certificate(certificate).fingerprint256 }),
    ...{ protocol, cipher },
    alpn: http === 'HTTP/2.0' ? 'h2' : 'http/1.1',
  }
}

function refused(logged: string): ServerView | undefined {
  const words = /SSL Library Error: .+\n/.exec(logged)?.[0]
  if (words === undefined) return undefined
  const [, objection, subject, serialNumber] =
    /Certificate Verification: Error \(\d+\): (.+?) \[subject: (.+?) \/ issuer: .+? \/ serial: (\w+)/.exec(logged) ?? []
  return {
    accepted: false,
    certificate: subject !== undefined,
    ...(subject !== undefined && { subject }),
    ...(serialNumber !== undefined && { serialNumber }),
    ...objectionIn(objection ?? words),
  }
}
