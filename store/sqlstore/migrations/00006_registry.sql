-- What people agreed to about their data, who looked at it, what they asked for, and what
-- the keeper of retention needs to find what is over. Nothing here names anybody: a person
-- is an account's random id, or a keyed hash of a number. Moments are microseconds since
-- 1970 and 0 is none. Code is said in 00002.

-- +goose Up

-- A line is added and never taken out; of one that stands the withdrawal is filled in, once.
CREATE TABLE ledger_consent (
    id        {{.Code}} NOT NULL PRIMARY KEY,
    citizen   {{.Code}} NOT NULL,
    phone     {{.Code}} NOT NULL,
    purpose   {{.Code}} NOT NULL,
    version   {{.Code}} NOT NULL,
    lang      {{.Code}} NOT NULL,
    channel   {{.Code}} NOT NULL,
    read_by   {{.Code}} NOT NULL,
    number    {{.Code}} NOT NULL, -- of the case it came with
    given     BIGINT NOT NULL,
    withdrawn BIGINT NOT NULL,
    withdrawn_channel {{.Code}} NOT NULL
) {{.Rowless}};
CREATE INDEX ledger_consent_citizen ON ledger_consent (citizen, given) WHERE citizen <> '';
CREATE INDEX ledger_consent_phone ON ledger_consent (phone, given) WHERE phone <> '';
-- Of two who give the same at once, one does.
CREATE UNIQUE INDEX ledger_consent_stands ON ledger_consent (citizen, phone, purpose, version)
    WHERE number = '' AND withdrawn = 0;

CREATE TABLE ledger_look (
    id      {{.Code}} NOT NULL PRIMARY KEY,
    citizen {{.Code}} NOT NULL,
    phone   {{.Code}} NOT NULL,
    number  {{.Code}} NOT NULL,
    who     {{.Code}} NOT NULL,
    role    {{.Code}} NOT NULL,
    office  {{.Code}} NOT NULL,
    why     {{.Code}} NOT NULL,
    channel {{.Code}} NOT NULL,
    at      BIGINT NOT NULL
) {{.Rowless}};
CREATE INDEX ledger_look_citizen ON ledger_look (citizen, at) WHERE citizen <> '';
CREATE INDEX ledger_look_phone ON ledger_look (phone, at) WHERE phone <> '';
CREATE INDEX ledger_look_at ON ledger_look (at);

-- The last look of a viewer at a case that was written: whoever wants to write another
-- within the hour finds it here, also when two want to at once.
CREATE TABLE ledger_seen (
    number {{.Code}} NOT NULL,
    who    {{.Code}} NOT NULL,
    look   {{.Code}} NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (number, who)
) {{.Rowless}};
CREATE INDEX ledger_seen_at ON ledger_seen (at);

CREATE TABLE registry_request (
    id      {{.Code}} NOT NULL PRIMARY KEY,
    citizen {{.Code}} NOT NULL,
    office  {{.Code}} NOT NULL, -- '' where nobody need answer
    due     BIGINT NOT NULL,    -- 20270222
    made    BIGINT NOT NULL,
    done    BIGINT NOT NULL,
    body    {{.Bytes}} NOT NULL
) {{.Rowless}};
CREATE INDEX registry_request_citizen ON registry_request (citizen, made);
CREATE INDEX registry_request_waiting ON registry_request (office, due, id) WHERE done = 0;
CREATE INDEX registry_request_done ON registry_request (done) WHERE done <> 0;

-- A case that has ended long ago is emptied: its number, service, dates and state stay.
-- wake is 0 of every case that has ended, so the index is small and no new case pays for it.
ALTER TABLE case_now ADD COLUMN emptied BIGINT NOT NULL DEFAULT 0;
CREATE INDEX case_rest ON case_now (service, submitted, number) WHERE wake = 0 AND emptied = 0;

-- To find drafts that nobody goes on with, the draft that a case was, and files of both.
CREATE INDEX apply_draft_changed ON apply_draft (changed) WHERE number = '';
CREATE INDEX apply_draft_number ON apply_draft (number) WHERE number <> '';
CREATE INDEX apply_file_about ON apply_file (about);
CREATE INDEX once_done_at ON once_done (at);
CREATE INDEX tries_made_day ON tries_made (day);
CREATE INDEX notice_told ON notice_outbox (told) WHERE state <> 'waiting';

-- +goose Down
DROP INDEX notice_told;
DROP INDEX tries_made_day;
DROP INDEX once_done_at;
DROP INDEX apply_file_about;
DROP INDEX apply_draft_number;
DROP INDEX apply_draft_changed;
DROP INDEX case_rest;
ALTER TABLE case_now DROP COLUMN emptied;
DROP TABLE registry_request;
DROP TABLE ledger_seen;
DROP TABLE ledger_look;
DROP TABLE ledger_consent;
