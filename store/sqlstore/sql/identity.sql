-- Accounts, sessions, one-time codes (seva/identity).

-- name: identity.sitting
SELECT s.hash, s.account, s.made, s.expires,
    a.id, a.kind, a.handle, a.name, a.roles, a.offices, a.lang, a.made, a.suspended
FROM identity_session s JOIN identity_account a ON a.id = s.account WHERE s.hash = $1

-- name: identity.staff
SELECT id, kind, handle, name, roles, offices, lang, made, suspended
FROM identity_account WHERE kind = 'staff' ORDER BY handle

-- name: identity.account
SELECT id, kind, handle, name, roles, offices, lang, made, suspended, password, secret, step
FROM identity_account WHERE kind = $1 AND handle = $2 :forupdate

-- An id, a kind and a handle never change.
-- name: identity.account.put
INSERT INTO identity_account (id, kind, handle, name, roles, offices, lang, made, suspended, password, secret, step)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, roles = excluded.roles, offices = excluded.offices,
    lang = excluded.lang, suspended = excluded.suspended, password = excluded.password,
    secret = excluded.secret, step = excluded.step

-- name: identity.sitting.put
INSERT INTO identity_session (hash, account, made, expires) VALUES ($1, $2, $3, $4)

-- name: identity.sitting.end
DELETE FROM identity_session WHERE hash = $1

-- name: identity.sittings.end
DELETE FROM identity_session WHERE account = $1

-- name: identity.challenge
SELECT id, phone, lang, code, tries, expires FROM identity_challenge WHERE id = $1 :forupdate

-- name: identity.challenge.put
INSERT INTO identity_challenge (id, phone, lang, code, tries, expires) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET tries = excluded.tries

-- name: identity.challenge.drop
DELETE FROM identity_challenge WHERE id = $1

-- Writing the row as it is holds it, also when it was not there before.
-- name: identity.tally
INSERT INTO identity_tally (key, moments, until, stale) VALUES ($1, '', 0, 0)
ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING moments, until, stale

-- name: identity.tally.put
UPDATE identity_tally SET moments = $2, until = $3, stale = $4 WHERE key = $1

-- name: identity.session.sweep
DELETE FROM identity_session WHERE expires <= $1

-- name: identity.challenge.sweep
DELETE FROM identity_challenge WHERE expires <= $1

-- name: identity.tally.sweep
DELETE FROM identity_tally WHERE stale <= $1
