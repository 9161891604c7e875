import { stripVTControlCharacters } from 'node:util'
import type { ExampleProject } from '../../fixtures/example-project.ts'
import type { OrdersLab } from '../../fixtures/orders-lab.ts'

interface Suite {
  project: Pick<ExampleProject, 'folder'>
  lab: OrdersLab
}

/** What differs from run to run, from Node to Node and with the width of names is put out of sight: ports, times, folders, versions. */
export function normalised(output: string, { project, lab }: Suite): string {
  const named = [lab.orders, lab.status, lab.box].reduce(
    (text, { port }, place) => text.replaceAll(`:${port}`, `:<${['orders', 'status', 'box'][place]}>`),
    stripVTControlCharacters(withoutNotices(output)),
  )
  return (
    named
      .replaceAll(project.folder, '<root>')
      // The table's rows are in the order of the ports.
      .replace(/(?:^ {2}localhost:.*\n)+/gm, (rows) => rows.split('\n').filter(Boolean).sort().join('\n').concat('\n'))
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replace(/\d{4}-\d\d-\d\d/g, '<date>')
      .replace(/\d\d:\d\d:\d\d/g, '<clock>')
      .replace(/(?<=Duration {2}).*/g, '<durations>')
      // A slow test's stands apart, in a colour.
      .replace(/ *\b\d+(?:\.\d+)? ?ms/g, ' <duration>')
      .replace(/time="[\d.]+"/g, 'time="<seconds>"')
      .replace(/hostname="[^"]*"/g, 'hostname="<host>"')
      .replace(/─+/g, '─')
      .replace(/^client +/gm, 'client  ')
      .replace(/x25519|X25519MLKEM768/g, '<group>')
      .replace(/ \(self-signed certificate; if the root CA[^)]*\)/g, '')
      .replace(/; if the root CA is installed locally, try running Node\.js with --use-system-ca/g, '')
      .replace(/(?<=RUN {2})v\S+/g, '<version>')
  )
}

/** What is said on a busy machine alone. */
export function withoutNotices(output: string): string {
  return output.replace(/^vitest-mtls: reading certificates and keys .*\n/gm, '')
}
