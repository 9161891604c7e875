import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { createOrderService } from '../src/order-service.ts'

declare module 'vitest' {
  interface ProvidedContext {
    serviceUrl: string
  }
}

/** One service for all test files, on a free port. */
export default async function startService(project: TestProject) {
  const read = (name: string) => readFileSync(new URL(`../certs/${name}`, import.meta.url), 'utf8')
  const service = createOrderService({ cert: read('service.crt'), key: read('service.key'), ca: read('ca.pem') })
  await once(service.listen(0, '127.0.0.1'), 'listening')
  project.provide('serviceUrl', `https://localhost:${(service.address() as AddressInfo).port}`)
  return () => {
    service.close()
    service.closeAllConnections()
  }
}
