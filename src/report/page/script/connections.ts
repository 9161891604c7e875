/** A connection: its ladder, what is wrong with it, its certificates with bars of their lives, its facts. */
export const connectionScript = `
function ladder(one) {
  const steps = one.steps.map((step) => el('li', { class: (step.from ?? 'remark') + ' ' + step.tone }, el('span', { class: 'unseen' }, step.from ? step.from + ': ' : ''), step.text))
  return el('figure', { class: 'ladder' },
    el('div', { class: 'ends', 'aria-hidden': 'true' }, el('span', {}, 'client'), el('span', {}, one.server)),
    el('ol', {}, steps),
    el('figcaption', {}, el('ul', { class: 'verdicts' }, one.verdicts.map((verdict) => el('li', { class: verdict.tone }, el('span', { 'aria-hidden': 'true' }, verdict.mark + ' '), verdict.text)))))
}

const day = 86400000
const dateOf = (iso) => iso.slice(0, 10)

/** From the first to the last day, with the day of the connection marked. */
function validity(certificate, at) {
  const from = Date.parse(certificate.validFrom), to = Date.parse(certificate.validTo), now = Date.parse(at)
  if (Number.isNaN(from) || Number.isNaN(to)) return el('p', { class: 'quiet' }, 'Its dates could not be read.')
  const days = Math.floor((to - now) / day)
  const tone = now < from || days < 0 ? 'bad' : days <= data.expiryDays ? 'doubtful' : 'good'
  const state = now < from ? 'not valid yet' : days < 0 ? 'ended ' + (days === -1 ? 'less than a day' : plural(-days - 1, 'day')) + ' before' : plural(days, 'day') + ' left'
  const over = Math.min(100, Math.max(0, (now - from) / (to - from) * 100))
  const mark = el('i', { class: 'today' })
  mark.style.left = over.toFixed(1) + '%'
  const past = el('i', { class: 'past' })
  past.style.width = over.toFixed(1) + '%'
  const label = el('span', { class: 'label' }, 'run: ' + dateOf(at))
  label.style.left = over.toFixed(1) + '%'
  label.style.transform = 'translateX(-' + over.toFixed(0) + '%)'
  return el('div', { class: 'validity ' + tone },
    el('div', { class: 'bar', 'aria-hidden': 'true' }, past, mark), el('div', { class: 'scale', 'aria-hidden': 'true' }, label),
    el('span', {}, dateOf(certificate.validFrom) + ' to ' + dateOf(certificate.validTo) + ': ' + state))
}

function certificateItem(id, at) {
  const one = data.certificates[id]
  const facts = [['issuer', one.issuer], ['names', one.subjectAltNames.join(', ')], ['key', [one.publicKey, one.signatureAlgorithm].filter(Boolean).join(', signed with ')], ['key usage', one.keyUsage.join(', ')], ['purposes', one.extendedKeyUsage.join(', ')], ['serial number', one.serialNumber], ['SHA-256', one.fingerprint256]]
  const name = one.subject || '(empty subject)'
  return el('li', {}, el('strong', {}, name), one.isCA && el('span', { class: 'badge' }, 'CA'), validity(one, at),
    el('details', { onopen: () => [facts_(facts.filter((fact) => fact[1] !== '')), el('pre', {}, one.pem)] }, el('summary', {}, 'Details', el('span', { class: 'unseen' }, ' of ' + name))))
}

function chain(title, ids, at) {
  if (ids.length === 0) return [el('h4', {}, title), el('p', { class: 'quiet' }, 'None came over the wire.')]
  return [el('h4', {}, title), el('ol', { class: 'chain' }, ids.map((id) => certificateItem(id, at)))]
}

const facts_ = (facts) => el('dl', {}, facts.map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]))
const testLink = (place) => el('a', { href: '#test-' + (place + 1) }, data.tests[place].title)

function connectionBody(one) {
  const problems = one.problems.map((problem) => el('li', {}, el('strong', {}, problem.class), ' ' + problem.message + ' ', problem.code && el('code', {}, problem.code)))
  return el('div', { class: 'columns' },
    el('div', {}, ladder(one), problems.length > 0 && [el('h4', {}, 'Problems'), el('ul', { class: 'problems' }, problems)], el('h4', {}, 'Facts'), facts_(one.facts)),
    el('div', {}, chain("Server's certificates", one.serverChain, one.at), chain("Client's certificates", one.clientChain, one.at),
      el('h4', {}, 'Used by'), el('ul', {}, one.tests.slice(0, 50).map((place) => el('li', {}, testLink(place))), one.tests.length > 50 && el('li', {}, (one.tests.length - 50) + ' more'))))
}

function connectionDetails(place) {
  const one = data.connections[place]
  return el('details', { class: 'connection', id: 'connection-' + (place + 1), onopen: () => connectionBody(one) },
    el('summary', {}, el('h3', {}, 'Connection ' + (place + 1)), ' ', el('span', { class: 'quiet' }, one.server + ', ' + plural(one.requests, 'request') + ', ' + one.summary)))
}
`
