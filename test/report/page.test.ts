import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startChromium } from '../../fixtures/browser.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { renderPage } from '../../src/report/page.ts'
import { createRunReport } from '../../src/report/run-report.ts'
import { certificate, handshake, serverCertificate } from '../judgement/evidence-builder.ts'
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

const report = createRunReport([
  testRun([call([kept]), call([kept])], { names: ['orders', 'accepts our certificate'] }),
  testRun([call([kept])], { names: ['orders', 'again'] }),
  testRun(
    [
      call([selfSigned], {
        url: 'https://lab.example/',
        status: undefined,
        error: { name: 'HandshakeError', code: 'DEPTH_ZERO_SELF_SIGNED_CERT', message: 'self-signed certificate' },
      }),
    ],
    { names: ['the lab <b>box</b>'], state: 'failed', file: 'lab.test.ts' },
  ),
  testRun([call([rude])], { names: ['rude'], file: 'rude.test.ts' }),
])

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

  const openAll = "for (const details of document.querySelectorAll('details')) details.open = true"
  const titles = (page: Page) => page.locator('details.test:visible h4').allTextContents()

  test.each(['light', 'dark'] as const)('axe finds nothing, in %s, with everything open', async (colorScheme) => {
    const { page, problems } = await open({ colorScheme })
    await page.evaluate(openAll)
    await page.addScriptTag({ content: await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8') })
    const results = (await page.evaluate('axe.run()')) as AxeResults
    expect(results.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    expect(results.passes.map(({ id }) => id)).toContain('color-contrast')
    expect(problems).toEqual([])
    await page.close()
  })

  test.each([1280, 390])('fits a screen of %i pixels', async (width) => {
    const { page } = await open({ viewport: { width, height: 900 } })
    await page.evaluate(openAll)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    // Narrower ones could not be read.
    const drawings = await page.locator('.ladder svg').all()
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

  test('what failed is open, and shows its ladder, its cause and its problem', async () => {
    const { page } = await open()
    const failed = page.locator('details.test[open]')
    expect(await failed.locator('h4').allTextContents()).toEqual(['the lab <b>box</b>'])
    expect(await failed.locator('.ladder svg').isVisible()).toBe(true)
    expect(await failed.locator('.verdicts').textContent()).toContain('CN=lab is self-signed.')
    expect(await failed.locator('.judgement').textContent()).toContain('self-signed')
    await page.close()
  })

  test('search and filter leave what fits, and say how much', async () => {
    const { page } = await open()
    await page.keyboard.press('/')
    await page.keyboard.type('lab self-signed')
    expect(await titles(page)).toEqual(['the lab <b>box</b>'])
    expect(await page.locator('#shown').textContent()).toBe('1 of 4 tests, 1 of 3 connections')
    await page.getByRole('searchbox').fill('CN=orders')
    expect(await page.locator('details.connection:visible h4').allTextContents()).toEqual(['Connection 2'])
    await page.getByRole('searchbox').fill('')
    await page.getByRole('combobox').selectOption('failed')
    expect(await titles(page)).toEqual(['the lab <b>box</b>'])
    await page.close()
  })

  test('by keyboard from a test to its connection and back', async () => {
    const { page } = await open()
    await page.locator('details.test[open] a', { hasText: 'connection 1' }).focus()
    await page.keyboard.press('Enter')
    const article = page.locator('#connection-1')
    await expect.poll(() => article.getAttribute('open')).not.toBeNull()
    expect(await page.evaluate("document.activeElement.closest('details')?.id")).toBe('connection-1')
    expect(await article.locator('.validity').first().textContent()).toContain('10 days left')
    await article.getByRole('link', { name: 'the lab' }).press('Enter')
    await expect.poll(() => page.evaluate("document.activeElement.closest('details')?.className")).toBe('test')
    await page.close()
  })

  test('a link to a connection opens it', async () => {
    const { page } = await open({}, '#connection-2')
    await expect.poll(() => page.locator('#connection-2').getAttribute('open')).not.toBeNull()
    await page.close()
  })

  test('everything can be read without scripts', async () => {
    const { page } = await open({ javaScriptEnabled: false })
    expect(await titles(page)).toHaveLength(4)
    expect(await page.getByRole('search').isVisible()).toBe(false)
    await page.close()
  })

  test('a ladder in words for those who do not see it', async () => {
    const { page } = await open()
    const steps = page.locator('details.test[open] .ladder ol')
    expect(await steps.locator('li').allTextContents()).toEqual([
      'client: ClientHello: api.internal',
      'server: ServerHello: TLSv1.3, TLS_AES_128_GCM_SHA256, x25519',
      'server: Certificate: CN=lab',
    ])
    await page.close()
  })
})
