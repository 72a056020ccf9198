-- Messages on their way out: what is taken, what became of it, and what providers report.

-- MATERIALIZED: the choice is made once. Two takers pass each other's rows over.
-- name: outbox.take
WITH chosen AS MATERIALIZED (
    SELECT id FROM notice_outbox WHERE state = 'waiting' AND due <= $1 ORDER BY due, id LIMIT $3 :forupdate :skiplocked)
UPDATE notice_outbox SET due = $2, tries = tries + 1
WHERE id IN (SELECT id FROM chosen)
RETURNING id, ref, message, tries - 1, told, via

-- name: outbox.sent
UPDATE notice_outbox SET state = 'sent', provider = $2, receipt = $3, at = $4, message = $5 WHERE ref = $1

-- While somebody has a message in hand, due is until when. Who had it before them, and comes
-- late, changes nothing.
-- name: outbox.failed
UPDATE notice_outbox SET code = $2, due = $3, state = $4, via = $5 WHERE ref = $1 AND state = 'waiting' AND (due = $6 OR $6 = 0)

-- name: outbox.back
UPDATE notice_outbox SET due = $2, tries = tries - 1 WHERE ref = $1 AND state = 'waiting' AND tries > 0 AND (due = $3 OR $3 = 0)

-- name: outbox.depth
SELECT COUNT(*), COALESCE(MIN(told), 0) FROM notice_outbox WHERE state = 'waiting'

-- name: outbox.depth.failed
SELECT COUNT(*) FROM notice_outbox WHERE state = 'failed'

-- name: outbox.failed.list
SELECT id, ref, message, tries, told, code FROM notice_outbox WHERE state = 'failed' AND id > $1 ORDER BY id LIMIT $2

-- name: outbox.waiting.list
SELECT id, ref, message, tries, told, code FROM notice_outbox WHERE state = 'waiting' AND id > $1 ORDER BY id LIMIT $2

-- Counted from now: what was given up as too old would be so again. Where the words are
-- forgotten there is nothing to send.
-- name: outbox.retry
UPDATE notice_outbox SET state = 'waiting', due = 0, tries = 0, told = $2, code = '' WHERE ref = $1 AND state = 'failed' AND length(message) > 0

-- name: outbox.receipt
SELECT provider, receipt FROM notice_outbox WHERE ref = $1 AND state = 'sent'

-- Forward only. Of two reports of one state that differ the earlier is kept, and of one
-- moment the one that is first in the alphabet: the order in which they come is no matter.
-- name: report.note
INSERT INTO notice_report (provider, receipt, progress, why, code, at, noted) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (provider, receipt) DO UPDATE SET
    progress = excluded.progress, why = excluded.why, code = excluded.code, at = excluded.at, noted = excluded.noted
WHERE excluded.progress > notice_report.progress
   OR excluded.progress = notice_report.progress
      AND (excluded.at < notice_report.at
        OR excluded.at = notice_report.at AND (excluded.why < notice_report.why
          OR excluded.why = notice_report.why AND excluded.code < notice_report.code))

-- name: report.of
SELECT progress, why, code, at FROM notice_report WHERE provider = $1 AND receipt = $2

-- name: report.sweep
DELETE FROM notice_report WHERE noted < $1

-- name: stop.put
INSERT INTO notice_stop (phone, stopped, at) VALUES ($1, $2, $3)
ON CONFLICT (phone) DO UPDATE SET stopped = excluded.stopped, at = excluded.at
WHERE excluded.at > notice_stop.at OR excluded.at = notice_stop.at AND excluded.stopped > notice_stop.stopped

-- name: stop.of
SELECT stopped FROM notice_stop WHERE phone = $1
