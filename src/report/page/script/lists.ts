/** Elements, lists that grow on demand, search and links. */
export const listScript = `
/** An element with attributes and children; text is text. Nothing is parsed as markup. */
function el(name, attributes, ...children) {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === false) continue
    if (key === 'onopen') element.addEventListener('toggle', () => { if (element.open && !element.built) { element.built = true; element.append(...[value()].flat().filter(Boolean)) } })
    else element.setAttribute(key, value === true ? '' : value)
  }
  element.append(...children.flat(2).filter((child) => child !== undefined && child !== false && child !== null))
  return element
}
const plural = (count, noun) => count + ' ' + noun + (count === 1 ? '' : 's')

/** Shows items in portions: thousands are never in the document at once. */
const portion = 50
function fill(list, items, build) {
  list.replaceChildren()
  let next = 0
  const more = el('button', { type: 'button', class: 'more' })
  const show = (count) => {
    const upTo = Math.min(items.length, next + count)
    const made = []
    for (; next < upTo; next++) made.push(build(items[next]))
    more.remove()
    list.append(...made)
    if (next < items.length) { more.textContent = 'Show more (' + (items.length - next) + ' left)'; list.append(more) }
    return made[0]
  }
  more.addEventListener('click', () => { const first = show(portion * 4); first?.querySelector('summary, a')?.focus() })
  show(portion)
}

/** What the search looks at, made when it is needed first. */
const found = new Map()
function textOf(kind, place, make) {
  const key = kind + place
  if (!found.has(key)) found.set(key, make().toLowerCase())
  return found.get(key)
}
const subjects = (chain) => chain.map((id) => data.certificates[id]?.subject + ' ' + data.certificates[id]?.subjectAltNames.join(' ')).join(' ')
const connectionText = (place) => textOf('connection', place, () => {
  const one = data.connections[place]
  return ['connection ' + (place + 1), one.server, one.summary, subjects(one.serverChain), subjects(one.clientChain), ...one.problems.map((problem) => problem.class + ' ' + problem.message + ' ' + (problem.code ?? '')), ...one.verdicts.map((verdict) => verdict.text)].join(' ')
})
const testText = (place) => textOf('test', place, () => {
  const one = data.tests[place]
  const failures = (one.failures ?? []).map((failure) => failure.message + ' ' + (failure.place ?? ''))
  const used = new Set(one.calls.flatMap((call) => call.connections))
  return [one.file, one.title, one.state, ...failures, ...one.calls.map((call) => call.text + ' ' + (call.judgement ?? '')), ...[...used].map(connectionText)].join(' ')
})
const serverText = (place) => textOf('server', place, () => {
  const row = data.servers[place]
  return [row.server, row.client, row.clientVerdict, row.verdict, ...row.protocols, ...row.clients, ...row.warnings, ...row.connections.map(connectionText), ...row.tests.slice(0, 200).map((test) => data.tests[test].title)].join(' ')
})

const form = document.querySelector('form')
const sectionOf = (id) => document.getElementById(id).closest('section')
const listOf = (id) => sectionOf(id).querySelector('.list')
const places = (items) => Array.from(items, (_, place) => place)
function put(id, items, build) {
  sectionOf(id).hidden = items.length === 0
  fill(listOf(id), items, build)
}

function filter() {
  const words = form.elements.search.value.toLowerCase().split(/\\s+/).filter(Boolean)
  const state = form.elements.state.value
  const fits = (text) => (place) => words.length === 0 || words.every((word) => text(place).includes(word))
  const hasState = (place) => state === '' || data.tests[place].state === state
  const tests = places(data.tests).filter((place) => hasState(place) && fits(testText)(place))
  const used = (one) => state === '' || one.tests.some(hasState)
  const servers = places(data.servers).filter((place) => used(data.servers[place]) && fits(serverText)(place))
  const connections = places(data.connections).filter((place) => used(data.connections[place]) && fits(connectionText)(place))
  put('failures', tests.filter((place) => data.tests[place].state === 'failed'), (place) => testDetails(place, true))
  put('tests', tests.filter((place) => data.tests[place].state !== 'failed'), (place) => testDetails(place, false))
  put('matrix', tests.flatMap((place) => (data.tests[place].flaws ?? []).map((table) => ({ table, place }))), flawTable)
  putServers(servers)
  put('connections', connections, connectionDetails)
  document.getElementById('shown').textContent = tests.length + ' of ' + plural(data.tests.length, 'test') + ', ' + connections.length + ' of ' + plural(data.connections.length, 'connection')
}

/** A link to what is not in the document yet puts it there. */
function openTarget() {
  const [, kind, number] = /^#(test|connection)-(\\d+)$/.exec(location.hash) ?? []
  if (kind === undefined) return
  const place = Number(number) - 1
  const all = kind === 'test' ? data.tests : data.connections
  if (all[place] === undefined) return
  let target = document.getElementById(kind + '-' + number)
  if (!target) {
    if (form.elements.search.value !== '' || form.elements.state.value !== '') { form.reset(); filter(); target = document.getElementById(kind + '-' + number) }
  }
  if (!target) {
    target = kind === 'test' ? testDetails(place, false) : connectionDetails(place)
    const id = kind === 'connection' ? 'connections' : data.tests[place].state === 'failed' ? 'failures' : 'tests'
    sectionOf(id).hidden = false
    listOf(id).prepend(target)
  }
  target.open = true
  target.scrollIntoView()
  target.querySelector('summary').focus()
}

let waiting
function start() {
  form.hidden = data.tests.length === 0
  form.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(filter, 120) })
  form.addEventListener('submit', (event) => event.preventDefault())
  addEventListener('hashchange', openTarget)
  addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return
    event.preventDefault()
    form.elements.search.focus()
  })
  // What is printed is what is open, and nothing is folded away by accident.
  addEventListener('beforeprint', () => { for (const one of document.querySelectorAll('#failures ~ .list details')) one.open = true })
  filter()
  openTarget()
}
`
