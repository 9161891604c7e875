/** The setup file of browser projects. */
import * as vitest from 'vitest'
import { commands } from 'vitest/browser'
import { setUpPage } from './set-up-page.ts'

setUpPage(vitest, commands)
