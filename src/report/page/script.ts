import { connectionScript } from './script/connections.ts'
import { listScript } from './script/lists.ts'
import { serverScript } from './script/servers.ts'
import { testScript } from './script/tests.ts'

/** Of the page: builds what is looked at from its data, filters, and opens what a link leads to. */
export const script = `(() => {
'use strict'
const data = JSON.parse(document.getElementById('data').textContent)
${listScript}
${connectionScript}
${testScript}
${serverScript}
start()
})()`
