import { base64Content, caEntryOptions, identityOptions, versions } from '../config/option-table.ts'
import type { Option, OptionTable, Shape, TableOf } from '../config/shape.ts'
import type { ProfileOverrides } from '../credentials/profile.ts'
import type { MtlsRequestInit } from './request-init.ts'

type OwnOptions = Pick<MtlsRequestInit, keyof ProfileOverrides | 'json' | 'query' | 'timeout' | 'fresh'>

const { base64 } = base64Content
const { file, passphrase } = caEntryOptions
const version: Shape = { kind: 'text', choices: versions }

const ownOptions: TableOf<OwnOptions> = {
  json: { shape: { kind: 'any' }, description: 'Sent as the body, with its content type.' },
  query: {
    shape: { kind: 'map', of: { kind: 'list', of: { kind: 'scalar' }, orOne: true }, keys: 'name' },
    description: "Added to the URL's query.",
  },
  // Node's timers take no longer ones.
  timeout: {
    shape: { kind: 'number', to: 2 ** 31 - 1 },
    description: 'Milliseconds until the whole answer must be there.',
  },
  fresh: { shape: { kind: 'boolean' }, description: 'Make a new connection for this request.' },
  verify: {
    shape: { kind: 'boolean' },
    description: "`false`: a problem of the server's certificate does not refuse it.",
  },
  clientCert: {
    shape: {
      kind: 'text or object',
      text: { kind: 'text', orFalse: true },
      object: { kind: 'object', options: { ...identityOptions, name: text('Name in messages.') }, issued: true },
      words: 'false, the name of an entry in the config, { cert, key, passphrase } or { pfx, passphrase }',
    },
    description: 'Client certificate of this request.',
  },
  ca: {
    shape: {
      kind: 'list',
      orOne: true,
      of: { kind: 'source or object', words: ['system', 'mkcert'], options: { file, base64, passphrase } },
    },
    description: 'Authorities to trust besides those of the config.',
  },
  servername: text('Server name to send and to verify.'),
  minVersion: { shape: version, description: 'Lowest version of TLS to offer.' },
  maxVersion: { shape: version, description: 'Highest version of TLS to offer.' },
  ciphers: text('Cipher suites to offer.'),
  http2: { shape: { kind: 'boolean' }, description: 'Offer HTTP/2.' },
  proxy: { shape: { kind: 'text', secret: true, orFalse: true }, description: 'Proxy of this request.' },
}

/** `fetch`'s own: what it takes is its own affair, as far as a wrong value is not passed over in silence. */
const fetchOptions: OptionTable = {
  method: text('Method.'),
  headers: fetchs('headers: an object, a list of pairs or Headers'),
  body: fetchs('a body', { orNull: true }),
  redirect: oneOf('follow', 'error', 'manual'),
  signal: fetchs('an AbortSignal', { fits: isEventTarget, orNull: true }),
  dispatcher: fetchs('no dispatcher: request() makes its own connections. Give the `dispatcher` of a client to fetch', {
    not: 'request() makes its own connections',
  }),
  credentials: oneOf('omit', 'same-origin', 'include'),
  mode: oneOf('cors', 'no-cors', 'same-origin'),
  // Nothing is ever cached: 'only-if-cached' could not be answered.
  cache: oneOf('default', 'no-store', 'reload', 'no-cache', 'force-cache'),
  referrer: fetchs('a URL'),
  referrerPolicy: oneOf(
    '',
    'no-referrer',
    'no-referrer-when-downgrade',
    'same-origin',
    'origin',
    'strict-origin',
    'origin-when-cross-origin',
    'strict-origin-when-cross-origin',
    'unsafe-url',
  ),
  integrity: text('Digests of which the body has to have one, as in `sha256-…`.'),
  keepalive: { shape: { kind: 'boolean' }, description: 'As in fetch.' },
  window: fetchs('null', { fits: (value) => value === null, orNull: true }),
  priority: oneOf('high', 'low', 'auto'),
  duplex: oneOf('half'),
}

/** What the second argument of `request` may be. */
export const requestOptions: Shape & { kind: 'object' } = {
  kind: 'object',
  options: { ...ownOptions, ...fetchOptions },
}

function isEventTarget(value: unknown): boolean {
  return typeof (value as AbortSignal | null)?.addEventListener === 'function'
}

function text(description: string): Option {
  return { shape: { kind: 'text' }, description }
}

function oneOf(...choices: string[]): Option {
  return { shape: { kind: 'text', choices }, description: 'As in fetch.' }
}

function fetchs(words: string, more: Omit<Shape & { kind: 'any' }, 'kind' | 'words'> = {}): Option {
  return { shape: { kind: 'any', words, ...more }, description: 'As in fetch.' }
}
