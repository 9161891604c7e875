import { type PythonView, startPythonServer } from '../../../fixtures/python-server.ts'
import { observe, outputOf, type Server } from '../observed-server.ts'
import { objectionIn } from '../server-view.ts'

export const python: Server = {
  name: 'Python',
  program: 'python3',
  versionArguments: ['--version'],
  http2: false,
  async start(options) {
    const running = await startPythonServer(options)
    return observe(running, outputOf(running), (logged, answer) => {
      if (answer === undefined) {
        const words = /^ssl\.SSL\w*Error: .+(VERIFY_FAILED|DID_NOT_RETURN).+\n/m.exec(logged)?.[0]
        if (words === undefined) return undefined
        const { objection } = objectionIn(words)
        return { accepted: false, certificate: objection !== 'no certificate', ...(objection && { objection }) }
      }
      const { protocol, cipher, fingerprint256 }: PythonView = JSON.parse(answer.body)
      return {
        accepted: true,
        certificate: fingerprint256 !== null,
        ...(fingerprint256 !== null && { fingerprint: fingerprint256 }),
        ...{ protocol, cipher },
      }
    })
  },
}
