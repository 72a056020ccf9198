-- Who is told of what happens to a plot or a khatian.

-- name: watch.of
SELECT id, phone, no, citizen, kind, value, lang, channel, consent, since, until
FROM watch_watch WHERE phone = $1 ORDER BY no

-- name: watch.count
SELECT count(*) FROM watch_watch WHERE kind = $1 AND value = $2 AND until > $3

-- name: watch.watchers
SELECT id, phone, no, citizen, kind, value, lang, channel, consent, since, until
FROM watch_watch WHERE kind = $1 AND value :in($2) AND until > $3 ORDER BY phone, no

-- Those of one mouza, whose keys stand together.
-- name: watch.mouza
SELECT id, phone, no, citizen, kind, value, lang, channel, consent, since, until
FROM watch_watch WHERE kind = $1 AND value >= $2 AND value < $3 AND until > $4

-- name: watch.ending
SELECT id, phone, no, citizen, kind, value, lang, channel, consent, since, until
FROM watch_watch WHERE until > $1 AND until <= $2 AND id > $3 ORDER BY id LIMIT $4

-- name: watch.put
INSERT INTO watch_watch (id, phone, no, citizen, kind, value, lang, channel, consent, since, until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (id) DO UPDATE SET citizen = excluded.citizen, lang = excluded.lang, channel = excluded.channel,
    consent = excluded.consent, since = excluded.since, until = excluded.until

-- name: watch.drop
DELETE FROM watch_watch WHERE id = $1

-- The consent was taken back.
-- name: watch.drop.consent
DELETE FROM watch_watch WHERE consent = $1

-- name: watch.drop.person
DELETE FROM watch_watch WHERE phone = $1 OR citizen = $2 AND citizen <> ''

-- name: watch.person
SELECT id, phone, no, citizen, kind, value, lang, channel, consent, since, until
FROM watch_watch WHERE phone = $1 OR citizen = $2 AND citizen <> '' ORDER BY phone, no

-- The citizen's number is another one now; what they watched goes along, unless they watch
-- something from there already. Whoever has the old number next is told nothing.
-- name: watch.renumber
UPDATE watch_watch SET phone = $3 WHERE phone = $1 AND citizen = $2 AND citizen <> ''
AND NOT EXISTS (SELECT 1 FROM watch_watch w WHERE w.phone = $3)

-- name: watch.drop.number
DELETE FROM watch_watch WHERE phone = $1 AND since < $2

-- name: watch.standing
SELECT id FROM ledger_consent WHERE citizen = $1 AND phone = $2 AND purpose = $3 AND version = $4 AND number = '' AND withdrawn = 0

-- name: old.watch.count
SELECT count(*) FROM watch_watch WHERE until < $1

-- name: old.watch.drop
DELETE FROM watch_watch WHERE id IN (SELECT id FROM watch_watch WHERE until < $1 ORDER BY until LIMIT $2)
