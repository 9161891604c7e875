import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createCA, createCert } from 'mkcert'

/** Makes what the tests need, once: an authority, the service's certificate, a customer's, and one that the authority did not issue. */
export async function makeCertificates(folder: string): Promise<void> {
  if (existsSync(join(folder, 'ca.pem'))) return
  await mkdir(folder, { recursive: true })
  const authority = { countryCode: 'NP', state: 'Bagmati', locality: 'Kathmandu', validity: 90 }
  const ours = await createCA({ ...authority, organization: 'Example Orders' })
  const foreign = await createCA({ ...authority, organization: 'Somebody Else' })
  const write = (name: string, content: string) => writeFile(join(folder, name), content, { mode: 0o600 })
  for (const [name, ca, domains] of [
    ['service', ours, ['localhost', '127.0.0.1']],
    ['customer', ours, ['customer-42']],
    ['stranger', foreign, ['customer-42']],
  ] as const) {
    const { cert, key } = await createCert({ ca, domains: [...domains], validity: 90 })
    await write(`${name}.crt`, cert)
    await write(`${name}.key`, key)
  }
  await write('ca.pem', ours.cert)
}
