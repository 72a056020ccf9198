-- Signed papers, their bytes, and how they are come by. Nothing here names anybody: whose a
-- paper is the case knows, and what it says its file. Moments are microseconds since 1970
-- and 0 is none; Code is said in 00002.

-- +goose Up

-- A case that an officer has signed waits for its paper. Few do, for moments.
CREATE INDEX case_signed ON case_now (submitted, number) WHERE state = 'signed';

-- A row is added and never changed.
CREATE TABLE document_paper (
    number      {{.Code}} NOT NULL PRIMARY KEY,
    case_number {{.Code}} NOT NULL UNIQUE, -- whatever goes wrong elsewhere: a case has one
    kind        {{.Code}} NOT NULL,
    mouza       BIGINT NOT NULL,
    subject     {{.Code}} NOT NULL, -- "khatian 12"
    issued      BIGINT NOT NULL,
    file        {{.Code}} NOT NULL, -- SHA-256 of the bytes, in hex
    body        {{.Bytes}} NOT NULL
) {{.Rowless}};
CREATE INDEX document_subject ON document_paper (mouza, subject, kind, issued);
CREATE INDEX document_issued ON document_paper (issued, file);

-- Bytes by what they are. They go when their time is over; the paper's row stays.
CREATE TABLE document_file (
    sha256  {{.Code}} NOT NULL PRIMARY KEY,
    content {{.Bytes}} NOT NULL
);

-- What happened to a paper after it was issued. Rows are added and never changed.
CREATE TABLE document_event (
    number {{.Code}} NOT NULL,
    act    {{.Code}} NOT NULL, -- revoke
    actor  {{.Code}} NOT NULL,
    reason {{.Code}} NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (number, act)
) {{.Rowless}};

-- Links that are out, by a hash of their token.
CREATE TABLE document_link (
    key     {{.Code}} NOT NULL PRIMARY KEY,
    number  {{.Code}} NOT NULL,
    made    BIGINT NOT NULL,
    until   BIGINT NOT NULL,
    used    BIGINT NOT NULL, -- downloads
    cut     BIGINT NOT NULL  -- 1: it was ended before its time
) {{.Rowless}};
CREATE INDEX document_link_number ON document_link (number);
CREATE INDEX document_link_until ON document_link (until);

-- Who makes a paper at present, or why it could not be made. due is until when nobody else
-- tries.
CREATE TABLE document_try (
    number {{.Code}} NOT NULL PRIMARY KEY, -- of the case
    tries  BIGINT NOT NULL,
    due    BIGINT NOT NULL,
    why    {{.Code}} NOT NULL
) {{.Rowless}};

-- Under which id a digital locker knows a paper.
CREATE TABLE document_locker (
    number {{.Code}} NOT NULL PRIMARY KEY,
    id     {{.Code}} NOT NULL UNIQUE
) {{.Rowless}};

-- +goose Down
DROP TABLE document_locker;
DROP TABLE document_try;
DROP TABLE document_link;
DROP TABLE document_event;
DROP TABLE document_file;
DROP TABLE document_paper;
DROP INDEX case_signed;
