-- What is computed and signed of the audit log: the tree over its leaves in tiles, and
-- checkpoints. Both only grow; neither is written by an act.

-- +goose Up

-- A tile is up to 256 hashes of 32 bytes: level 0 those of the leaves, level 1 those of 256
-- leaves each, and so on. The last one of a level is replaced as it grows.
CREATE TABLE audit_tile (
    level  BIGINT NOT NULL,
    n      BIGINT NOT NULL,
    hashes {{.Bytes}} NOT NULL,
    PRIMARY KEY (level, n)
);

CREATE TABLE audit_checkpoint (
    size {{.Key}} NOT NULL PRIMARY KEY, -- entries that it covers
    note TEXT NOT NULL                  -- as it was signed
);

-- +goose Down
DROP TABLE audit_checkpoint;
DROP TABLE audit_tile;
