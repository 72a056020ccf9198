-- Cases by what they are about.

-- Office and day are those of the case, which must be there.
-- name: case.key.add
INSERT INTO case_key (kind, value, office, submitted, number, live)
SELECT $2, $3, office, submitted, number, $4 FROM case_now WHERE number = $1
ON CONFLICT DO NOTHING

-- name: case.keys
SELECT kind, value FROM case_key WHERE number = $1 ORDER BY kind, value

-- name: case.keys.of
SELECT number, kind, value FROM case_key WHERE number :in($1) ORDER BY number, kind, value

-- name: case.key.live
UPDATE case_key SET live = $2 WHERE number = $1 AND live <> $2

-- name: case.key.drop
DELETE FROM case_key WHERE number = $1

-- Cases that no key leads to.
-- name: case.unkeyed
SELECT n.body FROM case_now n
WHERE n.number > $1 AND NOT EXISTS (SELECT 1 FROM case_key k WHERE k.number = n.number)
ORDER BY n.number LIMIT $2

-- name: case.open
SELECT number FROM case_key WHERE kind = $1 AND value = $2 AND live = 1 ORDER BY submitted, number

-- Of a plot, a khatian or a deed. Thousands of cases may have been about one khatian: which are
-- the oldest is found among the keys, and only their bodies are read.
-- name: case.about
SELECT n.body FROM (SELECT submitted, number FROM case_key
    WHERE kind = $1 AND value = $2 ORDER BY submitted, number LIMIT $3) k
JOIN case_now n ON n.number = k.number
ORDER BY k.submitted, k.number

-- Those that have not ended.
-- name: case.about.live
SELECT n.body FROM (SELECT submitted, number FROM case_key
    WHERE kind = $1 AND value = $2 AND live = 1 ORDER BY submitted, number LIMIT $3) k
JOIN case_now n ON n.number = k.number
ORDER BY k.submitted, k.number

-- The same in one office, submitted in some days.
-- name: case.about.office
SELECT n.body FROM case_key k JOIN case_now n ON n.number = k.number
WHERE k.kind = $1 AND k.value = $2 AND k.office = $3 AND k.submitted >= $4 AND k.submitted < $5 AND k.live >= $6
ORDER BY k.submitted, k.number LIMIT $7
