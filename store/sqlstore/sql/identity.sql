-- Accounts, sessions, devices, one-time codes, machines (seva/identity).

-- Asked at every request, so it is one text: reading a row of twelve columns costs as much
-- as finding it. Nothing in front of the name has a bar in it.
-- name: identity.sitting
SELECT s.account || '|' || s.made || '|' || s.expires || '|' || s.family || '|' || a.kind || '|' || a.handle || '|'
    || a.roles || '|' || a.offices || '|' || a.lang || '|' || a.made || '|' || a.suspended || '|' || a.name
FROM identity_session s JOIN identity_account a ON a.id = s.account WHERE s.hash = $1

-- name: identity.staff
SELECT id, kind, handle, name, roles, offices, lang, made, suspended
FROM identity_account WHERE kind = 'staff' ORDER BY handle

-- name: identity.holder
SELECT id, kind, handle, name, roles, offices, lang, made, suspended FROM identity_account WHERE id = $1

-- name: identity.account
SELECT id, kind, handle, name, roles, offices, lang, made, suspended, password, secret, step, bound, pin
FROM identity_account WHERE kind = $1 AND handle = $2

-- name: identity.account.hold
SELECT id, kind, handle, name, roles, offices, lang, made, suspended, password, secret, step, bound, pin
FROM identity_account WHERE kind = $1 AND handle = $2 :forupdate

-- An id and a kind never change.
-- name: identity.account.put
INSERT INTO identity_account (id, kind, handle, name, roles, offices, lang, made, suspended, password, secret, step, bound, pin)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (id) DO UPDATE SET handle = excluded.handle, name = excluded.name, roles = excluded.roles,
    offices = excluded.offices, lang = excluded.lang, suspended = excluded.suspended, password = excluded.password,
    secret = excluded.secret, step = excluded.step, bound = excluded.bound, pin = excluded.pin

-- name: identity.barred
SELECT handle FROM identity_account WHERE suspended <> 0 AND kind = 'citizen' ORDER BY handle

-- name: identity.turn
SELECT n FROM identity_turn WHERE what = $1

-- name: identity.turn.next
INSERT INTO identity_turn (what, n) VALUES ($1, 1)
ON CONFLICT (what) DO UPDATE SET n = identity_turn.n + 1

-- name: identity.sitting.put
INSERT INTO identity_session (hash, account, made, expires, family) VALUES ($1, $2, $3, $4, $5)

-- name: identity.sitting.end
DELETE FROM identity_session WHERE hash = $1

-- name: identity.sittings.end
DELETE FROM identity_session WHERE account = $1

-- name: identity.sittings.family.end
DELETE FROM identity_session WHERE family = $1 AND family <> ''

-- name: identity.family
SELECT id, account, device, number, token, former, made, turned, expires FROM identity_family WHERE id = $1

-- name: identity.family.hold
SELECT id, account, device, number, token, former, made, turned, expires FROM identity_family WHERE id = $1 :forupdate

-- name: identity.families
SELECT id, account, device, number, token, former, made, turned, expires
FROM identity_family WHERE account = $1 ORDER BY made, id

-- An account and a device never change.
-- name: identity.family.put
INSERT INTO identity_family (id, account, device, number, token, former, made, turned, expires)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO UPDATE SET number = excluded.number, token = excluded.token, former = excluded.former,
    turned = excluded.turned

-- name: identity.family.end
DELETE FROM identity_family WHERE id = $1

-- name: identity.families.end
DELETE FROM identity_family WHERE account = $1

-- name: identity.challenge
SELECT id, phone, lang, code, tries, expires, purpose, account FROM identity_challenge WHERE id = $1 :forupdate

-- name: identity.challenge.put
INSERT INTO identity_challenge (id, phone, lang, code, tries, expires, purpose, account)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
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

-- name: identity.family.sweep
DELETE FROM identity_family WHERE expires <= $1

-- name: identity.shown.sweep
DELETE FROM identity_shown WHERE expires <= $1

-- Budgets of codes lie among other tries: their keys begin with 'code.', and their spans
-- are a day and an hour (2026112409).
-- name: identity.budget.sweep
DELETE FROM tries_made WHERE what >= 'code.' AND what < 'code/' AND day < $1

-- name: identity.client
SELECT id, name, roles, offices, suspended FROM identity_client WHERE id = $1

-- name: identity.client.hold
SELECT id, name, roles, offices, suspended FROM identity_client WHERE id = $1 :forupdate

-- name: identity.clients
SELECT id, name, roles, offices, suspended FROM identity_client ORDER BY id

-- name: identity.client.put
INSERT INTO identity_client (id, name, roles, offices, suspended) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, roles = excluded.roles, offices = excluded.offices,
    suspended = excluded.suspended

-- name: identity.client.keys
SELECT client, id, public, starts, expires FROM identity_client_key WHERE client = $1 OR $1 = '' ORDER BY client, starts, id

-- name: identity.client.keys.drop
DELETE FROM identity_client_key WHERE client = $1

-- name: identity.client.key.put
INSERT INTO identity_client_key (client, id, public, starts, expires) VALUES ($1, $2, $3, $4, $5)

-- name: identity.shown
INSERT INTO identity_shown (client, token, expires) VALUES ($1, $2, $3) ON CONFLICT (client, token) DO NOTHING

-- Cases whose applicant's mobile goes to somebody else: an account's, and those of nobody's
-- account that were submitted before it did. In the one order in which cases are held.
-- name: identity.cases
SELECT number, body FROM case_now
WHERE phone = $1 AND phone <> '' AND (citizen = $2 AND $2 <> '' OR citizen = '' AND submitted < $3)
ORDER BY number :forupdate

-- What is owed goes along with its case, in the one order in which demands are held.
-- name: identity.demands.citizen
SELECT id, body FROM payment_demand WHERE citizen = $1 AND citizen <> '' AND phone = $2 AND phone <> '' ORDER BY id :forupdate

-- name: identity.demands.phone
SELECT id, body FROM payment_demand WHERE phone = $1 AND phone <> '' AND citizen = '' AND raised < $2 ORDER BY id :forupdate

-- name: identity.demand.renumber
UPDATE payment_demand SET phone = $2, body = $3 WHERE id = $1

-- name: identity.case.renumber
UPDATE case_now SET phone = $2, body = $3 WHERE number = $1
