import { expect, test } from 'vitest'
import { parseHost } from '../../src/config/host-pattern.ts'

test.each([
  ['api.internal', 'exact', 'api.internal', undefined],
  ['API.Internal.', 'exact', 'api.internal', undefined],
  ['https://api.internal', 'exact', 'api.internal', undefined],
  ['https://api.internal/', 'exact', 'api.internal', undefined],
  ['HTTPS://api.internal:8443', 'exact', 'api.internal', 8443],
  ['api.internal:8443', 'exact', 'api.internal', 8443],
  ['api.internal:*', 'exact', 'api.internal', '*'],
  ['*.partner.example', 'sub-domains', 'partner.example', undefined],
  ['*.Partner.example:8443', 'sub-domains', 'partner.example', 8443],
  ['*', 'any', '', undefined],
  ['*:8443', 'any', '', 8443],
  ['::1', 'exact', '[::1]', undefined],
  ['[::1]', 'exact', '[::1]', undefined],
  ['[::1]:8443', 'exact', '[::1]', 8443],
  ['2001:0DB8:0:0::1', 'exact', '[2001:db8::1]', undefined],
  ['127.0.0.1:8443', 'exact', '127.0.0.1', 8443],
  ['bücher.example', 'exact', 'xn--bcher-kva.example', undefined],
  ['*.BÜCHER.example', 'sub-domains', 'xn--bcher-kva.example', undefined],
  ['xn--bcher-kva.example', 'exact', 'xn--bcher-kva.example', undefined],
  ['orders_api.internal', 'exact', 'orders_api.internal', undefined],
])('%s is %s %s, port %s', (written, kind, name, port) => {
  expect(parseHost(written)).toEqual({ pattern: { written, kind, name }, ...(port !== undefined && { port }) })
})

test.each([
  ['http://api.internal', 'is for http, and client certificates exist on https alone'],
  ['api-*.internal', 'has a * elsewhere than alone or as the whole first label'],
  ['*.*.internal', 'has a * elsewhere than alone or as the whole first label'],
  ['*internal', 'has a * elsewhere than alone or as the whole first label'],
  ['*.127.0.0.1', 'asks for sub-domains of an address, which has none'],
  ['{{host}}', 'holds a placeholder of another tool, which nothing here fills in'],
  ['{{host}}:8443', 'holds a placeholder of another tool, which nothing here fills in'],
  ['api.{{domain}}', 'holds a placeholder of another tool, which nothing here fills in'],
  ['<host>', 'holds a placeholder of another tool, which nothing here fills in'],
  ['%API_HOST%', 'holds a placeholder of another tool, which nothing here fills in'],
  ['$API_HOST', 'holds a placeholder of another tool, which nothing here fills in'],
  ['a.internal,b.internal', 'names several hosts, and an entry is for one'],
  ['a.internal, b.internal', 'names several hosts, and an entry is for one'],
  ['a.internal;b.internal', 'names several hosts, and an entry is for one'],
  ['a.internal|b.internal', 'names several hosts, and an entry is for one'],
  ['api.internal!', 'has the character !, which no host has'],
  ['api+v2.internal', 'has the character +, which no host has'],
  ['^api.internal$', 'has the character ^, which no host has'],
  ['"api.internal"', 'has the character ", which no host has'],
  ['api.(one).internal', 'has the character (, which no host has'],
  ['api~1.internal', 'has the character ~, which no host has'],
  ['HTTP://api.internal:8080', 'is for http, and client certificates exist on https alone'],
  ['http://*.internal', 'is for http, and client certificates exist on https alone'],
  ['ws://api.internal', 'is for ws, and client certificates exist on https alone'],
  ['tcp://api.internal:5432', 'is for tcp, and client certificates exist on https alone'],
  ['*.[::1]', 'asks for sub-domains of an address, which has none'],
])('%s can never match: it %s', (written, never) => {
  expect(parseHost(written)).toEqual({ pattern: { written, kind: 'none', name: '' }, never })
})

test.each([
  ['', 'is empty'],
  ['https://', 'is empty'],
  ['api.internal/orders', 'has a path, and a certificate is for a whole host'],
  ['https://api.internal/orders', 'has a path, and a certificate is for a whole host'],
  ['user@api.internal', 'has a user name'],
  ['api internal', 'has a space in it'],
  ['api.internal:84430', 'has a port that is no number from 1 to 65535'],
  ['api.internal:', 'has a port that is no number from 1 to 65535'],
  ['api..internal', 'is no host name and no address'],
  ['[::g]', 'is no host name and no address'],
  ['*.', 'is no host name and no address'],
])('%j is no pattern: it %s', (written, invalid) => {
  expect(parseHost(written)).toEqual({ invalid })
})
