-- What is signed of the audit log. Its leaves are in act.sql.

-- name: audit.size
SELECT size FROM audit_tree WHERE id = 1

-- name: audit.tiles
SELECT n, hashes FROM audit_tile WHERE level = $1 AND n >= $2 ORDER BY n LIMIT $3

-- name: audit.tile.keep
INSERT INTO audit_tile (level, n, hashes) VALUES ($1, $2, $3)
ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes WHERE length(excluded.hashes) > length(audit_tile.hashes)

-- name: audit.kept
SELECT size, note FROM audit_checkpoint WHERE size < $1 ORDER BY size DESC LIMIT $2

-- name: audit.keep
INSERT INTO audit_checkpoint (size, note) VALUES ($1, $2) ON CONFLICT (size) DO NOTHING
