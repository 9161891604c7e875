import type { AnswerFacts } from '../evidence/answer.ts'

/** A page by which a server says that it refused the client certificate. */
export interface RefusingPage {
  /** The page's own words. */
  words: string
  /** What the server has got where it says so. */
  presented: readonly ('sent' | 'empty')[]
}

interface KnownPage extends RefusingPage {
  status: number
  pattern: RegExp
}

/** By the titles and sentences that the servers' own sources have; an application does not write these by chance. */
const pages: readonly KnownPage[] = [
  page(
    400,
    /<title>400 No required SSL certificate was sent<\/title>/i,
    'No required SSL certificate was sent',
    'empty',
  ),
  page(400, /<title>400 The SSL certificate error<\/title>/i, 'The SSL certificate error', 'sent'),
  page(403, substatus(7), 'a client certificate is required', 'empty'),
  page(403, substatus(13), 'the client certificate is revoked', 'sent'),
  page(403, substatus(16), 'the client certificate is untrusted or invalid', 'sent'),
  page(403, substatus(17), 'the client certificate has expired or is not yet valid', 'sent'),
]

/** Why nobody can say whether an answer shows such a page; undefined where that is known. */
export function unreadPageOf({ status, unread, headers }: Partial<AnswerFacts>, method: string): string | undefined {
  if (!pages.some((known) => known.status === status)) return undefined
  const isPage = /^text\/html\b/i.test(headers?.['content-type'] ?? '')
  return isPage && method === 'HEAD' ? 'an answer to HEAD has none' : unread
}

/** The page that an answer shows, as far as it was kept; undefined for every other answer. */
export function refusingPageOf({ status, text }: Partial<AnswerFacts>): RefusingPage | undefined {
  if (text === undefined) return undefined
  return pages.find((known) => known.status === status && known.pattern.test(text))
}

function page(status: number, pattern: RegExp, words: string, ...presented: ('sent' | 'empty')[]): KnownPage {
  return { status, pattern, words, presented }
}

/** A substatus of IIS, as its pages have it in their title (IIS 7 and later) and in their heading. */
function substatus(number: number): RegExp {
  return new RegExp(`<title>[^<]*\\bIIS\\b[^<]*\\b403\\.${number} - |<h\\d>HTTP Error 403\\.${number} - `, 'i')
}
