// What an app writes with the generated types: it compiles, or the document has changed
// under it.
import createClient from 'openapi-fetch'
import type { paths } from './duar.js'

const duar = createClient<paths>({ baseUrl: 'http://127.0.0.1:8080' })

export async function owners(idn: string, plot: string): Promise<string[]> {
  const { data, error } = await duar.GET('/v1/land/mouzas/{idn}/plots/{plot}', { params: { path: { idn, plot } } })
  if (error) throw new Error(error.detail)
  return Object.keys(data)
}

export async function signIn(mobile: string, code: string): Promise<string> {
  const asked = await duar.POST('/v1/sign-in/codes', { body: { mobile, lang: 'bn' } })
  if (asked.error) throw new Error(asked.error.code)
  const { data, error } = await duar.POST('/v1/sign-in/codes/{challenge}', {
    params: { path: { challenge: asked.data.challenge } }, body: { code },
  })
  if (error) throw new Error(error.code)
  return data.token
}
