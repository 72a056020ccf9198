-- Deeds from registration offices, what came under a number that was taken, and who objected
-- to a case. Moments are microseconds since 1970; Code is said in 00002.

-- +goose Up

-- The body names people and goes with the answers of its case (retention); what identifies
-- the deed stays, so that the same number never becomes a second case.
CREATE TABLE deed (
    office      {{.Code}} NOT NULL,
    year        BIGINT NOT NULL,
    number      BIGINT NOT NULL,
    print       {{.Code}} NOT NULL, -- SHA-256 of the body, in hex
    case_number {{.Code}} NOT NULL,
    sender      {{.Code}} NOT NULL,
    received    BIGINT NOT NULL,
    stirred     BIGINT NOT NULL, -- 1: its land has changed since it was looked at
    verdict     {{.Bytes}} NOT NULL,
    body        {{.Bytes}} NOT NULL,
    PRIMARY KEY (office, year, number)
) {{.Rowless}};
CREATE INDEX deed_case ON deed (case_number);
CREATE INDEX deed_stirred ON deed (received) WHERE stirred = 1;

-- For a person to look at: one number, and another content.
CREATE TABLE deed_conflict (
    office   {{.Code}} NOT NULL,
    year     BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    print    {{.Code}} NOT NULL,
    sender   {{.Code}} NOT NULL,
    received BIGINT NOT NULL,
    body     {{.Bytes}} NOT NULL,
    PRIMARY KEY (office, year, number, print)
) {{.Rowless}};

CREATE TABLE case_objection (
    number {{.Code}} NOT NULL,
    who    {{.Code}} NOT NULL, -- identity's id
    at     BIGINT NOT NULL,
    PRIMARY KEY (number, who)
) {{.Rowless}};

-- +goose Down
DROP TABLE case_objection;
DROP TABLE deed_conflict;
DROP TABLE deed;
