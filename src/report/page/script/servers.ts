/** The table of servers, a group of rows each; on narrow screens its rows are cards. */
export const serverScript = `
const columns = ['Requests', 'TLS', 'Client certificate', "Server's verdict on it", 'Server certificate', 'Days left', 'Tests', 'Warnings']

function serverRow(place) {
  const row = data.servers[place]
  const left = (days) => days < 0 ? 'ended' : String(days)
  const cells = [
    String(row.requests), row.protocols.join(', ') || '-',
    [row.client, row.clients.length > 0 && el('div', { class: 'quiet' }, 'by ' + row.clients.join(', '))],
    el('span', { class: row.expected ? 'plain' : row.clientTone }, row.clientVerdict, row.expected && el('span', { class: 'badge' }, 'as expected')),
    el('span', { class: row.tone }, row.verdict),
    [row.clientDays !== undefined && 'client ' + left(row.clientDays), row.serverDays !== undefined && 'server ' + left(row.serverDays)].filter(Boolean).join(', ') || '-',
    el('span', {}, row.tests.slice(0, 3).map((test, index) => [index > 0 && ', ', testLink(test)]), row.tests.length > 3 && ' and ' + (row.tests.length - 3) + ' more'),
    row.warnings.length > 0 ? el('ul', {}, row.warnings.map((warning) => el('li', { class: 'doubtful' }, warning))) : el('span', { class: 'quiet' }, 'none'),
  ]
  return el('tr', {}, cells.map((cell, index) => el('td', { 'data-label': columns[index] }, cell)))
}

function putServers(shown) {
  sectionOf('servers').hidden = shown.length === 0
  const groups = new Map()
  for (const place of shown) groups.set(data.servers[place].server, [...(groups.get(data.servers[place].server) ?? []), place])
  fill(listOf('servers'), [...groups], ([server, rows]) => {
    const id = 'server-' + rows[0]
    return el('div', { class: 'group' }, el('h3', { id }, server),
      el('table', { 'aria-labelledby': id }, el('thead', {}, el('tr', {}, columns.map((text) => el('th', { scope: 'col' }, text)))), el('tbody', {}, rows.map(serverRow))))
  })
}
`
