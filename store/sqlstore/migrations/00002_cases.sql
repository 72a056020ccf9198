-- Applications and cases. A fourth word differs here: Code is a text of ids and numbers
-- that is compared byte by byte, whatever the database's language, so that ranges and
-- pages run in the same order everywhere.
--
-- What an index needs stands in columns; the whole row is packed in body (casebody.go),
-- which is what is read. Moments are microseconds since 1970 and 0 is none. A due day is
-- 20261130, and 99999999 where there is none: it sorts behind all others.

-- +goose Up

-- The last number given of each series in a year. Who holds a row here makes the next
-- one wait until it is known whether the number was used.
CREATE TABLE case_series (
    series {{.Code}} NOT NULL,
    year   BIGINT NOT NULL,
    last   BIGINT NOT NULL,
    PRIMARY KEY (series, year)
) {{.Rowless}};

-- Where each case stands. Not in the order of its key: bodies would fill the inner
-- pages of the tree, and a lookup would read more of them.
CREATE TABLE case_now (
    number     {{.Code}} NOT NULL PRIMARY KEY,
    version    BIGINT NOT NULL,
    service    {{.Code}} NOT NULL,
    department {{.Code}} NOT NULL, -- the office's part before its dot
    office     {{.Code}} NOT NULL,
    state      {{.Code}} NOT NULL,
    citizen    {{.Code}} NOT NULL,
    phone      {{.Code}} NOT NULL, -- whole: it is where the citizen is told
    submitted  BIGINT NOT NULL,
    due        BIGINT NOT NULL,
    wake       BIGINT NOT NULL,
    body       {{.Bytes}} NOT NULL
);
-- An inbox: open states are few, so each is a short run in the order of due days, and
-- the cases that have ended are never passed over to find those that have not.
CREATE INDEX case_office ON case_now (office, state, due, number);
CREATE INDEX case_department ON case_now (department, state, due, number);
CREATE INDEX case_citizen ON case_now (citizen, submitted, number) WHERE citizen <> '';
CREATE INDEX case_phone ON case_now (phone, submitted, number) WHERE phone <> '';
CREATE INDEX case_wake ON case_now (wake, number) WHERE wake <> 0;

-- What happened. Rows are added and never changed: there is no statement that could.
CREATE TABLE case_event (
    number {{.Code}} NOT NULL,
    seq    BIGINT NOT NULL,
    body   {{.Bytes}} NOT NULL,
    PRIMARY KEY (number, seq)
) {{.Rowless}};

-- The audit log: leaves in the order in which their transactions became real, without a
-- gap. size is how many there are; its one row is held from giving a leaf its place until
-- the end of the transaction, so that no leaf appears before an earlier one.
CREATE TABLE audit_tree (
    id   BIGINT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL
) {{.Rowless}};
CREATE TABLE audit_leaf (
    seq  {{.Key}} NOT NULL PRIMARY KEY, -- from 0, as RFC 6962 counts
    data TEXT NOT NULL,                 -- canonical JSON
    hash {{.Bytes}} NOT NULL            -- SHA-256 of 0x00 and data
);

-- Messages on their way out. A message that has been taken has its due moment set to the
-- end of the lease: whoever took it and died loses it then.
CREATE TABLE notice_outbox (
    id       {{.Serial}} PRIMARY KEY,
    ref      {{.Code}} NOT NULL UNIQUE,
    state    {{.Code}} NOT NULL, -- waiting, sent, failed
    due      BIGINT NOT NULL,    -- 0 for at once
    tries    BIGINT NOT NULL,
    told     BIGINT NOT NULL,
    message  {{.Bytes}} NOT NULL, -- forgotten once it is sent
    provider TEXT NOT NULL,
    receipt  TEXT NOT NULL,
    code     TEXT NOT NULL,      -- of the last failure
    at       BIGINT NOT NULL     -- sent
);
CREATE INDEX notice_waiting ON notice_outbox (due, id) WHERE state = 'waiting';

-- What an idempotency key led to.
CREATE TABLE once_done (
    scope       {{.Code}} NOT NULL,
    key         {{.Code}} NOT NULL,
    fingerprint {{.Code}} NOT NULL,
    answer      {{.Bytes}} NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (scope, key)
);

-- How often something was tried on a day.
CREATE TABLE tries_made (
    what  {{.Code}} NOT NULL,
    day   BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    PRIMARY KEY (what, day)
) {{.Rowless}};

CREATE TABLE apply_draft (
    id      {{.Code}} NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    owner   {{.Code}} NOT NULL,
    number  {{.Code}} NOT NULL, -- of the application it became; '' while it is open
    changed BIGINT NOT NULL,
    body    {{.Bytes}} NOT NULL
);
CREATE INDEX apply_draft_open ON apply_draft (owner, changed, id) WHERE number = '';

-- What a file is, and apart from it its bytes, so that asking about files reads none.
CREATE TABLE apply_file (
    id     {{.Code}} NOT NULL PRIMARY KEY,
    owner  {{.Code}} NOT NULL,
    about  {{.Code}} NOT NULL, -- the draft's id or the case's number
    field  {{.Code}} NOT NULL,
    name   TEXT NOT NULL,
    type   {{.Code}} NOT NULL,
    size   BIGINT NOT NULL,
    sha256 {{.Code}} NOT NULL,
    at     BIGINT NOT NULL
) {{.Rowless}};
CREATE TABLE apply_content (
    id      {{.Code}} NOT NULL PRIMARY KEY,
    content {{.Bytes}} NOT NULL
);

-- +goose Down
DROP TABLE apply_content;
DROP TABLE apply_file;
DROP TABLE apply_draft;
DROP TABLE tries_made;
DROP TABLE once_done;
DROP TABLE notice_outbox;
DROP TABLE audit_leaf;
DROP TABLE audit_tree;
DROP TABLE case_event;
DROP TABLE case_now;
DROP TABLE case_series;
