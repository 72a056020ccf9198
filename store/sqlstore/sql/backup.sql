-- What is done once to a database that came out of a backup.

-- name: backup.sessions.end
DELETE FROM identity_session

-- name: backup.families.end
DELETE FROM identity_family

-- name: backup.challenges.end
DELETE FROM identity_challenge

-- Links to papers that were ended, or used up, after the copy was made.
-- name: backup.links.end
UPDATE document_link SET cut = 1 WHERE cut = 0

-- name: backup.waiting
SELECT count(*) FROM notice_outbox WHERE state = 'waiting'

