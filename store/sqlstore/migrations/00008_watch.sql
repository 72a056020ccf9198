-- What a case can be found by beside its number, and who wants to be told of a plot or a
-- khatian. Moments are microseconds since 1970 and 0 is none; Code is said in 00002.

-- +goose Up

-- Office and day of submitting are the case's, so that a name, which thousands of cases
-- have, is looked for in one office and some weeks with one seek; of a plot, a khatian and a
-- deed there are few. live is 1 until the case has ended.
CREATE TABLE case_key (
    kind      {{.Code}} NOT NULL,
    value     {{.Code}} NOT NULL,
    office    {{.Code}} NOT NULL,
    submitted BIGINT NOT NULL,
    number    {{.Code}} NOT NULL,
    live      BIGINT NOT NULL,
    PRIMARY KEY (kind, value, office, submitted, number)
) {{.Rowless}};
CREATE INDEX case_key_number ON case_key (number);

-- Somebody who is told by SMS of what happens to a plot or a khatian. The number is kept
-- whole: it is where the SMS goes, and it is what STOP comes from. no tells the watches of
-- one number apart and is said in each SMS.
CREATE TABLE watch_watch (
    id      {{.Code}} NOT NULL PRIMARY KEY,
    phone   {{.Code}} NOT NULL,
    no      BIGINT NOT NULL,
    citizen {{.Code}} NOT NULL, -- the account that asked for it; '' where none did
    kind    {{.Code}} NOT NULL,
    value   {{.Code}} NOT NULL,
    lang    {{.Code}} NOT NULL,
    channel {{.Code}} NOT NULL,
    consent {{.Code}} NOT NULL,
    since   BIGINT NOT NULL,
    until   BIGINT NOT NULL
) {{.Rowless}};
CREATE UNIQUE INDEX watch_no ON watch_watch (phone, no);
CREATE UNIQUE INDEX watch_about ON watch_watch (kind, value, phone);
CREATE INDEX watch_until ON watch_watch (until);
CREATE INDEX watch_consent ON watch_watch (consent);
CREATE INDEX watch_citizen ON watch_watch (citizen) WHERE citizen <> '';

-- +goose Down
DROP TABLE watch_watch;
DROP TABLE case_key;
