-- Demands, payments, and where money stands.

-- A demand is written once for its id.
-- name: demand.add
INSERT INTO payment_demand (id, number, citizen, phone, standing, amount, raised, dpr, grn, ended, body)
VALUES ($1, $2, $3, $4, 'open', $5, $6, '', '', 0, $7)
ON CONFLICT (id) DO NOTHING

-- What no longer has a case to pay for. One that is in a live payment goes too: money that
-- comes for it is given back.
-- name: demand.waive
UPDATE payment_demand SET standing = 'cancelled', ended = $2 WHERE id = $1 AND standing = 'open'

-- name: demands
SELECT standing, dpr, grn, ended, phone, body FROM payment_demand WHERE id :in($1) ORDER BY id

-- Held in one order by whoever holds some.
-- name: demands.hold
SELECT standing, dpr, grn, ended, phone, body FROM payment_demand WHERE id :in($1) ORDER BY id :forupdate

-- name: demands.number
SELECT standing, dpr, grn, ended, phone, body FROM payment_demand WHERE number = $1 ORDER BY id

-- name: demands.citizen
SELECT standing, dpr, grn, ended, phone, body FROM payment_demand
WHERE standing = 'open' AND citizen <> '' AND citizen = $1 ORDER BY raised, id LIMIT $2

-- name: demands.phone
SELECT standing, dpr, grn, ended, phone, body FROM payment_demand
WHERE standing = 'open' AND phone <> '' AND phone = $1 ORDER BY raised, id LIMIT $2

-- name: demand.put
UPDATE payment_demand SET standing = $2, dpr = $3, grn = $4, ended = $5, body = $6 WHERE id = $1

-- name: payment
SELECT body FROM payment_now WHERE dpr = $1

-- name: payment.hold
SELECT body FROM payment_now WHERE dpr = $1 :forupdate

-- name: payment.add
INSERT INTO payment_now (dpr, version, state, held, next, body) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (dpr) DO NOTHING

-- name: payment.move
UPDATE payment_now SET version = $3, state = $4, held = $5, next = $6, body = $7 WHERE dpr = $1 AND version = $2

-- A time further off than any that is given was written by a clock that ran ahead.
-- name: payments.due
SELECT dpr FROM payment_now WHERE next <> 0 AND (next <= $1 OR next > $2) ORDER BY next, dpr LIMIT $3

-- name: payments.held
SELECT body FROM payment_now WHERE held <> '' AND dpr > $1 ORDER BY dpr LIMIT $2

-- name: receipt
SELECT place, reported, moves, body FROM payment_receipt WHERE grn = $1

-- name: receipt.hold
SELECT place, reported, moves, body FROM payment_receipt WHERE grn = $1 :forupdate

-- name: receipts.hold
SELECT place, reported, moves, body FROM payment_receipt WHERE grn :in($1) ORDER BY grn :forupdate

-- name: receipt.add
INSERT INTO payment_receipt (grn, place, amount, dpr, drn, noted, reported, moves, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (grn) DO NOTHING

-- name: receipt.put
UPDATE payment_receipt SET place = $2, reported = $3, moves = $4, body = $5 WHERE grn = $1

-- name: receipt.move
INSERT INTO payment_move (grn, seq, was, place, amount, at, by_id, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: receipt.moves
SELECT seq, was, place, amount, at, by_id, why FROM payment_move WHERE grn = $1 ORDER BY seq

-- name: receipts.place
SELECT place, reported, moves, body FROM payment_receipt
WHERE place = $1 AND place <> 'settled' AND place <> 'refunded' AND grn > $2 ORDER BY grn LIMIT $3

-- name: receipts.dpr
SELECT place, reported, moves, body FROM payment_receipt WHERE dpr = $1 ORDER BY grn

-- name: receipts.unreported
SELECT place, reported, moves, body FROM payment_receipt WHERE reported = 0 AND noted < $1 AND grn > $2 ORDER BY grn LIMIT $3

-- name: payment.present
INSERT INTO payment_present (who, number, at) VALUES ($1, $2, $3)
ON CONFLICT (who, number) DO UPDATE SET at = EXCLUDED.at

-- name: payment.present.old
DELETE FROM payment_present WHERE at < $1

-- name: payment.presented
SELECT number, at FROM payment_present WHERE who = $1 AND at >= $2

-- name: payment.motions
SELECT grn, errand, by_id, reference, at FROM payment_motion WHERE grn :in($1) ORDER BY grn

-- name: payment.motion.hold
SELECT grn, errand, by_id, reference, at FROM payment_motion WHERE grn = $1 :forupdate

-- name: payment.motion.add
INSERT INTO payment_motion (grn, errand, by_id, reference, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (grn) DO NOTHING

-- name: payment.motion.drop
DELETE FROM payment_motion WHERE grn = $1

-- name: entry.add
INSERT INTO payment_entry (file, line, day, outcome, grn, dpr, drn, amount, noted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (file, line) DO NOTHING

-- name: entries
SELECT line, day, outcome, grn, dpr, drn, amount, noted FROM payment_entry WHERE file = $1 ORDER BY line

-- The books, all as of one moment because it is one question: what is owed and paid by
-- demands, where money stands by receipts, the same once more by the moves, which nobody can
-- change; then demands that are paid and have no receipt that says so, or another amount, and
-- receipts that paid a demand which does not know of it. The last two are always 0.
-- name: balance
SELECT 'debt', standing, COUNT(*), CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM payment_demand GROUP BY standing
UNION ALL
SELECT 'receipt', place, COUNT(*), CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM payment_receipt GROUP BY place
UNION ALL
SELECT 'in', place, COUNT(*), CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM payment_move GROUP BY place
UNION ALL
SELECT 'out', was, COUNT(*), CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM payment_move GROUP BY was
UNION ALL
SELECT 'unpaid', '', COUNT(*), CAST(0 AS BIGINT) FROM payment_demand d WHERE d.standing = 'paid' AND NOT EXISTS (
    SELECT 1 FROM payment_receipt r WHERE r.grn = d.grn AND r.drn = d.id AND r.place = 'settled' AND r.amount = d.amount)
UNION ALL
SELECT 'astray', '', COUNT(*), CAST(0 AS BIGINT) FROM payment_receipt r WHERE r.place = 'settled' AND NOT EXISTS (
    SELECT 1 FROM payment_demand d WHERE d.id = r.drn AND d.grn = r.grn AND d.standing = 'paid')
