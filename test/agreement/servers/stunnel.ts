import { readStunnelViews, startStunnel } from '../../../fixtures/stunnel.ts'
import { observe, outputOf, type Server } from '../observed-server.ts'
import { objectionIn } from '../server-view.ts'

export const stunnel: Server = {
  name: 'stunnel',
  program: 'stunnel',
  versionArguments: ['-version'],
  http2: false,
  async start(options) {
    const running = await startStunnel(options)
    return observe(running, outputOf(running), (logged, answer) => {
      const refusal = /SSL_accept: .+\n/.exec(logged)?.[0]
      if (answer === undefined) {
        if (refusal === undefined) return undefined
        const rejected = /Rejected by CERT at depth=0: (.+)/.exec(logged)?.[1]
        return { accepted: false, certificate: rejected !== undefined, ...named(rejected), ...objectionIn(logged) }
      }
      const view = readStunnelViews(logged)[0]
      if (view === undefined) return undefined
      const { protocol, cipher, subject } = view
      return { accepted: true, certificate: subject !== undefined, ...named(subject), protocol, cipher }
    })
  },
}

/** It prints the least specific attribute first. */
function named(name: string | undefined): { subject?: string } {
  return name === undefined ? {} : { subject: name.split(', ').reverse().join(',') }
}
