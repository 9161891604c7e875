/** Of the page, in light and dark; colours have a contrast of at least 4.5 to 1 on their ground. */
export const style = `
:root { color-scheme: light dark; --ground: #ffffff; --raised: #f5f6f8; --ink: #1b1f24; --quiet: #57606a; --line: #d0d7de; --link: #0550ae;
  --good: #116329; --bad: #a40e26; --doubtful: #7d4e00; --here: #ffe9e9 }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0f1319; --raised: #1a2029; --ink: #e6edf3; --quiet: #9aa5b1; --line: #3a434e; --link: #79b8ff;
    --good: #56d364; --bad: #ff8b84; --doubtful: #e3b341; --here: #4a1d22 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 80rem; padding: 1rem; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem; margin: 0 }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; overflow-wrap: anywhere }
summary h3 { display: inline; margin: 0 }
h4 { font-size: .9rem; margin: 1rem 0 .25rem }
a { color: var(--link) }
code, pre, .ladder ol { font-family: ui-monospace, 'DejaVu Sans Mono', monospace }
code { font-size: .85rem; overflow-wrap: anywhere }
.counts strong { margin-right: .5rem }
.quiet { color: var(--quiet) }
.good { color: var(--good) } .bad { color: var(--bad) } .doubtful { color: var(--doubtful) }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
form { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: end; margin: 1rem 0; padding: .75rem; background: var(--raised); border: 1px solid var(--line); border-radius: 6px }
label { display: grid; gap: .2rem; font-size: .85rem }
label:first-of-type { flex: 0 1 24rem }
input { width: min(100%, 24rem) }
input, select, button { font: inherit; font-size: 1rem; padding: .3rem .5rem; color: inherit; background: var(--ground); border: 1px solid var(--quiet); border-radius: 4px; max-width: 100% }
button { cursor: pointer; margin: .5rem 0 }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
details, h2[id], h3[id] { scroll-margin-top: 6rem }
table { border-collapse: collapse; width: 100%; font-size: .9rem }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
thead th { font-size: .8rem; color: var(--quiet); overflow-wrap: normal }
tbody th { font-weight: normal }
td ul, .verdicts { margin: 0; padding: 0; list-style: none }
details.test, details.connection { margin: .5rem 0; padding: .5rem .75rem; background: var(--raised); border: 1px solid var(--line); border-radius: 6px }
summary { cursor: pointer; overflow-wrap: anywhere }
.state, .badge { display: inline-block; padding: 0 .4rem; border: 1px solid currentColor; border-radius: 4px; font-size: .8rem; margin-right: .25rem }
.badge { margin-left: .4rem }
.state.passed { color: var(--good) } .state.failed { color: var(--bad) } .state.skipped, .state.hooks { color: var(--quiet) }
.call { margin: .75rem 0 } .call p { margin: .25rem 0 }
.judgement { border-left: 3px solid var(--doubtful); padding-left: .6rem }
.failure { border-left: 3px solid var(--bad); padding-left: .6rem; margin: .75rem 0 }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8rem; margin: .25rem 0 }
.frame { background: var(--ground); border: 1px solid var(--line); border-radius: 4px; padding: .4rem; white-space: pre; overflow-x: auto; overflow-wrap: normal }
.frame .here { background: var(--here) }
.ladder { margin: .5rem 0; max-width: 34rem }
.ladder .ends { display: flex; justify-content: space-between; gap: 1rem; font-size: .8rem; font-weight: bold; overflow-wrap: anywhere }
.ladder ol { margin: 0 0 .4rem; padding: .2rem 0 .3rem; list-style: none; font-size: .75rem; border: solid var(--quiet); border-width: 0 2px }
.ladder li { position: relative; padding: .15rem .8rem .25rem; overflow-wrap: anywhere }
.ladder ol > .client, .ladder ol > .server { border-bottom: 1px solid currentColor }
.ladder ol > .server { text-align: right } .ladder ol > .remark { text-align: center; color: var(--quiet) }
.ladder ol > .client::after, .ladder ol > .server::after { content: ''; position: absolute; bottom: -4.5px; border: 4px solid transparent }
.ladder ol > .client::after { right: 0; border-left: 8px solid currentColor; border-right: 0 }
.ladder ol > .server::after { left: 0; border-right: 8px solid currentColor; border-left: 0 }
.verdicts { font-size: .9rem; overflow-wrap: anywhere }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 0 2rem }
.columns > div { min-width: 0 }
.chain { padding-left: 1.25rem; overflow-wrap: anywhere }
.bar { position: relative; height: .6rem; margin: .3rem 0 0; background: var(--ground); border: 1px solid currentColor; border-radius: 4px }
.bar .past { display: block; height: 100%; background: currentColor; opacity: .35 }
.bar .today { position: absolute; top: -4px; bottom: -4px; width: 3px; margin-left: -1px; background: currentColor }
.scale { position: relative; height: 1.1rem; font-size: .7rem } .scale .label { position: absolute; white-space: nowrap }
.validity > span { font-size: .85rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .75rem; margin: .25rem 0; font-size: .85rem }
dt { color: var(--quiet) } dd { margin: 0; overflow-wrap: anywhere }
[hidden] { display: none !important }
@media (min-width: 721px) {
  .group table { table-layout: fixed }
  .group th:nth-child(1) { width: 6rem } .group th:nth-child(2) { width: 5rem } .group th:nth-child(6) { width: 8rem } .group th:nth-child(3), .group th:nth-child(7) { width: 18% }
}
@media (max-width: 720px) {
  form { position: static }
  table, tbody, tr, td, tbody th { display: block; width: 100% }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  tr { margin: .5rem 0; padding: .4rem .6rem; background: var(--raised); border: 1px solid var(--line); border-radius: 6px }
  td, tbody th { border: 0; padding: .15rem 0 }
  td[data-label]::before { content: attr(data-label) ': '; color: var(--quiet) }
}
@media print {
  :root { color-scheme: light; --ground: #fff; --raised: #fff; --ink: #000 }
  body { max-width: none; font-size: 11pt }
  form, button.more { display: none }
  details, tr, .ladder, .failure { break-inside: avoid }
  a { color: inherit; text-decoration: none }
  section[aria-labelledby='connections'] { display: none }
}
`
