export { renderLadder } from './ladder.ts'
