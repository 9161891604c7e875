/** What a value may look like. The validation and the JSON Schema are both made from it. */
export type Shape =
  | { kind: 'boolean' }
  /** From 0 or from `from`, up to `to`. */
  | { kind: 'number'; from?: number; to?: number; whole?: true }
  /** What can be written as text: no object. */
  | { kind: 'scalar' }
  /** What only code can give; `words` say what it is, `fits` whether it is that, `not` why there may be none at all. */
  | { kind: 'any'; words?: string; fits?: (value: unknown) => boolean; orNull?: true; not?: string; secret?: true }
  /** `place`: where something is read or written; what can be none is not shown. */
  | {
      kind: 'text'
      secret?: true
      choices?: readonly string[]
      orFalse?: true
      words?: string
      place?: 'file' | 'folder'
    }
  | { kind: 'text or object'; text: Shape & { kind: 'text' }; object: Shape; words: string }
  | { kind: 'base64' }
  | { kind: 'host' }
  | { kind: 'port' }
  /** A file, its content, or one of `words`. */
  | { kind: 'source'; words?: readonly string[] }
  /** A source, or an object of options that holds one. */
  | { kind: 'source or object'; words: readonly string[]; options: OptionTable }
  | { kind: 'list'; of: Shape; orOne?: true; orFalse?: true }
  /** `forms`: sets of options of which one must be given whole. `issued`: also what a library has issued, with members of its own. */
  | {
      kind: 'object'
      options: OptionTable
      required?: readonly string[]
      forms?: readonly (readonly string[])[]
      issued?: true
    }
  | { kind: 'map'; of: Shape; keys: string; or?: Shape }

export interface Option {
  shape: Shape
  /** As in the type's docstring. */
  description: string
  default?: unknown
  examples?: readonly unknown[]
}

export type OptionTable = Readonly<Record<string, Option>>

export type TableOf<Options> = { [Name in keyof Required<Options>]: Option }
