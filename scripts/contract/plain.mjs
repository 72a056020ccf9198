// Writes api/openapi.yaml as plain OpenAPI 3.0 for generators that know nothing newer:
//   node plain.mjs openapi.yaml > openapi30.json
// YAML's anchors and merges are resolved, "type: [string, 'null']" becomes nullable, a type
// that is one of several becomes any, and what 3.0 has no word for is left out. Apps that
// generate with a current tool take the 3.1 document as it is.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const yaml = createRequire(process.env.PEERS + '/')('js-yaml')
const document = yaml.load(readFileSync(process.argv[2], 'utf8'))

// What a schema of 3.1 may say and one of 3.0 may not.
const unknown = ['examples', '$comment', 'patternProperties', 'propertyNames', 'contentEncoding',
  'contentMediaType', 'unevaluatedProperties', 'prefixItems', 'dependentRequired', '$schema', '$id', 'if', 'then', 'else']

function schema(s) {
  if (typeof s !== 'object' || s === null || '$ref' in s) return s
  if (Array.isArray(s)) return s.map(schema)
  const out = { ...s }
  if (Array.isArray(out.type)) {
    const types = out.type.filter((t) => t !== 'null')
    if (types.length < out.type.length) out.nullable = true
    if (types.length === 1) out.type = types[0]
    else for (const key of ['type', 'format', 'items', 'maxItems', 'maxLength', 'minimum', 'maximum']) delete out[key]
  }
  if ('const' in out) { out.enum = [out.const]; delete out.const }
  for (const bound of ['Minimum', 'Maximum']) {
    if (typeof out['exclusive' + bound] === 'number') {
      out[bound.toLowerCase()] = out['exclusive' + bound]
      out['exclusive' + bound] = true
    }
  }
  for (const key of unknown) delete out[key]
  for (const key of ['items', 'not', 'additionalProperties']) if (key in out) out[key] = schema(out[key])
  for (const key of ['allOf', 'anyOf', 'oneOf']) if (key in out) out[key] = out[key].map(schema)
  if (out.properties) out.properties = Object.fromEntries(Object.entries(out.properties).map(([k, v]) => [k, schema(v)]))
  return out
}

// walk finds the schemas, wherever they stand.
function walk(node) {
  if (Array.isArray(node)) return node.map(walk)
  if (typeof node !== 'object' || node === null) return node
  const out = {}
  for (const [key, value] of Object.entries(node)) {
    if (key === 'schema') out[key] = schema(value)
    else if (key === 'schemas') out[key] = Object.fromEntries(Object.entries(value).map(([k, v]) => [k, schema(v)]))
    else if (key === 'example' || key === 'examples') continue
    else out[key] = walk(value)
  }
  return out
}

const plain = walk(document)
plain.openapi = '3.0.3'
delete plain.info.summary
delete plain.webhooks
delete plain.jsonSchemaDialect
if (plain.info.license) delete plain.info.license.identifier
process.stdout.write(JSON.stringify(plain, null, 1))
