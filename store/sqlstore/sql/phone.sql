-- name: phone.lang
SELECT lang FROM phone_preference WHERE key = $1

-- name: phone.lang.set
INSERT INTO phone_preference (key, lang, at) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET lang = excluded.lang, at = excluded.at

-- name: phone.session
SELECT version, value FROM phone_session WHERE key = $1 AND expires_at > $2

-- name: phone.session.begin
INSERT INTO phone_session (key, version, value, expires_at) VALUES ($1, 1, $2, $3)
ON CONFLICT (key) DO UPDATE SET version = 1, value = excluded.value, expires_at = excluded.expires_at
WHERE phone_session.expires_at <= $4

-- name: phone.session.swap
UPDATE phone_session SET version = version + 1, value = $3, expires_at = $4
WHERE key = $1 AND version = $2 AND expires_at > $5

-- name: phone.session.sweep
DELETE FROM phone_session WHERE expires_at <= $1
