-- Drafts and the files that come with them.

-- name: draft
SELECT body FROM apply_draft WHERE id = $1

-- name: draft.hold
SELECT body FROM apply_draft WHERE id = $1 :forupdate

-- name: draft.open
SELECT body FROM apply_draft WHERE owner = $1 AND number = '' ORDER BY changed DESC, id DESC LIMIT $2

-- name: draft.add
INSERT INTO apply_draft (id, version, owner, number, changed, body) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO NOTHING

-- name: draft.move
UPDATE apply_draft SET version = $3, owner = $4, number = $5, changed = $6, body = $7
WHERE id = $1 AND version = $2

-- name: file
SELECT owner, about, field, name, type, size, sha256, at FROM apply_file WHERE id = $1

-- name: file.content
SELECT content FROM apply_content WHERE id = $1

-- A file may come to belong to somebody or something else. Its bytes stay what they are.
-- name: file.keep
INSERT INTO apply_file (id, owner, about, field, name, type, size, sha256, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, about = excluded.about, field = excluded.field,
    name = excluded.name, at = excluded.at
WHERE apply_file.sha256 = excluded.sha256 AND apply_file.size = excluded.size AND apply_file.type = excluded.type

-- name: file.content.keep
INSERT INTO apply_content (id, content) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING
