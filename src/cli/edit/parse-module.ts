import { parse, parseExpression } from '@babel/parser'
import type { Node } from './module-syntax.ts'

/** The syntax tree of JavaScript or TypeScript, with places in the text as it is. @throws SyntaxError */
export function parseModule(text: string): Node {
  return parse(text, { sourceType: 'unambiguous', plugins: ['typescript'] }).program as unknown as Node
}

/** The syntax tree of JSON; comments and last commas do no harm. @throws SyntaxError */
export function parseJson(text: string): Node {
  return parseExpression(text.replace(/^\uFEFF/, ' ')) as unknown as Node
}
