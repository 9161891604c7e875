/** A word of a command line, without its quotes, and its line. */
export interface ShellWord {
  text: string
  line: number
}

/** The commands of a shell script as words: quotes, escapes, continued lines and comments as POSIX has them; nothing is expanded. */
export function shellCommands(text: string): ShellWord[][] {
  const commands: ShellWord[][] = [[]]
  let word: ShellWord | undefined
  let line = 1
  const append = (part: string) => {
    word ??= { text: '', line }
    word.text += part
  }
  const endWord = () => {
    if (word) commands.at(-1)!.push(word)
    word = undefined
  }
  for (let place = 0; place < text.length; place++) {
    const character = text[place]!
    if (character === "'" || character === '"') {
      append('')
      for (place++; place < text.length && text[place] !== character; place++) {
        if (text[place] === '\n') line++
        if (character === '"' && text[place] === '\\' && /["\\$`\n]/.test(text[place + 1] ?? '')) place++
        append(text[place]!)
      }
    } else if (character === '\\') {
      const [continued] = /^\\\r?\n/.exec(text.slice(place, place + 3)) ?? []
      if (continued === undefined) append(text[++place] ?? '')
      else {
        place += continued.length - 1
        line++
      }
    } else if (character === '#' && word === undefined) {
      const end = text.indexOf('\n', place)
      place = (end < 0 ? text.length : end) - 1
    } else if (/[\n;|&]/.test(character)) {
      endWord()
      commands.push([])
      if (character === '\n') line++
    } else if (/\s/.test(character)) endWord()
    else append(character)
  }
  endWord()
  return commands.filter((command) => command.length > 0)
}
