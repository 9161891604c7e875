import path from 'node:path'
import type { CommonOptions } from '../common-options.ts'
import { writeAtomically } from '../edit/write-atomically.ts'
import { type InitPlan, planInit } from '../init-plan.ts'
import { lineChanges } from '../line-changes.ts'
import { type Paint, painter } from '../paint.ts'
import type { Result } from '../result.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { wrapped } from '../wrapped.ts'

/** Writes a config and adds the plugin to the Vitest config: shows what it would do, asks, then does it. */
export async function init(terminal: Terminal, { yes, json }: { yes?: true } & CommonOptions): Promise<Result> {
  const plan = planInit(terminal.cwd)
  const agreed = plan.files.length === 0 || yes === true || (await ask(terminal, plan, json === true))
  if (agreed) for (const { file, before, after } of plan.files) writeAtomically(file, after, before)
  const paint = painter(terminal.color)
  return {
    ok: agreed,
    data: {
      runner: plan.runner,
      written: agreed ? plan.files.map(({ file }) => file) : [],
      notes: plan.notes,
    },
    text: ({ columns }) =>
      [
        ...(agreed
          ? plan.files.map(({ file }) => `${paint('green', 'written')} ${path.relative(terminal.cwd, file)}`)
          : ['nothing was written']),
        ...plan.notes.map((note) => wrapped(note, columns)),
        ...(agreed && plan.runner === 'vitest'
          ? ['', wrapped('Next: npx vitest-mtls add HOST[:PORT] --cert FILE --key FILE', columns)]
          : []),
      ].join('\n'),
  }
}

async function ask(terminal: Terminal, plan: InitPlan, json: boolean): Promise<boolean> {
  if (json || !terminal.interactive) {
    throw new UsageError('nobody can be asked here; say --yes to write the files')
  }
  terminal.out(`${described(plan, terminal.cwd, painter(terminal.color))}\n`)
  const { confirm, isCancel } = await import('@clack/prompts')
  const answer = await confirm({ message: 'Write this?' })
  return !isCancel(answer) && answer
}

function described({ files }: InitPlan, cwd: string, paint: Paint): string {
  return files
    .map(({ file, before, after }) => {
      const name = path.relative(cwd, file)
      const lines =
        before === undefined
          ? after
              .trimEnd()
              .split('\n')
              .map((line) => `+${line}`)
          : lineChanges(before, after)
      const colored = lines.map((line) =>
        line.startsWith('+') ? paint('green', line) : line.startsWith('-') ? paint('red', line) : line,
      )
      return `${paint('bold', name)}${before === undefined ? ' (new)' : ''}\n${colored.join('\n')}\n`
    })
    .join('\n')
}
