/** A test: its errors with their lines, its requests with their ladders; the tables of flawed client certificates. */
export const testScript = `
/** Each failure once: attempts mostly fail alike. */
function failureArticles(failures) {
  const times = new Map()
  for (const failure of failures) times.set(JSON.stringify(failure), (times.get(JSON.stringify(failure)) ?? 0) + 1)
  return Array.from(times, ([failure, count]) => failureArticle(JSON.parse(failure), count))
}

function failureArticle(failure, times) {
  return el('article', { class: 'failure' }, el('pre', { class: 'message' }, failure.name + ': ' + failure.message), times > 1 && el('p', { class: 'quiet' }, times + ' times the same'),
    failure.place && el('p', {}, el('code', {}, failure.place)), failure.frame && el('pre', { class: 'frame', tabindex: '0', role: 'group', 'aria-label': 'Lines around ' + failure.place }, failure.frame.split('\\n').map((line) => el('span', { class: line.startsWith('>') ? 'here' : '' }, line + '\\n'))))
}

function callArticle(call, drawn) {
  const links = call.connections.map((place) => [' ', el('a', { href: '#connection-' + (place + 1) }, 'connection ' + (place + 1))])
  const fresh = call.connections.filter((place) => !drawn.has(place))
  for (const place of fresh) drawn.add(place)
  return el('div', { class: 'call' }, el('p', {}, el('code', {}, call.text), call.attempt > 1 && ' (attempt ' + call.attempt + ')', links),
    call.judgement && el('p', { class: 'judgement' }, call.judgement), fresh.map((place) => ladder(data.connections[place])))
}

function testBody(test) {
  const drawn = new Set()
  const capture = test.capture && (data.captures === undefined ? test.capture : data.captures + '/' + test.capture)
  return el('div', {}, failureArticles(test.failures ?? []), test.calls.map((call) => callArticle(call, drawn)),
    test.calls.length === 0 && el('p', { class: 'quiet' }, 'It made no request.'),
    test.further > 0 && el('p', { class: 'quiet' }, test.further + ' more requests and connections are not listed.'),
    capture && el('p', {}, el('a', { href: capture.split('/').map(encodeURIComponent).join('/') }, 'Capture file for Wireshark')))
}

function testDetails(place, open) {
  const test = data.tests[place]
  const facts = [test.file, test.durationMs !== undefined && test.durationMs + ' ms', test.retries && plural(test.retries, 'retry').replace('retrys', 'retries'), test.calls.length > 0 && plural(test.calls.length, 'request')].filter(Boolean).join(', ')
  const details = el('details', { class: 'test', id: 'test-' + (place + 1), 'data-state': test.state, onopen: () => testBody(test) },
    el('summary', {}, el('span', { class: 'state ' + test.state }, test.state), ' ', el('h3', {}, test.title), ' ', el('span', { class: 'quiet' }, facts)))
  if (open) details.open = true
  return details
}

const flawTone = { refused: 'good', accepted: 'bad', unclear: 'doubtful', 'not-tried': 'plain' }
function flawTable({ table, place }) {
  const heading = el('tr', {}, ['Flaw', 'What the server did', 'By which evidence'].map((text) => el('th', { scope: 'col' }, text)))
  const rows = table.rows.map((row) => el('tr', {}, el('th', { scope: 'row' }, row.flaw, el('span', { class: 'quiet' }, ' ' + row.description)), el('td', { class: flawTone[row.outcome], 'data-label': 'What the server did' }, row.outcome), el('td', { 'data-label': 'By which evidence' }, row.evidence)))
  return el('div', {}, el('h3', {}, table.target), el('p', {}, 'The good certificate, ' + table.control.subject + ', was accepted' + (table.control.status === undefined ? '' : ' (' + table.control.status + ')') + '. Test: ', testLink(place)),
    el('table', {}, el('thead', {}, heading), el('tbody', {}, rows)))
}
`
