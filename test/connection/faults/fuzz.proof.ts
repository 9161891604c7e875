import { expect, it, vi } from 'vitest'
import { hiddenPieces } from '../handle-tap/hidden-internals.ts'

/** `npm run fuzz:connections` makes 30,000. */
const count = 300

it.each(['the tap on the handle', 'the Duplex'] as const)(
  'nothing is uncaught, hangs or is told wrong over %s',
  async (way) => {
    const restore = way === 'the Duplex' ? hiddenPieces[0]!.hide() : () => {}
    try {
      vi.resetModules()
      const { missingInternals } = await import('../../../src/connection/handle-tap/record-socket.ts')
      expect(missingInternals().length > 0).toBe(way === 'the Duplex')
      const { fuzzConnections } = await import('./fuzzed-connections.ts')
      const { connections, outcomes, wrong } = await fuzzConnections({ count, seed: way === 'the Duplex' ? 5_000 : 1 })
      expect(wrong).toEqual([])
      expect(connections).toBeGreaterThanOrEqual(count)
      // Calls of every kind, of which some came to an answer and more did not.
      expect([...outcomes.keys()].some((outcome) => outcome.endsWith(': answered'))).toBe(true)
      expect([...outcomes.keys()].some((outcome) => outcome.endsWith(': failed'))).toBe(true)
    } finally {
      restore()
    }
  },
)
