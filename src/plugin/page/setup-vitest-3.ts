/** The setup file of browser projects up to Vitest 3, whose commands are elsewhere. */
import { commands } from '@vitest/browser/context'
import * as vitest from 'vitest'
import { setUpPage } from './set-up-page.ts'

setUpPage(vitest, commands)
