import { sharedState } from './shared-state.ts'

/** Ends what a test has begun. */
export type CleanUp = () => Promise<void>

/** Takes over a clean-up for the present test, or for the file where no test is running. */
type Registrar = (cleanUp: CleanUp) => unknown

const state = () => sharedState<{ registrar?: Registrar }>('test-end', () => ({}))

/** The plugin, or the set-up for Jest, says where clean-ups go; it replaces the one before. */
export function onTestEndBy(registrar: Registrar): void {
  state().registrar = registrar
}

/** Calls `cleanUp` when the present test has ended. Returns whether anybody will. */
export function onTestEnd(cleanUp: CleanUp): boolean {
  const { registrar } = state()
  registrar?.(cleanUp)
  return registrar !== undefined
}
