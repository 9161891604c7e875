/** Playwright's request context; it takes additional authorities from the environment alone, so trust is left out. */
import { request } from 'playwright-core'

export default async function connect({ origin, files, fresh }) {
  const context = await request.newContext({
    clientCertificates: [{ origin, certPath: files.cert, keyPath: files.key }],
    ignoreHTTPSErrors: true,
    ...(fresh && { extraHTTPHeaders: { connection: 'close' } }),
  })
  // A response is held until it is disposed of.
  const use = async (response, read) => {
    const result = await read(response)
    await response.dispose()
    return result
  }
  return {
    get: async (path) => use(await context.get(origin + path), async (response) => (await response.body()).byteLength),
    post: async (path, data) => use(await context.post(origin + path, { data }), (response) => response.json()),
    close: () => context.dispose(),
  }
}
