import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { availableParallelism, loadavg } from 'node:os'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startChromium } from '../../fixtures/browser.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import type { FlawTable } from '../../src/evidence/flaw-table.ts'
import { renderPage } from '../../src/report/page.ts'
import { createRunReport, type TestRun } from '../../src/report/run-report.ts'
import { alert, certificate, handshake, serverCertificate } from '../judgement/evidence-builder.ts'
import { call, connection, testRun } from './run-builder.ts'

const startedAt = '2031-05-01T12:00:00.000Z'
const kept = connection(
  handshake({ status: 'sent', authorities: ['CN=Example CA,O=Example'], chain: [certificate()], startedAt }),
)
const selfSigned = connection(
  handshake({
    host: 'lab.example',
    startedAt,
    server: [serverCertificate({ subject: 'CN=lab', validTo: '2031-05-11T12:00:00.000Z', fingerprint256: '01' })],
    problems: [{ class: 'self-signed', message: 'CN=lab is self-signed.', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
  }),
)
const rude = connection(
  handshake({
    host: 'rude.example',
    startedAt,
    server: [
      serverCertificate({ subject: 'CN=</symbol><script>document.title="taken over"</script>', fingerprint256: '02' }),
    ],
  }),
)

const refusing = connection(
  handshake({ host: 'strict.example', startedAt, status: 'sent', alerts: [alert(48, 'unknown_ca')] }),
)
const flaws: FlawTable = {
  target: 'https://api.internal:8443/orders',
  control: { subject: 'CN=orders', status: 200 },
  rows: [
    {
      flaw: 'expired',
      description: 'its time is over',
      outcome: 'refused',
      via: 'alert',
      evidence: 'alert certificate_expired (45)',
    },
    {
      flaw: 'weak-key',
      description: 'RSA 1024',
      outcome: 'accepted',
      status: 200,
      evidence: 'status 200, as the good one',
    },
  ],
}

const report = createRunReport(
  [
    testRun([call([kept]), call([kept])], { names: ['orders', 'accepts our certificate'], durationMs: 12 }),
    withFlaws(testRun([call([kept])], { names: ['orders', 'again'] })),
    testRun(
      [
        call([selfSigned], {
          url: 'https://lab.example:8443/',
          status: undefined,
          error: { name: 'HandshakeError', code: 'DEPTH_ZERO_SELF_SIGNED_CERT', message: 'self-signed certificate' },
        }),
      ],
      {
        names: ['the lab <b>box</b>'],
        state: 'failed',
        file: 'lab.test.ts',
        durationMs: 34,
        retries: 2,
        failures: [
          {
            name: 'HandshakeError',
            message: 'We refused the server <i>at</i> lab.example.',
            place: 'lab.test.ts:5:9',
            frame: "     4 | test('the lab box', async () => {\n>    5 |   await request(lab)\n     6 | })",
          },
        ],
      },
    ),
    testRun([call([rude])], { names: ['rude'], file: 'rude.test.ts' }),
    testRun(
      [
        call([refusing], {
          url: 'https://strict.example:8443/',
          status: undefined,
          error: { name: 'HandshakeError', code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', message: 'tlsv1 alert unknown ca' },
        }),
      ],
      { names: ['is refused'], file: 'strict.test.ts' },
    ),
    testRun([call([kept])], { names: [], state: 'hooks' }),
    testRun([], {
      names: ['without a request'],
      state: 'failed',
      file: 'sums.test.ts',
      failures: [{ name: 'AssertionError', message: 'expected 1 to be 2' }],
    }),
  ],
  { passed: 40, failed: 2, skipped: 1 },
)

function withFlaws(run: TestRun): TestRun {
  return { ...run, evidence: { ...run.evidence, flaws: [flaws] } }
}

/** A machine with other things to do has the time of several. */
const slowness = Math.max(1, loadavg()[0]! / availableParallelism())

const missing = requireProgram('chromium')

describe.skipIf(missing)(`the page in Chromium${missing ? ` (${missing})` : ''}`, () => {
  let browser: Browser
  let url: string
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.setHeader('content-type', 'text/html').end(renderPage(report, { expiryDays: 30, captures: 'captures' }))
  })

  beforeAll(async () => {
    browser = await startChromium()
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  })

  afterAll(async () => {
    await browser?.close()
    server.close()
  })

  async function open(options: Parameters<Browser['newPage']>[0] = {}, path = '') {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options })
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
    await page.goto(url + path)
    return { page, problems }
  }

  const openAll = async (page: Page) => {
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    await expect.poll(() => page.locator('details:not([open])').count()).toBeGreaterThanOrEqual(0)
    // What was built by that has details of its own.
    await page.evaluate(
      "new Promise((done) => setTimeout(() => { for (const one of document.querySelectorAll('details')) one.open = true; setTimeout(done) }))",
    )
  }
  const titles = (page: Page, section: string) =>
    page.locator(`section:has(#${section}):visible summary h3`).allTextContents()

  test.each(['light', 'dark'] as const)('axe finds nothing, in %s, with everything open', async (colorScheme) => {
    for (const width of [1280, 390]) {
      const { page, problems } = await open({ colorScheme, viewport: { width, height: 900 } })
      await openAll(page)
      await page.addScriptTag({ content: await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8') })
      const results = (await page.evaluate('axe.run()')) as AxeResults
      expect(results.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
      expect(results.passes.map(({ id }) => id)).toContain('color-contrast')
      expect(problems).toEqual([])
      if (process.env.SCREENSHOTS) {
        const name = `${process.env.SCREENSHOTS}/${colorScheme}-${width}`
        await page.screenshot({ path: `${name}-open.png`, fullPage: true })
        await page.reload()
        await page.screenshot({ path: `${name}.png`, fullPage: true })
      }
      await page.close()
    }
  })

  test.each([1280, 390])('fits a screen of %i pixels', async (width) => {
    const { page } = await open({ viewport: { width, height: 900 } })
    await openAll(page)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    // Narrower ones could not be read.
    const drawings = await page.locator('.ladder:visible').all()
    expect(drawings.length).toBeGreaterThan(3)
    for (const drawing of drawings) expect((await drawing.boundingBox())?.width).toBeGreaterThan(300)
    await page.close()
  })

  test('asks for nothing but itself, and runs no script of a peer', async () => {
    asked.length = 0
    const { page } = await open()
    await page.waitForLoadState('networkidle')
    expect(asked).toEqual(['/'])
    expect(await page.title()).toBe('mTLS report')
    await page.close()
  })

  test('failures come first, open, each with its error, its line, its duration, its retries and its ladder', async () => {
    const { page } = await open()
    expect(await page.locator('main h2:visible').first().textContent()).toBe('Failures')
    expect(await titles(page, 'failures')).toEqual(['the lab <b>box</b>', 'without a request'])
    const failed = page.locator('details.test[open]').first()
    expect(await failed.locator('summary').textContent()).toContain('lab.test.ts, 34 ms, 2 retries, 1 request')
    expect(await failed.locator('.message').textContent()).toBe(
      'HandshakeError: We refused the server <i>at</i> lab.example.',
    )
    expect(await failed.locator('.frame .here').textContent()).toContain('await request(lab)')
    expect(await failed.locator('.ladder').isVisible()).toBe(true)
    expect(await failed.locator('.verdicts').textContent()).toContain('CN=lab is self-signed.')
    expect(await failed.locator('.judgement').textContent()).toContain('self-signed')
    await page.close()
  })

  test('attempts that fail alike show their error once', async () => {
    const failure = { name: 'AssertionError', message: 'expected 1 to be 2' }
    const run = testRun([], {
      names: ['flaky'],
      state: 'failed',
      failures: [failure, failure, { ...failure, name: 'Error' }],
    })
    const page = await browser.newPage()
    await page.setContent(renderPage(createRunReport([run]), { expiryDays: 30 }))
    expect(await page.locator('.failure').allTextContents()).toEqual([
      'AssertionError: expected 1 to be 22 times the same',
      'Error: expected 1 to be 2',
    ])
    await page.close()
  })

  test('a run without requests says so, and has nothing to search', async () => {
    const page = await browser.newPage()
    await page.setContent(renderPage(createRunReport([], { passed: 1, failed: 0, skipped: 0 }), { expiryDays: 30 }))
    expect(await page.locator('header').textContent()).toContain(
      '1 passed 0 skipped of 1 test; 0 made requests, over 0 TLS connections.No test has made a request',
    )
    expect(await page.locator('form').isVisible()).toBe(false)
    await page.close()
  })

  test('counts are those of Vitest, and hooks are neither passed nor failed', async () => {
    const { page } = await open()
    expect(await page.locator('.counts').textContent()).toBe(
      '2 failed 40 passed 1 skipped of 43 tests; 5 made requests, over 4 TLS connections.',
    )
    expect(await page.locator('details[data-state=hooks] .state').textContent()).toBe('hooks')
    await page.close()
  })

  test("a group of rows a server, with the server's verdict on our certificate, linked to the tests", async () => {
    const { page } = await open()
    const servers = page.locator('section:has(#servers)')
    expect(await servers.locator('h3').allTextContents()).toEqual([
      'api.internal:8443',
      'lab.example:8443',
      'rude.example:8443',
      'strict.example:8443',
    ])
    const verdicts = await servers.locator('td:nth-child(4)').allTextContents()
    expect(verdicts).toEqual(['accepted', 'not asked', 'not asked', 'refused: unknown_caas expected'])
    // A passing negative test warns of nothing, and is no bad news.
    expect(await servers.locator('td:nth-child(4) .bad').count()).toBe(0)
    expect(await servers.locator('td:nth-child(6)').allTextContents()).toEqual([
      'client 244, server 244',
      'server 10',
      'server 244',
      'client 244, server 244',
    ])
    expect(await servers.locator('td:nth-child(8)').last().textContent()).toBe('none')
    await servers.getByRole('link', { name: 'is refused' }).click()
    await expect.poll(() => page.locator('details.test[open] summary', { hasText: 'is refused' }).count()).toBe(1)
    await page.close()
  })

  test('the rejection matrix is a table', async () => {
    const { page } = await open()
    const matrix = page.locator('section:has(#matrix)')
    expect(await matrix.locator('tbody tr').allTextContents()).toEqual([
      'expired its time is overrefusedalert certificate_expired (45)',
      'weak-key RSA 1024acceptedstatus 200, as the good one',
    ])
    await page.close()
  })

  test('search and filter leave what fits, and say how much', async () => {
    const { page } = await open()
    const shown = () => page.locator('#shown').textContent()
    await page.keyboard.press('/')
    await page.keyboard.type('lab self-signed')
    await expect.poll(shown).toBe('1 of 7 tests, 1 of 4 connections')
    expect(await titles(page, 'failures')).toEqual(['the lab <b>box</b>'])
    expect(await page.locator('section:has(#servers) h3').allTextContents()).toEqual(['lab.example:8443'])
    await page.getByRole('searchbox').fill('CN=orders')
    await expect.poll(() => titles(page, 'connections')).toEqual(['Connection 2', 'Connection 4'])
    await page.getByRole('searchbox').fill('')
    await page.getByRole('combobox').selectOption('failed')
    await expect.poll(shown).toBe('2 of 7 tests, 1 of 4 connections')
    await page.close()
  })

  test('by keyboard from a test to its connection and back', async () => {
    const { page } = await open()
    await page
      .locator('details.test[open] a', { hasText: /^connection/ })
      .first()
      .focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate("document.activeElement.closest('details')?.className")).toBe('connection')
    const article = page.locator('details.connection[open]')
    const validity = article.locator('.validity').first()
    expect(await validity.textContent()).toContain('10 days left')
    expect(await validity.locator('.label').textContent()).toBe('run: 2031-05-01')
    await article.getByRole('link', { name: 'the lab' }).press('Enter')
    await expect.poll(() => page.evaluate("document.activeElement.closest('details')?.className")).toBe('test')
    await page.close()
  })

  test('a link to a connection opens it', async () => {
    const { page } = await open({}, '#connection-2')
    await expect.poll(() => page.locator('#connection-2').getAttribute('open')).not.toBeNull()
    await page.close()
  })

  test('a ladder in words for those who do not see it', async () => {
    const { page } = await open()
    const steps = page.locator('details.test[open] .ladder ol').first()
    expect(await steps.locator('li').allTextContents()).toEqual([
      'client: ClientHello: api.internal',
      'server: ServerHello: TLSv1.3, TLS_AES_128_GCM_SHA256, x25519',
      'server: Certificate: CN=lab',
    ])
    await page.close()
  })

  test('on paper there is what matters, and no form', async () => {
    const { page } = await open()
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('search').isVisible()).toBe(false)
    expect(await page.locator('details.test[open] .message').first().isVisible()).toBe(true)
    await page.close()
  })

  test('5,000 tests and 2,000 connections open within 2 seconds, and can be searched', {
    timeout: 120_000,
  }, async () => {
    const runs = Array.from({ length: 5_000 }, (_, place) => {
      const used =
        place < 2_000
          ? connection(handshake({ host: `host-${place % 400}.example`, status: 'sent', startedAt }))
          : undefined
      const calls = used
        ? [call([used], { url: `https://host-${place % 400}.example/` })]
        : [call([], { url: 'http://plain.example/' })]
      return testRun(calls, {
        names: [`test number ${place}`],
        file: `file-${place % 100}.test.ts`,
        state: place % 50 === 0 ? 'failed' : 'passed',
      })
    })
    const large = createRunReport(runs)
    expect([large.tests.length, large.connections.length]).toEqual([5_000, 2_000])
    const page = await browser.newPage()
    await page.route('http://large.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: renderPage(large, { expiryDays: 30 }) }),
    )
    await page.goto('http://large.example/')
    await page.locator('section:has(#failures) details').first().waitFor()
    const timing = (await page.evaluate(
      "(({ responseEnd, domContentLoadedEventEnd }) => domContentLoadedEventEnd - responseEnd)(performance.getEntriesByType('navigation')[0])",
    )) as number
    expect(timing).toBeLessThan(2_000 * slowness)
    const started = Date.now()
    await page.getByRole('searchbox').fill('number 4999')
    await expect.poll(() => page.locator('#shown').textContent()).toBe('1 of 5000 tests, 0 of 2000 connections')
    expect(Date.now() - started).toBeLessThan(2_000 * slowness)
    await page.close()
  })
})
