import type { ImportedAuthority, ImportedFile, ImportedPassphrase, ImportedRule, ImportNote } from './imported.ts'
import { type ShellWord, shellCommands } from './shell-words.ts'

/** Options of curl that take a value and say nothing about certificates are skipped with it. */
const withValue = new Set(
  '-X --request -H --header -d --data --data-raw --data-binary --data-urlencode --json -F --form -o --output -u --user -A --user-agent -b --cookie -c --cookie-jar -e --referer -m --max-time --connect-timeout --retry -w --write-out -T --upload-file -x --proxy --tls-max --ciphers --curves --engine -K --config --interface --dns-servers -r --range --limit-rate -D --dump-header -U --proxy-user --noproxy --key-type --tls13-ciphers --proto --proto-default --proto-redir --oauth2-bearer --aws-sigv4 --output-dir --max-redirs --retry-delay --retry-max-time --url-query --variable --proxy-cacert --proxy-header --proxy-pass --socks5 --socks5-hostname --unix-socket --stderr --trace --trace-ascii --netrc-file --expect100-timeout --keepalive-time --local-port --doh-url'.split(
    ' ',
  ),
)

/** What has no counterpart, or another one. */
const remarks: Record<string, string> = {
  '-k': 'would be `verify: false`; it was not taken over',
  '--insecure': 'would be `verify: false`; it was not taken over',
  '--proxy-cert': 'is for the proxy: add an entry whose host is that of the proxy',
  '--proxy-key': 'is for the proxy: add an entry whose host is that of the proxy',
  '--resolve': 'has no counterpart: the name has to resolve',
  '--connect-to': 'has no counterpart: the name has to resolve',
  '--capath': 'has no counterpart: name the files in ca',
  '--pinnedpubkey': 'has no counterpart; assert it in a test',
  '--crlfile': 'would be `crl`; it was not taken over',
  '-K': 'names a file with more options: import that, too, if certificates stand in it',
  '--config': 'names a file with more options: import that, too, if certificates stand in it',
}

/** curl command lines in a file, each with its URLs; `isConfig`: a file for `--config`. */
export function readCurl(text: string, { isConfig = false } = {}): ImportedFile {
  const file: ImportedFile = { tool: 'curl', rules: [], ca: [], notes: [], base: 'working-directory' }
  if (isConfig) readOperations(configWords(text), file)
  else
    for (const words of shellCommands(text)) {
      const start = words.findIndex(({ text: word }) => /(?:^|\/)curl(?:\.exe)?$/.test(word))
      if (start >= 0) readOperations(words.slice(start + 1), file)
    }
  return file
}

/** Between two `--next` each has options of its own. */
function readOperations(words: readonly ShellWord[], file: ImportedFile): void {
  const operations: ShellWord[][] = [[]]
  for (const word of words) {
    if (word.text === '--next' || word.text === '-:') operations.push([])
    else operations.at(-1)!.push(word)
  }
  for (const operation of operations) if (operation.length > 0) readCommand(operation, operation[0]!.line, file)
}

/** `-ksE file` as `-k -s -E file`: of short options that stand together the last may take a value. */
function apart({ text, line }: ShellWord): ShellWord[] {
  if (!/^-[A-Za-z].+/s.test(text)) return [{ text, line }]
  const words: string[] = []
  for (let place = 1; place < text.length; place++) {
    const option = `-${text[place]}`
    words.push(option)
    if (option !== '-E' && !withValue.has(option)) continue
    if (place + 1 < text.length) words.push(text.slice(place + 1))
    break
  }
  return words.map((word) => ({ text: word, line }))
}

/** A line of a config file: an option without or with its dashes, then `=`, `:` or white space, then its value. */
function configWords(text: string): ShellWord[] {
  return text.split(/\r?\n/).flatMap((content, place): ShellWord[] => {
    const [, name, value = ''] = /^\s*(-?-?[\w-]+)(?:\s*[=:]\s*|\s+|$)(.*?)\s*$/.exec(content) ?? []
    if (name === undefined) return []
    const option = name.startsWith('-') ? name : `--${name}`
    const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1]?.replace(/\\(.)/g, '$1')
    const words = [option, ...(value === '' ? [] : [quoted ?? value])]
    return words.map((word) => ({ text: word, line: place + 1 }))
  })
}

function readCommand(operation: readonly ShellWord[], line: number, { rules, ca, notes }: ImportedFile): void {
  const given = new Map<string, string>()
  const urls: ShellWord[] = []
  const authorities: ImportedAuthority[] = []
  const words = [...operation]
  for (let place = 0; place < words.length; place++) {
    words.splice(place, 1, ...apart(words[place]!))
    const { text, line: at } = words[place]!
    const [, option, joined] = /^(--[\w-]+)=(.*)$/s.exec(text) ?? [undefined, text, undefined]
    const value = () => joined ?? words[++place]?.text ?? ''
    if (option === '-E' || option === '--cert') given.set('cert', value())
    else if (option === '--key') given.set('key', value())
    else if (option === '--pass') given.set('pass', value())
    else if (option === '--cert-type') given.set('type', value().toUpperCase())
    else if (option === '--cacert') authorities.push({ file: value(), line: at })
    else if (option === '--url') urls.push({ text: value(), line: at })
    else if (remarks[option!]) {
      notes.push({ line: at, text: `${option} ${remarks[option!]}` })
      if (option !== '-k' && option !== '--insecure') value()
    } else if (withValue.has(option!)) value()
    else if (!text.startsWith('-')) urls.push({ text, line: at })
  }
  const hosts = urls.flatMap(({ text, line: at }) => {
    const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
    if (URL.canParse(url) && new URL(url).protocol === 'https:') {
      const { hostname, port } = new URL(url)
      return [{ host: hostname, port: Number(port || 443) }]
    }
    notes.push({ line: at, text: 'a URL without https:// has no client certificate' })
    return []
  })
  if (authorities.length > 0)
    ca.push(
      ...authorities.map((authority) =>
        hosts.length > 0 ? { ...authority, hosts: hosts.map(({ host }) => host) } : authority,
      ),
    )
  const rule = ruleOf(given, line, notes)
  if (rule === undefined) return
  if (hosts.length > 0) rules.unshift({ ...rule, hosts })
  else notes.push({ line, text: 'there is no host for the certificate: write this entry by hand' })
}

/** `--cert file[:passphrase]`; a colon of the name itself is written `\:`. */
function ruleOf(
  given: ReadonlyMap<string, string>,
  line: number,
  notes: ImportNote[],
): Omit<ImportedRule, 'hosts'> | undefined {
  const written = given.get('cert')
  if (written === undefined) return undefined
  if (/^pkcs11:/.test(written)) {
    notes.push({ line, text: 'a certificate on a token (pkcs11:) has no counterpart' })
    return undefined
  }
  const [, name, inline] = /^((?:\\.|[A-Za-z]:[\\/]|[^:\\]|\\)*)(?::(.*))?$/s.exec(written) ?? [
    undefined,
    written,
    undefined,
  ]
  const cert = name!.replace(/\\:/g, ':')
  const secret = given.get('pass') ?? inline
  const type = given.get('type') ?? (/\.(?:p12|pfx)$/i.test(cert) ? 'P12' : 'PEM')
  const environment = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(secret ?? '')?.[1]
  const passphrase: ImportedPassphrase | undefined =
    secret === undefined || secret === ''
      ? undefined
      : environment === undefined
        ? { kind: 'text' }
        : { kind: 'environment', name: environment }
  const rest = { ...(passphrase && { passphrase }), enabled: true, line }
  // Without --key the key stands in the certificate's file.
  return type === 'P12' ? { pfx: cert, ...rest } : { cert, key: given.get('key') ?? cert, ...rest }
}
