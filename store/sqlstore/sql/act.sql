-- What an act leaves behind: its audit leaf, its messages, what its key led to.

-- name: audit.grow
INSERT INTO audit_tree (id, size) VALUES (1, $1)
ON CONFLICT (id) DO UPDATE SET size = audit_tree.size + excluded.size RETURNING size

-- name: audit.add
INSERT INTO audit_leaf (seq, data, hash) VALUES ($1, $2, $3)

-- name: audit.leaves
SELECT seq, data, hash FROM audit_leaf WHERE seq >= $1 ORDER BY seq LIMIT $2

-- name: outbox.tell
INSERT INTO notice_outbox (ref, state, due, tries, told, message, provider, receipt, code, at)
VALUES ($1, 'waiting', $4, 0, $3, $2, '', '', '', 0)
ON CONFLICT (ref) DO NOTHING

-- name: outbox.waiting
SELECT id FROM notice_outbox WHERE state = 'waiting' AND due <= $1 ORDER BY due, id LIMIT 1

-- name: outbox.state
SELECT state FROM notice_outbox WHERE ref = $1

-- name: once.done
SELECT fingerprint, answer FROM once_done WHERE scope = $1 AND key = $2

-- name: once.do
INSERT INTO once_done (scope, key, fingerprint, answer, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (scope, key) DO NOTHING

-- name: tries.add
INSERT INTO tries_made (what, day, tries) VALUES ($1, $2, 1)
ON CONFLICT (what, day) DO UPDATE SET tries = tries_made.tries + 1 RETURNING tries
