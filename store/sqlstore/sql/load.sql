-- name: load.mark
SELECT pos, line FROM load_mark WHERE source = $1

-- name: load.mark.set
INSERT INTO load_mark (source, pos, line, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (source) DO UPDATE SET pos = excluded.pos, line = excluded.line, at = excluded.at
