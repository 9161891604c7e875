/** One `clientCertificates` entry and why it does, or does not, apply to a URL. Public facts only. */
export interface EntryExplanation {
  /** Place in the config: `clientCertificates[1]`. */
  path: string
  /** `name` of the entry. */
  name?: string
  /** Host pattern as written. */
  host: string
  port: number | '*'
  applies: boolean
  /** Why: `exact host, exact port`, or `port 443, the request goes to 8443`. */
  reason: string
  /** Subject of the entry's certificate (RFC 4514) where it has been read. */
  subject?: string
}

/** Which client certificate the config offers for a URL, and why not another. */
export interface Explanation {
  /** Without a user's name and password, and `?…` for its query: they may be secrets. */
  url: string
  /** One sentence: what is offered, or why nothing is. */
  summary: string
  /** The entry that applies. */
  applied?: EntryExplanation
  /** Every other entry, in the order of the config. */
  others: EntryExplanation[]
  /** Place of the entry that is offered to the https proxy on the way. */
  forProxy?: string
  /** No config was found: `/app and /repo were searched`, and which files were passed by. */
  search?: string
  /** The config file, where there is one. */
  configFile?: string
}
