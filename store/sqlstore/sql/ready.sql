-- What a readiness probe asks beside what acts do.

-- name: meta.step
SELECT max(version_id) FROM goose_db_version WHERE is_applied

