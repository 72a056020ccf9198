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
SELECT $1, CAST($2 AS BIGINT), CAST($3 AS BIGINT), $4, $5, CAST($6 AS BIGINT), $7
WHERE (SELECT count(*) FROM deed_conflict WHERE office = $1 AND year = $2 AND number = $3) < CAST($8 AS BIGINT)
ON CONFLICT (office, year, number, print) DO NOTHING

-- name: deed.rivalry
INSERT INTO deed_rivalry (office, year, number, more, last) VALUES ($1, $2, $3, 0, $4)
ON CONFLICT (office, year, number) DO UPDATE SET more = deed_rivalry.more

-- One that is kept already is not counted again.
-- name: deed.rivalry.more
UPDATE deed_rivalry SET more = more + 1, last = $5
WHERE office = $1 AND year = $2 AND number = $3
  AND NOT EXISTS (SELECT 1 FROM deed_conflict c WHERE c.office = $1 AND c.year = $2 AND c.number = $3 AND c.print = $4)

-- name: deed.conflicts
SELECT print, sender, received, body FROM deed_conflict WHERE office = $1 AND year = $2 AND number = $3 ORDER BY received, print

-- Whose case it became tells which office is to look at it.
-- name: deed.rivals
SELECT c.office, c.year, c.number, c.print, d.case_number, c.sender, c.received, c.body, d.body, COALESCE(m.more, 0)
FROM deed_conflict c
LEFT JOIN deed_rivalry m ON m.office = c.office AND m.year = c.year AND m.number = c.number
JOIN deed d ON d.office = c.office AND d.year = c.year AND d.number = c.number
JOIN case_now n ON n.number = d.case_number
WHERE n.office >= $1 AND n.office < $2
ORDER BY c.received DESC, c.print LIMIT $3

-- name: deed.grn.put
INSERT INTO deed_grn (grn, office, year, number) VALUES ($1, $2, $3, $4)

-- name: deed.grn
SELECT count(*) FROM deed_grn WHERE grn = $1 AND NOT (office = $2 AND year = $3 AND number = $4)

-- name: deed.party
INSERT INTO deed_party (phone, office, year, number, buyer, received) VALUES ($1, $2, $3, $4, $5, $6)

-- name: deed.parties
SELECT p.office, p.year, p.number, p.buyer, d.case_number, d.received, d.body FROM deed_party p
JOIN deed d ON d.office = p.office AND d.year = p.year AND d.number = p.number
WHERE p.phone = $1 ORDER BY d.received, p.office, p.year, p.number, p.buyer

-- What is held of a number goes along with whoever had it, or goes.
-- name: deed.party.renumber
UPDATE deed_party SET phone = $2 WHERE phone = $1 AND received < $3

-- name: deed.party.forget
DELETE FROM deed_party WHERE phone = $1 AND received < $2

-- name: case.object
INSERT INTO case_objection (number, who, at) VALUES ($1, $2, $3)
ON CONFLICT (number, who) DO NOTHING
