'use strict'
// Keeps the page for when there is no network. What a code says goes to nobody: whichever
// paper is looked at, the page is asked for and no more.
const page = '/verify'
const keep = async r => {
  if (!r.ok) throw 0
  await (await caches.open(page)).put(page, r.clone())
  return r
}
const fresh = () => fetch(page, {cache: 'no-cache', signal: AbortSignal.timeout(4000)}).then(keep)
addEventListener('install', e => e.waitUntil(fresh().then(() => skipWaiting())))
addEventListener('activate', e => e.waitUntil(clients.claim()))
addEventListener('fetch', e => {
  if (e.request.mode == 'navigate' && /^\/(verify$|v\/)/i.test(new URL(e.request.url).pathname)) e.respondWith(fresh().catch(() => caches.match(page)))
})
