/** Of the page: search and filter, and opening what a link leads to. Without it everything is there, unfiltered. */
export const script = `
const form = document.querySelector('form')
const shown = document.querySelector('#shown')
const tests = [...document.querySelectorAll('details.test')]
const connections = [...document.querySelectorAll('details.connection')]
const textOf = new Map([...tests, ...connections].map((one) =>
  [one, (one.closest('.group').querySelector('h3').textContent + ' ' + one.textContent + ' ' + (one.dataset.find ?? '')).toLowerCase()]))
form.hidden = false
function filter() {
  const words = form.elements.search.value.toLowerCase().split(/\\s+/).filter(Boolean)
  const state = form.elements.state.value
  const fits = (one) => words.every((word) => textOf.get(one).includes(word))
  for (const test of tests) test.hidden = !fits(test) || (state !== '' && test.dataset.state !== state)
  for (const connection of connections) connection.hidden = !fits(connection)
  for (const group of document.querySelectorAll('.group')) group.hidden = !group.querySelector('details.test:not([hidden]), details.connection:not([hidden])')
  const count = (list) => list.filter((one) => !one.hidden).length + ' of ' + list.length
  shown.textContent = count(tests) + ' tests, ' + count(connections) + ' connections'
}
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1))
  if (!target) return
  if (target.hidden) { form.reset(); filter() }
  if ('open' in target) target.open = true
  target.scrollIntoView()
  target.querySelector('summary')?.focus()
}
form.addEventListener('input', filter)
form.addEventListener('submit', (event) => event.preventDefault())
form.addEventListener('reset', () => setTimeout(filter))
addEventListener('hashchange', openTarget)
addEventListener('keydown', (event) => {
  if (event.key !== '/' || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return
  event.preventDefault()
  form.elements.search.focus()
})
filter()
openTarget()
`
