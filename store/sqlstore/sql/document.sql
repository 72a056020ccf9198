-- Signed papers. What of a paper follows from other rows (that it was revoked, that there is
-- a later one of the same subject) is asked with it.

-- name: document.paper
SELECT p.body, COALESCE((SELECT e.at FROM document_event e WHERE e.number = p.number AND e.act = 'revoke'), 0),
    COALESCE((SELECT n.number FROM document_paper n
        WHERE n.mouza = p.mouza AND n.subject = p.subject AND n.kind = p.kind AND n.issued > p.issued
        AND NOT EXISTS (SELECT 1 FROM document_event e WHERE e.number = n.number AND e.act = 'revoke')
        ORDER BY n.issued DESC LIMIT 1), '')
FROM document_paper p WHERE p.number = $1

-- name: document.paper.of
SELECT p.body, COALESCE((SELECT e.at FROM document_event e WHERE e.number = p.number AND e.act = 'revoke'), 0),
    COALESCE((SELECT n.number FROM document_paper n
        WHERE n.mouza = p.mouza AND n.subject = p.subject AND n.kind = p.kind AND n.issued > p.issued
        AND NOT EXISTS (SELECT 1 FROM document_event e WHERE e.number = n.number AND e.act = 'revoke')
        ORDER BY n.issued DESC LIMIT 1), '')
FROM document_paper p WHERE p.case_number = $1

-- name: document.paper.add
INSERT INTO document_paper (number, case_number, kind, mouza, subject, issued, file, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: document.file
SELECT content FROM document_file WHERE sha256 = $1

-- name: document.file.add
INSERT INTO document_file (sha256, content) VALUES ($1, $2) ON CONFLICT (sha256) DO NOTHING

-- name: document.event.add
INSERT INTO document_event (number, act, actor, reason, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (number, act) DO NOTHING

-- name: document.link.add
INSERT INTO document_link (key, number, made, until, used, cut) VALUES ($1, $2, $3, $4, 0, 0)

-- name: document.link.count
SELECT count(*) FROM document_link WHERE number = $1 AND made > $2

-- name: document.link.use
UPDATE document_link SET used = used + 1 WHERE key = $1 AND number = $2 AND until > $3 AND used < $4 AND cut = 0

-- name: document.link.cut
UPDATE document_link SET cut = 1 WHERE number = $1 AND cut = 0

-- name: document.link.number
SELECT number FROM document_link WHERE key = $1

-- Cases that wait, the longest waiting first, but those that somebody has taken or put off.
-- name: document.due
SELECT n.number, COALESCE(t.tries, 0) FROM case_now n LEFT JOIN document_try t ON t.number = n.number
WHERE n.state = 'signed' AND (t.due IS NULL OR t.due <= $1)
ORDER BY n.submitted, n.number LIMIT $2

-- Whoever changes no row here was not the first.
-- name: document.take
INSERT INTO document_try (number, tries, due, why) VALUES ($1, 0, $3, '')
ON CONFLICT (number) DO UPDATE SET due = excluded.due WHERE document_try.due <= $2

-- name: document.put_off
INSERT INTO document_try (number, tries, due, why) VALUES ($1, 1, $2, $3)
ON CONFLICT (number) DO UPDATE SET tries = document_try.tries + 1, due = excluded.due, why = excluded.why

-- name: document.try.drop
DELETE FROM document_try WHERE number = $1

-- name: document.locker.add
INSERT INTO document_locker (number, id) VALUES ($1, $2) ON CONFLICT (number) DO NOTHING

-- name: document.locker
SELECT id FROM document_locker WHERE number = $1

-- The bytes of papers whose time is over, and links that have run out long ago.
-- name: old.paper.count
SELECT count(*) FROM document_paper p JOIN document_file f ON f.sha256 = p.file WHERE p.issued <= $1

-- name: old.paper.drop
DELETE FROM document_file WHERE sha256 IN (
    SELECT p.file FROM document_paper p JOIN document_file f ON f.sha256 = p.file WHERE p.issued <= $1 ORDER BY p.issued LIMIT $2)

-- name: old.link.count
SELECT count(*) FROM document_link WHERE until <= $1

-- name: old.link.drop
DELETE FROM document_link WHERE key IN (SELECT key FROM document_link WHERE until <= $1 ORDER BY until LIMIT $2 :forupdate :skiplocked)
