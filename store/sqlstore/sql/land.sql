-- The register. :open is the recorded_to of a present version, :openday its valid_to.
--
-- A version is seen by somebody who asks what was known at $k of the day $v when it
-- was recorded and began by then, unless it had ended by then in both times:
--   recorded_from <= $k AND valid_from <= $v AND NOT (recorded_to <= $k AND valid_to <= $v)
-- At most one version of a key is.

-- name: land.plot
SELECT sheet, valid_from, recorded_from, extract FROM land_sheet WHERE spot = $1

-- name: land.plots postgres
SELECT k.ord, p.sheet, p.valid_from, p.recorded_from, p.extract
FROM unnest($1::bigint[]) WITH ORDINALITY AS k (spot, ord),
LATERAL (SELECT sheet, valid_from, recorded_from, extract FROM land_sheet WHERE spot = k.spot OFFSET 0) AS p

-- name: land.plot.past
SELECT sheet, valid_from, recorded_from, extract FROM land_sheet
WHERE spot = $1 AND recorded_from <= $2 AND valid_from <= $3
UNION ALL
SELECT sheet, valid_from, recorded_from, extract FROM land_sheet_past
WHERE spot = $1
  AND recorded_from <= $2 AND valid_from <= $3 AND NOT (recorded_to <= $2 AND valid_to <= $3)

-- The present sheets of a mouza stand together.
-- name: land_sheet.current
SELECT mouza, spot, sheet FROM land_sheet
WHERE spot BETWEEN $1 * 1000000000000 AND $1 * 1000000000000 + 999999999999 ORDER BY spot

-- name: land_sheet.keep
INSERT INTO land_sheet_past (mouza, spot, sheet, valid_from, valid_to, recorded_from, recorded_to, extract)
SELECT mouza, spot, sheet, valid_from, CAST($1 AS BIGINT), recorded_from, CAST($2 AS BIGINT), extract
FROM land_sheet WHERE mouza = $3 AND spot = $4

-- name: land_sheet.drop
DELETE FROM land_sheet WHERE spot = $1

-- name: land.summary
SELECT plots, khatians, area, maps, valid_from, recorded_from, extract
FROM land_mouza WHERE mouza = $1 AND recorded_to = :open

-- name: land.khatian
SELECT name, kind, guardian, relation, address, valid_from, recorded_from, extract
FROM land_khatian WHERE mouza = $1 AND khatian = $2
  AND recorded_from <= $3 AND valid_from <= $4 AND NOT (recorded_to <= $3 AND valid_to <= $4)

-- CROSS JOIN keeps SQLite from reading every plot of the mouza to find a folio's few.
-- name: land.khatian.holdings
SELECT h.plot, p.class, p.area, h.share, h.area, h.possession, h.possessor, h.remark, h.rule
FROM land_holding h CROSS JOIN land_plot p
WHERE h.mouza = $1 AND h.khatian = $2 AND p.mouza = h.mouza AND p.plot = h.plot
  AND h.recorded_from <= $3 AND h.valid_from <= $4 AND NOT (h.recorded_to <= $3 AND h.valid_to <= $4)
  AND p.recorded_from <= $3 AND p.valid_from <= $4 AND NOT (p.recorded_to <= $3 AND p.valid_to <= $4)
ORDER BY h.plot

-- name: land.crosswalk.rs
SELECT rs, lr FROM land_crosswalk WHERE mouza = $1 AND rs = $2 AND recorded_to = :open ORDER BY lr

-- name: land.crosswalk.lr
SELECT rs, lr FROM land_crosswalk WHERE mouza = $1 AND lr = $2 AND recorded_to = :open ORDER BY rs

-- name: land.parcel
SELECT c.ulpin, p.class, p.area, c.ring, c.touches, c.valid_from, c.recorded_from, c.extract
FROM land_parcel c CROSS JOIN land_plot p
WHERE c.mouza = $1 AND c.plot = $2 AND c.recorded_to = :open
  AND p.mouza = c.mouza AND p.plot = c.plot AND p.recorded_to = :open

-- name: land.parcels
SELECT c.plot, c.ulpin, p.class, p.area, c.ring FROM land_parcel c CROSS JOIN land_plot p
WHERE c.mouza = $1 AND c.plot :in($2) AND c.recorded_to = :open
  AND p.mouza = c.mouza AND p.plot = c.plot AND p.recorded_to = :open ORDER BY c.plot

-- The map of a mouza.
-- name: land.mosaic
SELECT c.plot, c.ulpin, p.class, p.area, c.ring, c.valid_from, c.recorded_from, c.extract
FROM land_parcel c JOIN land_plot p ON p.mouza = c.mouza AND p.plot = c.plot
WHERE c.mouza = $1 AND c.recorded_to = :open AND p.recorded_to = :open ORDER BY c.plot

-- name: land.sheets.mouza
SELECT spot, sheet, valid_from, extract FROM land_sheet
WHERE spot BETWEEN $1 * 1000000000000 AND $1 * 1000000000000 + 999999999999 ORDER BY spot

-- name: land.shelf.take
INSERT INTO land_shelf (mouza, recorded, valid, binds) VALUES ($1, $2, $3, 1)
ON CONFLICT (mouza) DO UPDATE SET binds = land_shelf.binds + 1,
    recorded = CASE WHEN excluded.recorded > land_shelf.recorded THEN excluded.recorded ELSE land_shelf.recorded + 1 END,
    valid = CASE WHEN excluded.valid > land_shelf.valid THEN excluded.valid ELSE land_shelf.valid END
RETURNING recorded, valid, binds

-- name: land.shelf.date
UPDATE land_shelf SET recorded = $2 WHERE mouza = $1

-- name: land.extract
SELECT source FROM land_extract WHERE id = $1

-- name: land.extracts
SELECT source FROM land_extract ORDER BY id

-- name: land.extract.keep
INSERT INTO land_extract (source) VALUES ($1)
ON CONFLICT (source) DO UPDATE SET source = excluded.source RETURNING id

-- An order changes a few rows of a mouza whose shelf it holds.
-- name: land.shelf.hold
SELECT recorded FROM land_shelf WHERE mouza = $1 :forupdate

-- name: land.shelf.amend
UPDATE land_shelf SET
    recorded = CASE WHEN CAST($2 AS BIGINT) > recorded THEN CAST($2 AS BIGINT) ELSE recorded + 1 END,
    valid = CASE WHEN CAST($3 AS BIGINT) > valid THEN CAST($3 AS BIGINT) ELSE valid END
WHERE mouza = $1 RETURNING recorded

-- name: land.khatian.last
SELECT COALESCE(MAX(khatian), 0) FROM land_khatian WHERE mouza = $1

-- Of every version that there ever was. The two parts of a number are packed into one.
-- name: land.plot.last
SELECT COALESCE(MAX(plot / 1000000), 0), COALESCE(MAX(plot % 1000000), 0) FROM land_plot WHERE mouza = $1

-- The shape of one plot, as a change of the record reads it.
-- name: land.parcel.now
SELECT ulpin, ring, touches, valid_from, recorded_from, extract FROM land_parcel
WHERE mouza = $1 AND plot = $2 AND recorded_to = :open

-- name: land.khatian.plots
SELECT plot FROM land_holding WHERE mouza = $1 AND khatian = $2 AND recorded_to = :open ORDER BY plot

-- name: land.mouza.now
SELECT plots, khatians, area, maps, valid_from, extract FROM land_mouza WHERE mouza = $1 AND recorded_to = :open
