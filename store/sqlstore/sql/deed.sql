-- Deeds and objections.

-- name: deed.claim
INSERT INTO deed (office, year, number, print, case_number, sender, received, stirred, verdict, body)
VALUES ($1, $2, $3, $4, '', $5, $6, 0, $7, $8)
ON CONFLICT (office, year, number) DO NOTHING

-- name: deed.settle
UPDATE deed SET case_number = $4, verdict = $5 WHERE office = $1 AND year = $2 AND number = $3

-- name: deed
SELECT print, case_number, sender, received, verdict, body FROM deed WHERE office = $1 AND year = $2 AND number = $3

-- name: deed.case
SELECT print, case_number, sender, received, verdict, body FROM deed WHERE case_number = $1

-- name: deed.stir
UPDATE deed SET stirred = 1 WHERE case_number :in($1)

-- name: deed.settled
UPDATE deed SET stirred = 0 WHERE office = $1 AND year = $2 AND number = $3

-- name: deed.stirred
SELECT office, year, number FROM deed WHERE stirred = 1 ORDER BY received, office, year, number LIMIT $1

-- name: deed.conflict
INSERT INTO deed_conflict (office, year, number, print, sender, received, body)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (office, year, number, print) DO NOTHING

-- name: deed.conflicts
SELECT print, sender, received, body FROM deed_conflict WHERE office = $1 AND year = $2 AND number = $3 ORDER BY received, print

-- Whose case it became tells which office is to look at it.
-- name: deed.rivals
SELECT c.office, c.year, c.number, c.print, d.case_number, c.sender, c.received, c.body, d.body
FROM deed_conflict c
JOIN deed d ON d.office = c.office AND d.year = c.year AND d.number = c.number
JOIN case_now n ON n.number = d.case_number
WHERE n.office >= $1 AND n.office < $2
ORDER BY c.received DESC, c.print LIMIT $3

-- name: case.object
INSERT INTO case_objection (number, who, at) VALUES ($1, $2, $3)
ON CONFLICT (number, who) DO NOTHING
