import { stripVTControlCharacters } from 'node:util'

/** The message with which an assertion fails, without colours; fails itself when the assertion holds. */
export function messageOf(assertion: () => void): string {
  try {
    assertion()
  } catch (error) {
    return textOf(error)
  }
  throw new Error('the assertion holds')
}

/** As `messageOf`, for an assertion on a promise or a function. */
export async function rejectionOf(assertion: PromiseLike<void> | void): Promise<string> {
  const outcome = await Promise.resolve(assertion).then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  if (!outcome) throw new Error('the assertion holds')
  return textOf(outcome.error)
}

function textOf(error: unknown): string {
  const { name, message } = error as Error
  const text = stripVTControlCharacters(message)
  return name === 'Error' ? text : `${name}: ${text}`
}
