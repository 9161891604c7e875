import type { RunReport } from './run-report.ts'

/** Who has used a connection, by its place in the report's `connections`. */
export type CallingClients = ReadonlyMap<number, ReadonlySet<string>>

export function callingClients({ tests }: Pick<RunReport, 'tests'>): CallingClients {
  const clients = new Map<number, Set<string>>()
  for (const { client = 'request', connections } of tests.flatMap(({ calls }) => calls))
    for (const place of connections) clients.set(place, (clients.get(place) ?? new Set()).add(client))
  return clients
}

/** Each once, by name; none where `request` was the only one. */
export function namedClients(clients: readonly string[]): string[] {
  const names = [...new Set(clients)].sort()
  return names.every((name) => name === 'request') ? [] : names
}
