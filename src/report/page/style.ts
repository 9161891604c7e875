/** Of the page, in light and dark; colours have a contrast of at least 4.5 to 1 on their ground. */
export const style = `
:root { color-scheme: light dark; --ground: #ffffff; --raised: #f5f6f8; --ink: #1b1f24; --quiet: #57606a; --line: #d0d7de; --link: #0550ae;
  --good: #116329; --bad: #a40e26; --doubtful: #7d4e00 }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0f1319; --raised: #1a2029; --ink: #e6edf3; --quiet: #9aa5b1; --line: #3a434e; --link: #79b8ff;
    --good: #56d364; --bad: #ff8b84; --doubtful: #e3b341 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 76rem; padding: 1rem; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem; margin: 0 }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; overflow-wrap: anywhere }
h4 { display: inline; font-size: 1rem; margin: 0; overflow-wrap: anywhere }
h5 { font-size: .9rem; margin: 1rem 0 .25rem }
a { color: var(--link) }
code, pre, text { font-family: ui-monospace, 'DejaVu Sans Mono', monospace }
code { font-size: .85rem; overflow-wrap: anywhere }
.quiet { color: var(--quiet) }
.good { color: var(--good) } .bad { color: var(--bad) } .doubtful { color: var(--doubtful) }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
form { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: end; margin: 1rem 0; padding: .75rem; background: var(--raised); border: 1px solid var(--line); border-radius: 6px }
label { display: grid; gap: .2rem; font-size: .85rem }
input { width: min(100%, 24rem) }
label:first-of-type { flex: 0 1 24rem }
input, select { font: inherit; font-size: 1rem; padding: .3rem .5rem; color: inherit; background: var(--ground); border: 1px solid var(--quiet); border-radius: 4px; max-width: 100% }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .9rem }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line) }
td ul, .verdicts { margin: 0; padding: 0; list-style: none }
details.test, details.connection { margin: .5rem 0; padding: .5rem .75rem; background: var(--raised); border: 1px solid var(--line); border-radius: 6px }
summary { cursor: pointer }
.state, .badge { display: inline-block; padding: 0 .4rem; border: 1px solid currentColor; border-radius: 4px; font-size: .8rem }
.state.passed { color: var(--good) } .state.failed { color: var(--bad) } .state.skipped { color: var(--quiet) }
.call { margin: .75rem 0 } .call p { margin: .25rem 0 }
.judgement { border-left: 3px solid var(--doubtful); padding-left: .6rem }
.ladder { margin: .5rem 0 }
.ladder svg { display: block; width: min(100%, 32rem); height: auto }
text { font-size: 11px; fill: currentColor }
.end { font-weight: bold }
.life { stroke: var(--quiet); stroke-width: 2; fill: none }
.line { stroke: currentColor; fill: none } .head { fill: currentColor }
.verdicts { font-size: .9rem; overflow-wrap: anywhere }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 0 2rem }
.columns > div { min-width: 0 }
.chain { padding-left: 1.25rem; overflow-wrap: anywhere }
.bar { height: .5rem; margin: .2rem 0; background: var(--ground); border: 1px solid currentColor; border-radius: 4px; overflow: hidden }
.bar i { display: block; height: 100%; background: currentColor }
.validity span { font-size: .85rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .75rem; margin: .25rem 0; font-size: .85rem }
dt { color: var(--quiet) } dd { margin: 0; overflow-wrap: anywhere }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .7rem }
[hidden] { display: none !important }
@media print { form { display: none } }
`
