/** A client certificate of another tool, and what it is for. */
export interface ImportedRule {
  name?: string
  /** Each becomes an entry. */
  hosts: readonly ImportedHost[]
  /** Paths as they are written, relative to what `ImportedFile.base` says. */
  cert?: string
  key?: string
  pfx?: string
  passphrase?: ImportedPassphrase
  enabled: boolean
  /** In the file, counted from 1. */
  line: number
}

export interface ImportedHost {
  /** As a config writes it: a name, `*.name` or `*`. */
  host: string
  port: number | '*'
}

/** Where a passphrase stands; its text is never carried along. */
export type ImportedPassphrase =
  | { kind: 'text' }
  | { kind: 'file'; file: string }
  | { kind: 'environment'; name: string }

/** An authority that another tool trusts. */
export interface ImportedAuthority {
  file: string
  /** Absent: for all hosts. */
  hosts?: readonly string[]
  line: number
}

/** What has no counterpart here, or a person has to look at. No secret. */
export interface ImportNote {
  line: number
  text: string
}

/** What a file of another tool says. */
export interface ImportedFile {
  /** The tool's name, for people. */
  tool: string
  /** Those that win first. */
  rules: ImportedRule[]
  ca: ImportedAuthority[]
  notes: ImportNote[]
  /** What relative paths are relative to. */
  base: 'file' | 'working-directory'
}
