-- Accounts, sessions, one-time codes. Nothing here lets whoever reads it in: passwords
-- are argon2id hashes, tokens and codes are hashes, secrets of time-based codes are
-- sealed, and tallies are found under keyed hashes. Moments are microseconds since 1970
-- and 0 is none. Code is said in 00002.

-- +goose Up

-- Citizens by their number, staff by their login. A number is kept whole: it is where its
-- citizen is told.
CREATE TABLE identity_account (
    id        {{.Code}} NOT NULL PRIMARY KEY,
    kind      {{.Code}} NOT NULL, -- citizen, staff
    handle    {{.Code}} NOT NULL,
    name      TEXT NOT NULL,
    roles     {{.Code}} NOT NULL, -- with commas, as offices
    offices   {{.Code}} NOT NULL,
    lang      {{.Code}} NOT NULL,
    password  {{.Code}} NOT NULL,
    secret    {{.Bytes}} NOT NULL,
    step      BIGINT NOT NULL,
    made      BIGINT NOT NULL,
    suspended BIGINT NOT NULL,
    UNIQUE (kind, handle)
) {{.Rowless}};

CREATE TABLE identity_session (
    hash    {{.Code}} NOT NULL PRIMARY KEY,
    account {{.Code}} NOT NULL,
    made    BIGINT NOT NULL,
    expires BIGINT NOT NULL
) {{.Rowless}};
CREATE INDEX identity_session_account ON identity_session (account);
CREATE INDEX identity_session_expires ON identity_session (expires);

CREATE TABLE identity_challenge (
    id      {{.Code}} NOT NULL PRIMARY KEY,
    phone   {{.Code}} NOT NULL,
    lang    {{.Code}} NOT NULL,
    code    {{.Code}} NOT NULL,
    tries   BIGINT NOT NULL,
    expires BIGINT NOT NULL
) {{.Rowless}};
CREATE INDEX identity_challenge_expires ON identity_challenge (expires);

-- When something was done that may be done a few times only. Whoever counts holds the row.
CREATE TABLE identity_tally (
    key     {{.Code}} NOT NULL PRIMARY KEY,
    moments {{.Code}} NOT NULL, -- with commas, oldest first
    until   BIGINT NOT NULL,
    stale   BIGINT NOT NULL
) {{.Rowless}};
CREATE INDEX identity_tally_stale ON identity_tally (stale);

-- +goose Down
DROP TABLE identity_tally;
DROP TABLE identity_challenge;
DROP TABLE identity_session;
DROP TABLE identity_account;
