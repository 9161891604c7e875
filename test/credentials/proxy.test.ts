import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import { proxyFor } from '../../src/credentials/proxy.ts'

async function proxyOf(address: string, env: Record<string, string>, proxy?: string | false) {
  const config = await loadConfig({ root: '/project', env, config: proxy === undefined ? {} : { proxy } })
  return proxyFor(new URL(address), config.proxy)?.href
}

describe('from the environment, as curl reads it', () => {
  const proxy = 'http://proxy.internal:3128'

  test.each([
    [{ HTTPS_PROXY: proxy }, 'https://api.test', `${proxy}/`],
    [{ https_proxy: proxy, HTTPS_PROXY: 'http://other' }, 'https://api.test', `${proxy}/`],
    [{ https_proxy: '', HTTPS_PROXY: proxy }, 'https://api.test', `${proxy}/`],
    [{ ALL_PROXY: proxy }, 'https://api.test', `${proxy}/`],
    [{ HTTPS_PROXY: 'proxy.internal:3128' }, 'https://api.test', `${proxy}/`],
    [{ HTTP_PROXY: proxy }, 'https://api.test', undefined],
    [{ HTTP_PROXY: proxy }, 'http://api.test', undefined],
    [{ http_proxy: proxy }, 'http://api.test', `${proxy}/`],
    [{ HTTPS_PROXY: proxy }, 'https://localhost:8443', undefined],
    [{ HTTPS_PROXY: proxy }, 'https://a.localhost', undefined],
    [{ HTTPS_PROXY: proxy }, 'https://127.0.0.53', undefined],
    [{ HTTPS_PROXY: proxy }, 'https://[::1]:8443', undefined],
    [{}, 'https://api.test', undefined],
  ])('%j, %s: %s', async (env, address, expected) => {
    expect(await proxyOf(address, env as Record<string, string>)).toBe(expected)
  })

  test.each([
    ['*', 'https://api.test', true],
    ['api.test', 'https://api.test', true],
    ['API.test', 'https://api.test', true],
    ['.api.test', 'https://api.test', true],
    ['*.api.test', 'https://a.api.test', true],
    ['api.test', 'https://a.b.api.test', true],
    ['api.test', 'https://notapi.test', false],
    ['other.test, api.test', 'https://api.test', true],
    ['other.test api.test', 'https://api.test', true],
    ['api.test.', 'https://api.test', true],
    ['api.test:8443', 'https://api.test:8443', true],
    ['api.test:8443', 'https://api.test', false],
    ['10.0.0.1', 'https://10.0.0.1', true],
    ['10.0.0.0/8', 'https://10.200.0.1', true],
    ['10.0.0.0/8', 'https://11.0.0.1', false],
    ['2001:db8::/32', 'https://[2001:db8::5]', true],
    ['[2001:db8::5]', 'https://[2001:db8::5]', true],
    ['10.0.0.0/99', 'https://10.0.0.1', false],
    ['', 'https://api.test', false],
  ])('NO_PROXY=%s, %s: direct %s', async (NO_PROXY, address, direct) => {
    expect(await proxyOf(address, { HTTPS_PROXY: proxy, NO_PROXY })).toBe(direct ? undefined : `${proxy}/`)
  })
})

test('a proxy of the config takes every host', async () => {
  expect(await proxyOf('https://localhost', { NO_PROXY: '*' }, 'http://127.0.0.1:3128')).toBe('http://127.0.0.1:3128/')
})

test('false is no proxy', async () => {
  expect(await proxyOf('https://api.test', { HTTPS_PROXY: 'http://proxy' }, false)).toBeUndefined()
})

test('a proxy of a kind that cannot be used is a warning that does not show it', async () => {
  const config = await loadConfig({ root: '/project', env: { ALL_PROXY: 'socks5://user:hunter2@proxy' }, config: {} })
  expect(config.warnings).toMatchObject([
    { message: 'The environment variable ALL_PROXY holds no URL of an HTTP proxy; no proxy is used.' },
  ])
  expect(JSON.stringify(config.warnings)).not.toContain('hunter2')
})

describe('a key in the place of a proxy', () => {
  // As random as a key, and the same in each run.
  const key = createHash('sha512').update('a key').digest('base64url')

  test.each([
    ['alone', key.slice(0, 40)],
    ['behind http://', `http://${key.slice(0, 40)}`],
    ['with a port', `http://${key.slice(0, 40)}:3128`],
    ['in hexadecimal', `http://${Buffer.from(key).toString('hex').slice(0, 48)}`],
  ])('is refused and not shown: %s', async (_, written) => {
    const error = await proxyOf('https://api.test', {}, written).catch((reason: Error) => reason)
    expect(error).toMatchObject({ name: 'ConfigError', problems: [{ path: 'proxy' }] })
    const word = written.replace(/^http:\/\/|:3128$/g, '')
    expect((error as Error).message.toLowerCase()).not.toContain(word.toLowerCase())
  })

  test('a host of random small letters is none', async () => {
    expect(await proxyOf('https://api.test', {}, 'http://proxy-7f9c4d8b6-x2k9q.egress.svc:3128')).toBe(
      'http://proxy-7f9c4d8b6-x2k9q.egress.svc:3128/',
    )
  })
})
