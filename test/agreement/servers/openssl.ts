import { readOpensslView, startOpensslServer } from '../../../fixtures/openssl-server.ts'
import { observe, outputOf, type Server } from '../observed-server.ts'
import { objectionIn } from '../server-view.ts'

const only = { 'TLSv1.2': '-tls1_2', 'TLSv1.3': '-tls1_3' }

export const openssl: Server = {
  name: 'openssl s_server',
  program: 'openssl',
  versionArguments: ['version'],
  http2: false,
  async start({ version, ...options }) {
    const running = await startOpensslServer({ ...options, arguments: [only[version]] })
    return observe(running, outputOf(running), (logged, answer) => {
      const presented = /^depth=0 (.+)\n/m.exec(logged)?.[1]
      const objection = objectionIn(logged)
      if (answer === undefined) {
        if (!/tls_process_client_certificate:.+\n/.test(logged)) return undefined
        return { accepted: false, certificate: presented !== undefined, ...named(presented), ...objection }
      }
      const { protocol, cipher, subject } = readOpensslView(answer.body)
      const serialNumber = /Serial Number: \d+ \(0x([0-9a-f]+)\)|Serial Number:\s+([0-9a-f:]+)/.exec(answer.body)
      return {
        accepted: true,
        certificate: subject !== undefined,
        ...named(subject),
        ...(serialNumber && { serialNumber: (serialNumber[1] ?? serialNumber[2]!).replaceAll(':', '').toUpperCase() }),
        ...{ protocol, cipher },
        ...objection,
      }
    })
  },
}

/** It prints the least specific attribute first: `O = Example, CN = orders`. */
function named(name: string | undefined): { subject?: string } {
  if (name === undefined) return {}
  return { subject: name.replaceAll(' = ', '=').split(', ').reverse().join(',') }
}
