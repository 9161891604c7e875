import { afterAll, beforeAll, expect, test } from 'vitest'
import { createExampleProject } from '../../fixtures/example-project.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'
import { matchers } from '../../src/matchers/index.ts'
import { type Lab, startLab } from './lab.ts'
import { rejectionOf } from './message-of.ts'

expect.extend(matchers)

let lab: Lab
let strict: string
let plain: string

beforeAll(async () => {
  lab = await startLab()
  strict = lab.to('strict')
  plain = lab.to('plain')
})

afterAll(() => lab?.close())

const refused = () => lab.client.request(strict, { clientCert: false })

test('resolves: a response holds or fails, a refusal is no response', async () => {
  const { request } = lab.client
  await expect(request(strict)).resolves.toHaveSentClientCert('orders')
  await expect(request(plain)).resolves.not.toHaveSentClientCert()
  expect(await rejectionOf(expect(request(plain)).resolves.toHaveSentClientCert())).toMatch(
    /^expect\(received\)\.resolves\.toHaveSentClientCert\(\)\n.*the server never asked/s,
  )
  expect(await rejectionOf(expect(refused()).resolves.not.toHaveSentClientCert())).toContain('instead of resolving')
})

test('rejects: a refusal holds or fails, a response is no refusal', async () => {
  await expect(refused()).rejects.toHaveTlsAlert('certificate_required')
  await expect(refused()).rejects.not.toHaveSentClientCert()
  expect(await rejectionOf(expect(refused()).rejects.not.toHaveRejectedClientCert())).toMatch(
    /^expect\(received\)\.rejects\.not\.toHaveRejectedClientCert\(\)\n.*via alert/s,
  )
  expect(await rejectionOf(expect(lab.client.request(strict)).rejects.toHaveSentClientCert())).toContain(
    'instead of rejecting',
  )
})

test('poll: until a response holds', async () => {
  const tries = [plain, plain, strict]
  const next = async () => lab.client.request(tries.shift() ?? strict)
  await expect.poll(next, { interval: 1, timeout: 15_000 }).toHaveSentClientCert()
  expect(tries).toEqual([])
  const never = expect.poll(() => lab.client.request(plain), { interval: 1, timeout: 1000 }).toHaveSentClientCert()
  expect(await rejectionOf(never)).toContain('Received: no client certificate: the server never asked for one')
})

test('inside another matcher: a response, an error, a handshake', async () => {
  const { request } = lab.client
  const sent = await request(strict)
  const calls = { sent, refused: await refused().catch((error: unknown) => error), plain: await request(plain) }
  expect(calls).toEqual({
    sent: expect.toHaveSentClientCert({ subject: expect.stringContaining('orders') }),
    refused: expect.toHaveRejectedClientCert({ via: 'alert' }),
    plain: expect.not.toHaveSentClientCert(),
  })
  expect([sent.handshake]).toContainEqual(expect.toHaveTlsVersion('TLSv1.3'))
  expect(calls).not.toMatchObject({ plain: expect.toHaveSentClientCert() })
})

test('soft: every failure of a test is told, with its message', async () => {
  const results = await runSoft(`
    test('fails twice', async () => {
      const response = await request('${strict}')
      expect.soft(response).not.toHaveSentClientCert()
      await expect.soft(request('${strict}')).toHaveCertError('expired')
      expect.soft(response).toHaveSentClientCert()
    })
    test('holds', async () => {
      await expect.soft(request('${strict}')).toHaveSentClientCert()
      await expect.soft(request('${strict}')).resolves.not.toHaveCertError()
    })
  `)
  expect(results.map(({ title, status }) => `${title}: ${status}`)).toEqual(['fails twice: failed', 'holds: passed'])
  expect(results[0]?.failureMessages.map((text) => text.split('\n')[0])).toEqual([
    'Error: expect(received).not.toHaveSentClientCert()',
    'Error: expect(received).toHaveCertError(expected)',
  ])
})

/** In a run of its own: a soft failure fails the test that it is in. */
async function runSoft(tests: string) {
  await using project = await createExampleProject()
  await project.write({
    'vitest.config.ts': 'export default {}',
    'soft.test.ts': `
    import { expect, test } from 'vitest'
    import { matchers } from 'vitest-mtls/matchers'
    import { createClient } from 'vitest-mtls/request'
    expect.extend(matchers)
    const { request } = createClient(${JSON.stringify(lab.options)})
    ${tests}`,
  })
  const { report } = await runVitest(project.folder)
  return report?.testResults[0]?.assertionResults ?? []
}
