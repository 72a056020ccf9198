-- One text for both engines. Three words differ and are filled in per engine:
-- Bytes, Rowless (SQLite keeps a table in the order of its key) and Serial.
--
-- Versions: a row of the register is true in the world from valid_from until valid_to
-- (days, 20261123) and was held to be so from recorded_from until recorded_to
-- (microseconds since 1970). An open end is 99991231 or the largest 64-bit integer.
-- recorded_to ends every key, so that the key itself allows one present version only
-- and finds it with one seek.
--
-- A number with a bata is one integer, main * 1000000 + bata: 165/1201 is 165001201.
-- A name in several scripts is one text: Bengali, English and Hindi with a unit
-- separator (U+001F) between them and none at the end.

-- +goose Up
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) {{.Rowless}};

CREATE TABLE place_district (
    code   TEXT PRIMARY KEY,
    ord    BIGINT NOT NULL,
    portal TEXT NOT NULL,
    name   TEXT NOT NULL
) {{.Rowless}};
CREATE TABLE place_subdivision (
    id       TEXT PRIMARY KEY,
    ord      BIGINT NOT NULL,
    district TEXT NOT NULL,
    name     TEXT NOT NULL
) {{.Rowless}};
CREATE TABLE place_block (
    code        TEXT PRIMARY KEY,
    ord         BIGINT NOT NULL,
    district    TEXT NOT NULL,
    subdivision TEXT NOT NULL,
    name        TEXT NOT NULL,
    units       TEXT NOT NULL -- portal codes with commas
) {{.Rowless}};
CREATE TABLE place_unit (
    code     TEXT PRIMARY KEY,
    ord      BIGINT NOT NULL,
    district TEXT NOT NULL,
    block    TEXT NOT NULL,
    name     TEXT NOT NULL
) {{.Rowless}};
CREATE TABLE place_mouza (
    idn     BIGINT PRIMARY KEY,
    ord     BIGINT NOT NULL,
    block   TEXT NOT NULL,
    village TEXT NOT NULL,
    name    TEXT NOT NULL
) {{.Rowless}};
CREATE TABLE place_village (
    code     TEXT PRIMARY KEY,
    ord      BIGINT NOT NULL,
    district TEXT NOT NULL,
    block    TEXT NOT NULL,
    name     TEXT NOT NULL
) {{.Rowless}};

-- Which extract a version came from. Rows carry the number, not the words.
CREATE TABLE land_extract (
    id     {{.Serial}} PRIMARY KEY,
    source TEXT NOT NULL UNIQUE
);

-- One row a mouza, held by whoever writes its register: writers of one mouza wait
-- for each other here, and recorded time never stands still or runs back.
CREATE TABLE land_shelf (
    mouza    BIGINT PRIMARY KEY,
    recorded BIGINT NOT NULL,
    valid    BIGINT NOT NULL, -- the day of the newest extract
    binds    BIGINT NOT NULL
) {{.Rowless}};

CREATE TABLE land_mouza (
    mouza    BIGINT NOT NULL,
    plots    BIGINT NOT NULL,
    khatians BIGINT NOT NULL,
    area     BIGINT NOT NULL, -- 1/10,000 acre, as every area here
    maps     BIGINT NOT NULL,
    valid_from BIGINT NOT NULL, valid_to BIGINT NOT NULL,
    recorded_from BIGINT NOT NULL, recorded_to BIGINT NOT NULL,
    extract  BIGINT NOT NULL,
    PRIMARY KEY (mouza, recorded_to)
) {{.Rowless}};

CREATE TABLE land_plot (
    mouza BIGINT NOT NULL,
    plot  BIGINT NOT NULL,
    class TEXT NOT NULL,
    area  BIGINT NOT NULL,
    flags TEXT NOT NULL,
    ulpin TEXT NOT NULL,
    valid_from BIGINT NOT NULL, valid_to BIGINT NOT NULL,
    recorded_from BIGINT NOT NULL, recorded_to BIGINT NOT NULL,
    extract BIGINT NOT NULL,
    PRIMARY KEY (mouza, plot, recorded_to)
) {{.Rowless}};

-- The present plots as they read, holdings and owners included (sheet.go). A sheet is
-- written with the rows it is drawn from, never later. spot is mouza and plot number as
-- one integer, 1027001 000165 001201, so that the tree holds rows in its leaves only: a
-- lookup among ten million is one page that is not in memory.
CREATE TABLE land_sheet (
    spot  {{.Key}} PRIMARY KEY,
    mouza BIGINT NOT NULL,
    sheet {{.Bytes}} NOT NULL,
    valid_from BIGINT NOT NULL, valid_to BIGINT NOT NULL,
    recorded_from BIGINT NOT NULL, recorded_to BIGINT NOT NULL,
    extract BIGINT NOT NULL
);

-- Sheets of versions that have ended.
CREATE TABLE land_sheet_past (
    spot  BIGINT NOT NULL,
    mouza BIGINT NOT NULL,
    sheet {{.Bytes}} NOT NULL,
    valid_from BIGINT NOT NULL, valid_to BIGINT NOT NULL,
    recorded_from BIGINT NOT NULL, recorded_to BIGINT NOT NULL,
    extract BIGINT NOT NULL,
    PRIMARY KEY (spot, recorded_to)
) {{.Rowless}};

CREATE TABLE land_khatian (
    mouza    BIGINT NOT NULL,
    khatian  BIGINT NOT NULL,
    name     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    guardian TEXT NOT NULL,
    relation TEXT NOT NULL,
    address  TEXT NOT NULL,
    valid_from BIGINT NOT NULL, valid_to BIGINT NOT NULL,
    recorded_from BIGINT NOT NULL, recorded_to BIGINT NOT NULL,
    extract BIGINT NOT NULL,
    PRIMARY KEY (mouza, khatian, recorded_to)
) {{.Rowless}};

-- In the order of a khatian, which reads them; a plot reads its sheet.
CREATE TABLE land_holding (
    mouza      BIGINT NOT NULL,
    khatian    BIGINT NOT NULL,
    plot       BIGINT NOT NULL,
    share      BIGINT NOT NULL, -- 1/10,000
    area       BIGINT NOT NULL, -- as recorded; the computed one follows from the share
    possession TEXT NOT NULL,
    possessor  TEXT NOT NULL,
    remark     TEXT NOT NULL,
    rule       TEXT NOT NULL,
    valid_from BIGINT NOT NULL, valid_to BIGINT NOT NULL,
    recorded_from BIGINT NOT NULL, recorded_to BIGINT NOT NULL,
    extract BIGINT NOT NULL,
    PRIMARY KEY (mouza, khatian, plot, recorded_to)
) {{.Rowless}};

CREATE TABLE land_crosswalk (
    mouza BIGINT NOT NULL,
    rs    BIGINT NOT NULL,
    lr    BIGINT NOT NULL,
    valid_from BIGINT NOT NULL, valid_to BIGINT NOT NULL,
    recorded_from BIGINT NOT NULL, recorded_to BIGINT NOT NULL,
    extract BIGINT NOT NULL,
    PRIMARY KEY (mouza, rs, lr, recorded_to)
) {{.Rowless}};
CREATE INDEX land_crosswalk_lr ON land_crosswalk (mouza, lr);

-- ring and touches are differences in zigzag varints (ring.go).
CREATE TABLE land_parcel (
    mouza   BIGINT NOT NULL,
    plot    BIGINT NOT NULL,
    ulpin   TEXT NOT NULL,
    ring    {{.Bytes}} NOT NULL,
    touches {{.Bytes}} NOT NULL, -- the plots that share a corner with this one
    valid_from BIGINT NOT NULL, valid_to BIGINT NOT NULL,
    recorded_from BIGINT NOT NULL, recorded_to BIGINT NOT NULL,
    extract BIGINT NOT NULL,
    PRIMARY KEY (mouza, plot, recorded_to)
) {{.Rowless}};

-- How far a load has come: written in the transaction of the rows it speaks of.
CREATE TABLE load_mark (
    source TEXT PRIMARY KEY,
    pos    BIGINT NOT NULL,
    line   BIGINT NOT NULL,
    at     BIGINT NOT NULL
) {{.Rowless}};

-- Keys here are keyed hashes of numbers, never numbers.
CREATE TABLE phone_preference (
    key  TEXT PRIMARY KEY,
    lang TEXT NOT NULL,
    at   BIGINT NOT NULL
) {{.Rowless}};
CREATE TABLE phone_session (
    key        TEXT PRIMARY KEY,
    version    BIGINT NOT NULL,
    value      {{.Bytes}} NOT NULL,
    expires_at BIGINT NOT NULL
) {{.Rowless}};

-- +goose Down
DROP TABLE phone_session;
DROP TABLE phone_preference;
DROP TABLE load_mark;
DROP TABLE land_parcel;
DROP TABLE land_crosswalk;
DROP TABLE land_holding;
DROP TABLE land_khatian;
DROP TABLE land_sheet_past;
DROP TABLE land_sheet;
DROP TABLE land_plot;
DROP TABLE land_mouza;
DROP TABLE land_shelf;
DROP TABLE land_extract;
DROP TABLE place_village;
DROP TABLE place_mouza;
DROP TABLE place_unit;
DROP TABLE place_block;
DROP TABLE place_subdivision;
DROP TABLE place_district;
DROP TABLE meta;
