/** How long a connection that nobody uses is kept where the server has not said how long it does. Milliseconds. */
export const USUAL_IDLE_TIME = 4000
const LONGEST_IDLE_TIME = 600_000

/** The client lets go so much earlier than the server, lest a request meets the server's goodbye. Milliseconds. */
const MARGIN = 1000

/** Milliseconds that a connection may be kept after an answer with these header fields, name and value by turns; 0: not at all. */
export function idleTimeAfter(rawHeaders: readonly string[]): number {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!
    if (name.length !== 'keep-alive'.length || name.toLowerCase() !== 'keep-alive') continue
    const seconds = /\btimeout=(\d+)/.exec(rawHeaders[index + 1]!)?.[1]
    if (seconds !== undefined) return Math.min(Math.max(Number(seconds) * 1000 - MARGIN, 0), LONGEST_IDLE_TIME)
  }
  return USUAL_IDLE_TIME
}
