-- Cases. :forupdate keeps others from a row until the transaction ends, where several
-- transactions write at a time.

-- name: series.next
INSERT INTO case_series (series, year, last) VALUES ($1, $2, 1)
ON CONFLICT (series, year) DO UPDATE SET last = case_series.last + 1 RETURNING last

-- name: case
SELECT body FROM case_now WHERE number = $1

-- name: case.hold
SELECT body FROM case_now WHERE number = $1 :forupdate

-- Several, held in one order by whoever holds some, so that no two wait for each other.
-- name: case.hold.all
SELECT body FROM case_now WHERE number :in($1) ORDER BY number :forupdate

-- name: case.events.all
SELECT number, body FROM case_event WHERE number :in($1) ORDER BY number, seq

-- The lines of an application, CAF2026000123/2, lie between CAF2026000123 and
-- CAF20260001230.
-- name: case.lines
SELECT body FROM case_now WHERE number >= $1 AND number < $2 ORDER BY number

-- name: case.add
INSERT INTO case_now (number, version, service, department, office, state, citizen, phone, submitted, due, wake, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (number) DO NOTHING

-- name: case.move
UPDATE case_now SET version = $3, service = $4, department = $5, office = $6, state = $7,
    citizen = $8, phone = $9, submitted = $10, due = $11, wake = $12, body = $13
WHERE number = $1 AND version = $2

-- name: case.event.add
INSERT INTO case_event (number, seq, body) VALUES ($1, $2, $3)

-- A case and its log in one question, which is all that a status costs; and cases of one
-- application and their logs. What comes of one table is in its order; the two are put
-- together by whoever asks.
-- name: case.file
SELECT CAST(0 AS BIGINT), body FROM case_now WHERE number = $1
UNION ALL
SELECT seq, body FROM case_event WHERE number = $1

-- name: case.files
SELECT number, CAST(0 AS BIGINT), body FROM case_now WHERE number >= $1 AND number < $2
UNION ALL
SELECT number, seq, body FROM case_event WHERE number >= $1 AND number < $2

-- name: case.events
SELECT body FROM case_event WHERE number = $1 ORDER BY seq

-- name: case.citizen
SELECT body FROM case_now WHERE citizen = $1 AND citizen <> '' ORDER BY submitted DESC, number DESC LIMIT $2

-- name: case.phone
SELECT body FROM case_now WHERE phone = $1 AND phone <> '' ORDER BY submitted DESC, number DESC LIMIT $2

-- name: case.woken
SELECT body FROM case_now WHERE wake <> 0 AND wake > 0 AND wake <= $1 ORDER BY wake, number LIMIT $2

-- One state of one office, and of all offices of a department.
-- name: case.inbox.office
SELECT due, number, body FROM case_now
WHERE office = $1 AND state = $2 AND (due, number) > ($3, $4) AND ($5 = '' OR service = $5)
ORDER BY due, number LIMIT $6

-- name: case.inbox.department
SELECT due, number, body FROM case_now
WHERE department = $1 AND state = $2 AND (due, number) > ($3, $4) AND ($5 = '' OR service = $5)
ORDER BY due, number LIMIT $6

-- The different values at the front of an index, each found by one seek behind the last.
-- name: case.states.office
WITH RECURSIVE found (state) AS (
    SELECT min(state) FROM case_now WHERE office = $1
    UNION ALL
    SELECT (SELECT min(n.state) FROM case_now n WHERE n.office = $1 AND n.state > found.state) FROM found WHERE found.state IS NOT NULL)
SELECT state FROM found WHERE state IS NOT NULL

-- name: case.states.department
WITH RECURSIVE found (state) AS (
    SELECT min(state) FROM case_now WHERE department = $1
    UNION ALL
    SELECT (SELECT min(n.state) FROM case_now n WHERE n.department = $1 AND n.state > found.state) FROM found WHERE found.state IS NOT NULL)
SELECT state FROM found WHERE state IS NOT NULL

-- name: case.offices
WITH RECURSIVE found (office) AS (
    SELECT min(office) FROM case_now WHERE office >= $1 AND office < $2
    UNION ALL
    SELECT (SELECT min(n.office) FROM case_now n WHERE n.office > found.office AND n.office < $2) FROM found WHERE found.office IS NOT NULL)
SELECT office FROM found WHERE office IS NOT NULL
