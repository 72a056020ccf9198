'use strict'
// The code of a paper: read and proved. Its form is told in paper/token.
function base32(s) {
  if (s == s.toLowerCase()) s = s.toUpperCase()
  let v = 0, n = 0
  const out = []
  for (const c of s) {
    const i = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c)
    if (i < 0) throw 0
    v = v << 5 | i
    if ((n += 5) > 7) {
      out.push(v >> (n -= 8))
      v &= (1 << n) - 1
    }
  }
  if (v || n > 4) throw 0 // one form only: what is left over is nothing
  return new Uint8Array(out)
}
function cbor(b) {
  let i = 0
  const read = d => {
    if (i >= b.length || d > 4) throw 0
    const t = b[i] >> 5
    let n = b[i++] & 31
    if (t == 7 && (n == 20 || n == 21)) return n == 21
    if (n > 27 || t == 7) throw 0
    if (n > 23) {
      let k = 1 << n - 24
      for (n = 0; k--;) n = n * 256 + b[i++]
    }
    if (!(n < 2 ** 53)) throw 0
    if (t < 2) return t ? -1 - n : n
    if (t < 4) {
      const s = b.slice(i, i += n)
      if (s.length < n) throw 0
      return t == 2 ? s : new TextDecoder('utf-8', {fatal: true}).decode(s)
    }
    if (t == 6) return {tag: n, value: read(d + 1)}
    const m = new Map
    m.list = t == 4
    for (let k = 0; k < n; k++) m.set(t == 5 ? read(d + 1) : k, read(d + 1))
    return m
  }
  const v = read(0)
  if (i < b.length) throw 0
  return v
}
const hex = b => [...b].map(x => (x + 256).toString(16).slice(1)).join('')
const bstr = b => [...(n => n < 24 ? [64 + n] : n < 256 ? [88, n] : [89, n >> 8, n & 255])(b.length), ...b]
// check gives [what it is, the facts as a Map]; keys are by id [point in base64, first day, last].
async function check(text, keys) {
  let head, body, sign, key, facts
  try {
    if (text.length > 1024) throw 0
    const m = cbor(base32(text)), s = m.value
    head = s.get(0)
    body = s.get(2)
    sign = s.get(3)
    const h = cbor(head)
    facts = cbor(body)
    if (m.tag != 18 || !s.list || s.size != 4 || s.get(1).list || s.get(1).size !== 0 || h.size != 2 || h.get(1) != -7 || sign.length != 64 || facts.get(10).length != 16) throw 0
    key = keys[hex(h.get(4))]
  } catch {
    return ['unread']
  }
  if (!key) return ['unknown']
  if (!crypto.subtle) return ['cannot']
  const ec = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'}
  const point = Uint8Array.from(atob(key[0]), c => c.charCodeAt())
  const signed = new Uint8Array([132, 106, ...new TextEncoder().encode('Signature1'), ...bstr(head), 64, ...bstr(body)])
  if (!await crypto.subtle.verify(ec, await crypto.subtle.importKey('raw', point, ec, false, ['verify']), sign, signed)) return ['changed']
  const d = facts.get(9)
  return d < key[1] || key[2] && d > key[2] ? ['unknown'] : ['genuine', facts]
}
