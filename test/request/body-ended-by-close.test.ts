import { bodiesEndedByClose } from './bodies-ended-by-close.ts'

bodiesEndedByClose()
