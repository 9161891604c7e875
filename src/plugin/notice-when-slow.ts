/** Milliseconds that nobody wonders about. */
const unnoticed = 2000

/**
 * Says on stderr that work which takes long is going on, and how long it took. Key derivation may keep the process busy, so that only the
 * second can be said.
 */
export async function noticeWhenSlow<T>(what: string, work: () => Promise<T>, after = unnoticed): Promise<T> {
  const start = performance.now()
  const say = (text: string) => process.stderr.write(`vitest-mtls: ${text}\n`)
  const timer = setTimeout(() => say(`${what} ...`), after)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
    const seconds = (performance.now() - start) / 1000
    if (seconds * 1000 >= after) say(`${what} took ${seconds.toFixed(1)} s`)
  }
}
