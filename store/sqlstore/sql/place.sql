-- The atlas: read whole at the start, written whole. ord keeps its order, which is data.

-- name: place.districts
SELECT code, portal, name FROM place_district ORDER BY ord

-- name: place.subdivisions
SELECT id, district, name FROM place_subdivision ORDER BY ord

-- name: place.blocks
SELECT code, district, subdivision, name, units FROM place_block ORDER BY ord

-- name: place.units
SELECT code, district, block, name FROM place_unit ORDER BY ord

-- name: place.mouzas
SELECT idn, block, village, name FROM place_mouza ORDER BY ord

-- name: place.villages
SELECT code, district, block, name FROM place_village ORDER BY ord

-- name: meta.get
SELECT value FROM meta WHERE key = $1

-- name: meta.set
INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value
