// Parses every file of a generated client with the language's tree-sitter grammar and fails
// on the first that is not of the language:
//   node parse.mjs NODE_MODULES swift FOLDER .swift
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'

const [modules, language, folder, ending] = process.argv.slice(2)
const { Parser, Language } = createRequire(modules + '/')('web-tree-sitter')
await Parser.init()
const parser = new Parser()
parser.setLanguage(await Language.load(`${modules}/tree-sitter-wasms/out/tree-sitter-${language}.wasm`))
const files = readdirSync(folder, { recursive: true }).filter((f) => f.endsWith(ending))
if (files.length < 20) throw new Error(`only ${files.length} files: no client`)

// wrong finds the first place that is no sentence of the language.
function wrong(node) {
  if (node.type === 'ERROR' || node.isMissing) return node
  for (const child of node.children) {
    const found = child.hasError ? wrong(child) : null
    if (found) return found
  }
  return null
}
let bad = 0
for (const f of files) {
  const tree = parser.parse(readFileSync(`${folder}/${f}`, 'utf8'))
  const at = wrong(tree.rootNode)
  if (at) { bad++; console.log(`contract: ${f}:${at.startPosition.row + 1}: not ${language}: ${at.text.slice(0, 60)}`) }
  tree.delete()
}
if (bad) process.exit(1)
console.log(`contract: the ${language} client parses (${files.length} files); no compiler here has judged it`)
