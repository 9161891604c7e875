import { readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../docs/matchers/', import.meta.url))

/** The page of one matcher, by its fenced blocks. */
export interface DocumentedMatcher {
  name: string
  signature: string
  example: string
  failing: string
  message: string
}

export async function readPages(): Promise<DocumentedMatcher[]> {
  const files = (await readdir(folder)).filter((file) => file !== 'README.md')
  return Promise.all(
    files.map(async (file) => {
      const page = await readFile(folder + file, 'utf8')
      const block = (kind: string) => page.match(blockOf(kind))?.[2] ?? ''
      return {
        name: file.replace('.md', ''),
        signature: block('signature').trim(),
        example: block('example'),
        failing: block('failing'),
        message: block('message').trimEnd(),
      }
    }),
  )
}

/** Puts the message that the failing example gave into the page. */
export async function writeMessage(name: string, message: string): Promise<void> {
  const page = await readFile(`${folder}${name}.md`, 'utf8')
  await writeFile(
    `${folder}${name}.md`,
    page.replace(blockOf('message'), (_, fence: string) => `${fence}${message}\n\`\`\``),
  )
}

function blockOf(kind: string): RegExp {
  return new RegExp(`(\`\`\`\\w+ ${kind}\\n)([\\s\\S]*?)\`\`\``)
}
