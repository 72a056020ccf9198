// The page around it: language, what is asked, what is told.
const D = JSON.parse(document.getElementById('d').textContent)
const $ = i => document.getElementById(i)
let lang = document.documentElement.lang, says, facts, known, turn = 0
try {
  lang = D.w[localStorage.lang] ? localStorage.lang : lang
} catch {}
const w = k => D.w[lang][k] || k
const local = s => lang == 'bn' ? String(s).replace(/\d/g, d => '০১২৩৪৫৬৭৮৯'[d]) : String(s)
const day = n => new Date(String(n).replace(/^(\d{4})-?(\d\d)-?(\d\d)$/, '$1-$2-$3')).toLocaleDateString(lang + '-IN', {dateStyle: 'long', timeZone: 'UTC'})
const fixed = (n, p) => local((n / 1e4).toFixed(p))
function tell(kind, key, more = '') {
  const p = document.createElement('p')
  p.className = kind
  p.textContent = {ok: '✓ ', bad: '✗ ', note: '! '}[kind] + w(key) + more
  $('r').append(p)
}
function show() {
  document.documentElement.lang = lang
  document.title = $('h').textContent = w('title')
  $('l').textContent = w('label')
  $('b').textContent = w('check')
  $('p').textContent = w('about')
  for (const b of $('n').children) b.setAttribute('aria-pressed', b.lang == lang)
  $('r').textContent = ''
  const f = facts, k = known
  const other = f && k && /^[\da-f]{32}$/.test(k.digest) && k.digest != hex(f.get(10))
  if (says) tell(says == 'genuine' && !other ? 'ok' : 'bad', other ? 'changed' : says)
  if (f ? f.get(11) : k && k.specimen) tell('note', 'specimen')
  if (k) tell(k.status == 'valid' ? 'ok' : /^s|^r/.test(k.status) ? 'bad' : 'note', k.status, k.superseded_by ? ' ' + w('instead') + ' ' + local(k.superseded_by) : '')
  if (!f && !(k && k.number)) return
  const list = document.createElement('dl')
  const row = (key, v) => {
    if (!v) return
    const a = document.createElement('dt'), b = document.createElement('dd')
    a.textContent = w(key)
    b.textContent = v
    list.append(a, b)
  }
  if (f) {
    const [thing, ...which] = f.get(4).split(' ')
    row('number', local(String(f.get(1)).padStart(13, '0')))
    row('kind', w(f.get(2)))
    row('mouza', local(String(f.get(3)).padStart(7, '0')))
    row(thing, local(which.join(' ')))
    row('owner', f.get(5))
    row('plots', f.get(6) && local(f.get(6)))
    row('area', f.get(7) && fixed(f.get(7), 4) + ' ' + w('acre') + ' = ' + fixed(f.get(7) * 100, 2) + ' ' + w('decimal'))
    row('as_on', day(f.get(8)))
    row('issued', day(f.get(9)))
  } else {
    row('number', local(k.number))
    row('kind', w(k.kind))
    row('as_on', k.as_on && day(k.as_on))
    row('issued', k.issued_on && day(k.issued_on))
  }
  $('r').append(list)
}
// What comes late, of a paper that was looked at before, is not told of this one.
async function ask(number, mine) {
  known = {status: 'asking'}
  show()
  let k
  try {
    const r = await fetch('/v1/documents/' + number)
    k = r.ok ? await r.json() : {status: r.status == 404 ? 'none' : 'offline'}
  } catch {
    k = {status: 'offline'}
  }
  if (mine != turn) return
  known = k
  show()
}
async function look(text) {
  text = text.replace(/[०-९]/g, c => c.charCodeAt() - 2406).replace(/[০-৯]/g, c => c.charCodeAt() - 2534).replace(/\s/g, '')
  text = text.replace(/^.*(\/V\/|#)/i, '')
  const mine = ++turn
  says = facts = known = 0
  if (/^\d{13}$/.test(text)) return ask(text, mine)
  const found = text ? await check(text, D.k) : []
  if (mine != turn) return
  [says, facts] = found
  if (facts) return ask(String(facts.get(1)).padStart(13, '0'), mine)
  show()
}
for (const l in D.w) {
  const b = document.createElement('button')
  b.lang = l
  b.textContent = D.w[l].name
  b.onclick = () => {
    lang = l
    try {
      localStorage.lang = l
    } catch {}
    show()
  }
  $('n').append(b)
}
$('f').onsubmit = e => {
  e.preventDefault()
  look($('q').value)
}
const here = () => look((/^\/v\/(.+)/i.exec(location.pathname) || [0, location.hash])[1])
onhashchange = here
here()
if (navigator.serviceWorker) navigator.serviceWorker.register('/verify-worker.js')
