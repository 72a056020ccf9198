-- Consents, looks, requests, and what goes when its time is over.

-- name: ledger.consent.add
INSERT INTO ledger_consent (id, citizen, phone, purpose, version, lang, channel, read_by, number, given, withdrawn, withdrawn_channel)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, '')
ON CONFLICT DO NOTHING

-- A person's lines are those of the account and those of the number that came before it.
-- name: ledger.consents
SELECT id, citizen, phone, purpose, version, lang, channel, read_by, number, given, withdrawn, withdrawn_channel
FROM ledger_consent WHERE citizen = $1 AND citizen <> ''
UNION ALL
SELECT id, citizen, phone, purpose, version, lang, channel, read_by, number, given, withdrawn, withdrawn_channel
FROM ledger_consent WHERE phone = $2 AND phone <> ''
ORDER BY given, id

-- The only change there is: a line that stands is withdrawn.
-- name: ledger.consent.withdraw
UPDATE ledger_consent SET withdrawn = $2, withdrawn_channel = $3 WHERE id = $1 AND withdrawn = 0

-- The number goes to somebody else, and what stands under it does not. Only what came with
-- an application stands under a number.
-- name: ledger.consent.rekey
UPDATE ledger_consent SET citizen = $1, phone = '' WHERE phone = $2 AND phone <> '' AND citizen = '' AND number <> '' AND given < $3

-- name: ledger.look.rekey
UPDATE ledger_look SET citizen = $1, phone = '' WHERE phone = $2 AND phone <> '' AND citizen = '' AND at < $3

-- name: ledger.agreed
SELECT count(*) FROM ledger_consent
WHERE withdrawn = 0 AND purpose = $3 AND (citizen = $1 AND citizen <> '' OR phone = $2 AND phone <> '')

-- A look counts when its viewer has none at the case that is younger than $5.
-- name: ledger.seen
INSERT INTO ledger_seen (number, who, look, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (number, who) DO UPDATE SET look = excluded.look, at = excluded.at WHERE ledger_seen.at <= $5

-- name: ledger.look.add
INSERT INTO ledger_look (id, citizen, phone, number, who, role, office, why, channel, at)
SELECT look, $4, $5, number, who, $6, $7, $8, $9, at FROM ledger_seen WHERE number = $1 AND who = $2 AND look = $3

-- name: ledger.look.count
SELECT (SELECT count(*) FROM ledger_look WHERE citizen = $1 AND citizen <> '' AND at > $3)
    + (SELECT count(*) FROM ledger_look WHERE phone = $2 AND phone <> '' AND at > $3)

-- name: ledger.looks
SELECT number, role, office, why, channel, at, id FROM ledger_look WHERE citizen = $1 AND citizen <> '' AND at > $3
UNION ALL
SELECT number, role, office, why, channel, at, id FROM ledger_look WHERE phone = $2 AND phone <> '' AND at > $3
ORDER BY at DESC, id LIMIT $4

-- name: request
SELECT citizen, body FROM registry_request WHERE id = $1 :forupdate

-- name: request.put
INSERT INTO registry_request (id, citizen, office, due, made, done, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET done = excluded.done, body = excluded.body

-- name: requests
SELECT id, body FROM registry_request WHERE citizen = $1 ORDER BY made DESC, id

-- All offices of a department lie between "lr." and "lr/".
-- name: requests.waiting
SELECT id, body FROM registry_request WHERE office >= $1 AND office < $2 AND done = 0 ORDER BY due, id LIMIT $3

-- name: requests.askers
SELECT id, citizen FROM registry_request WHERE id :in($1)

-- name: registry.account
SELECT id, handle, lang, made FROM identity_account WHERE id = $1 AND kind = 'citizen'

-- name: registry.holder
SELECT id, handle, lang, made FROM identity_account WHERE handle = $1 AND kind = 'citizen'

-- Before the account goes.
-- name: registry.deed.parties.forget
DELETE FROM deed_party
WHERE phone IN (SELECT handle FROM identity_account WHERE id = $1 AND kind = 'citizen' AND suspended = 0)

-- A number that is suspended stays so, whoever's it was.
-- name: registry.account.drop
DELETE FROM identity_account WHERE id = $1 AND kind = 'citizen' AND suspended = 0

-- name: registry.filed
SELECT count(*) FROM case_now WHERE citizen = $1 AND citizen <> ''

-- name: registry.preference.drop
DELETE FROM phone_preference WHERE key = $1

-- name: registry.drafts.of
SELECT id FROM apply_draft WHERE owner :in($1) AND number = '' :forupdate

-- name: registry.draft.of
SELECT id FROM apply_draft WHERE number = $1 AND number <> '' :forupdate

-- name: registry.draft.drop
DELETE FROM apply_draft WHERE id = $1

-- name: registry.content.drop
DELETE FROM apply_content WHERE id IN (SELECT id FROM apply_file WHERE about = $1)

-- name: registry.file.drop
DELETE FROM apply_file WHERE about = $1

-- name: registry.case.empty
UPDATE case_now SET citizen = '', phone = '', emptied = $3, body = $4
WHERE number = $1 AND version = $2 AND emptied = 0

-- The one change of a log, and only of a case that is empty: what somebody wrote in their own
-- words goes with it.
-- name: registry.event.empty
UPDATE case_event SET body = $3 WHERE number = $1 AND seq = $2
AND EXISTS (SELECT 1 FROM case_now WHERE case_now.number = $1 AND case_now.emptied <> 0)

-- Lines of an application that are still there.
-- name: registry.case.left
SELECT count(*) FROM case_now WHERE number >= $1 AND number < $2 AND emptied = 0

-- name: registry.cases.rest
SELECT body FROM case_now
WHERE wake = 0 AND emptied = 0 AND service = $1 AND (submitted, number) > ($2, $3) AND submitted <= $4
ORDER BY submitted, number LIMIT $5

-- What is over, by kind: how many there are, and some of them taken out. $1 is the moment
-- or day before which it is over.
-- name: old.draft.count
SELECT count(*) FROM apply_draft WHERE number = '' AND changed <= $1

-- name: old.draft.some
SELECT id FROM apply_draft WHERE number = '' AND changed <= $1 ORDER BY changed LIMIT $2 :forupdate :skiplocked

-- name: old.look.count
SELECT count(*) FROM ledger_look WHERE at <= $1

-- name: old.look.drop
DELETE FROM ledger_look WHERE id IN (SELECT id FROM ledger_look WHERE at <= $1 ORDER BY at LIMIT $2 :forupdate :skiplocked)

-- name: old.seen.count
SELECT count(*) FROM ledger_seen WHERE at <= $1

-- name: old.seen.drop
DELETE FROM ledger_seen WHERE (number, who) IN (SELECT number, who FROM ledger_seen WHERE at <= $1 ORDER BY at LIMIT $2 :forupdate :skiplocked)

-- name: old.key.count
SELECT count(*) FROM once_done WHERE at <= $1

-- name: old.key.drop
DELETE FROM once_done WHERE (scope, key) IN (SELECT scope, key FROM once_done WHERE at <= $1 ORDER BY at LIMIT $2 :forupdate :skiplocked)

-- name: old.try.count
SELECT count(*) FROM tries_made WHERE day <= $1

-- name: old.try.drop
DELETE FROM tries_made WHERE (what, day) IN (SELECT what, day FROM tries_made WHERE day <= $1 ORDER BY day LIMIT $2 :forupdate :skiplocked)

-- A message that was given up still has its words and its number.
-- name: old.message.count
SELECT count(*) FROM notice_outbox WHERE state <> 'waiting' AND told <= $1 AND length(message) > 0

-- name: old.message.drop
UPDATE notice_outbox SET message = $3
WHERE id IN (SELECT id FROM notice_outbox WHERE state <> 'waiting' AND told <= $1 AND length(message) > 0 ORDER BY told LIMIT $2 :forupdate :skiplocked)

-- name: old.receipt.count
SELECT count(*) FROM notice_outbox WHERE state <> 'waiting' AND told <= $1

-- name: old.receipt.drop
DELETE FROM notice_outbox
WHERE id IN (SELECT id FROM notice_outbox WHERE state <> 'waiting' AND told <= $1 ORDER BY told LIMIT $2 :forupdate :skiplocked)

-- name: old.request.count
SELECT count(*) FROM registry_request WHERE done <> 0 AND done <= $1

-- name: old.request.drop
DELETE FROM registry_request
WHERE id IN (SELECT id FROM registry_request WHERE done <> 0 AND done <= $1 ORDER BY done LIMIT $2 :forupdate :skiplocked)

-- What an account owed and paid, and what stands under its number alone.
-- name: registry.payments
SELECT standing, dpr, grn, ended, phone, body FROM payment_demand WHERE citizen = $1 AND citizen <> ''
UNION ALL
SELECT standing, dpr, grn, ended, phone, body FROM payment_demand WHERE phone = $2 AND phone <> '' AND citizen = ''

-- name: registry.objections
SELECT number, at FROM case_objection WHERE who = $1 ORDER BY at, number

-- With a case goes what the deed that led to it says; its number and its hash stay, so that it
-- never becomes a second case.
-- name: registry.deed.empty
UPDATE deed SET verdict = $2, body = $3, stirred = 0 WHERE case_number = $1

-- name: registry.deed.parties.drop
DELETE FROM deed_party WHERE (office, year, number) IN (SELECT office, year, number FROM deed WHERE case_number = $1)

-- name: registry.objections.drop
DELETE FROM case_objection WHERE number = $1

-- name: old.conflict.count
SELECT count(*) FROM deed_conflict WHERE received <= $1

-- name: old.conflict.drop
DELETE FROM deed_conflict
WHERE (office, year, number, print) IN (SELECT office, year, number, print FROM deed_conflict WHERE received <= $1 ORDER BY received LIMIT $2 :forupdate :skiplocked)

-- The mobile of what is paid or no longer owed goes with the account: the books need a name.
-- name: registry.payment.mobiles
SELECT id, body FROM payment_demand WHERE citizen = $1 AND citizen <> '' AND standing <> 'open' AND phone <> '' ORDER BY id :forupdate

-- name: old.payment.count
SELECT count(*) FROM payment_demand WHERE standing <> 'open' AND named = 1 AND ended <= $1

-- name: old.payment.some
SELECT id, body FROM payment_demand WHERE standing <> 'open' AND named = 1 AND ended <= $1 ORDER BY ended LIMIT $2 :forupdate :skiplocked

-- name: old.payment.unname
UPDATE payment_demand SET citizen = '', phone = '', named = 0, body = $2 WHERE id = $1
