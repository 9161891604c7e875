const dash = '[-\\u2010-\\u2015\\u2212\\uFF0D]'
const label = '((?:[A-Z0-9]+ +){0,3}(?:KEY|CERTIFICATE|PARAMETERS|CRL|REQUEST|CMS|PKCS ?#?7|PKCS ?#?12))'

/** As it should be, which may be glued to the next; any number of any dashes, as editors and chats make of them; or the words alone on a line. */
const boundary = new RegExp(
  `-----(?:BEGIN|END) ${label}-----|${dash}+ *(BEGIN|END) +${label} *${dash}+|^[ \\t]*(BEGIN|END) +${label}[ \\t]*$`,
  'gim',
)

/** A text whose BEGIN and END lines are written as RFC 7468 has them. */
export function withPlainBoundaries(text: string): string {
  return text.replaceAll(boundary, (found: string, _: string, ...parts: (string | undefined)[]) => {
    const [kind = parts[2], words = parts[3]] = parts
    return (kind === undefined ? found : `-----${kind} ${words}-----`).toUpperCase().replaceAll(/ +/g, ' ')
  })
}
