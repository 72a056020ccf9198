-- What becomes of messages after a carrier has taken them, and who wants none. Moments are
-- microseconds since 1970 and 0 is none; Code is said in 00002.

-- +goose Up

-- The only carrier that may be handed the message again: it may have it already. '' for any.
ALTER TABLE notice_outbox ADD COLUMN via {{.Code}} NOT NULL DEFAULT '';
-- Given up and not yet looked after: few, and looked for among all that was ever sent.
CREATE INDEX notice_failed ON notice_outbox (id) WHERE state = 'failed';

-- How far each message has come, as its provider reports it: by the provider's name and
-- id, or with provider '' by our own reference. A report may be here before the message
-- is noted as sent, and may be of a message that nobody here knows: it is a row like any.
CREATE TABLE notice_report (
    provider {{.Code}} NOT NULL,
    receipt  {{.Code}} NOT NULL,
    progress BIGINT NOT NULL, -- 1 accepted, 2 dispatched, 3 undelivered, 4 delivered; it only grows
    why      {{.Code}} NOT NULL,
    code     {{.Code}} NOT NULL,
    at       BIGINT NOT NULL,
    noted    BIGINT NOT NULL, -- when it was last told of, for sweeping
    PRIMARY KEY (provider, receipt)
) {{.Rowless}};
CREATE INDEX notice_report_noted ON notice_report (noted);

-- Who said STOP or START last, and when. A number is kept whole: it is held against
-- numbers that are kept whole, until the person says START.
CREATE TABLE notice_stop (
    phone   {{.Code}} NOT NULL PRIMARY KEY,
    stopped BIGINT NOT NULL, -- 1 or 0
    at      BIGINT NOT NULL
) {{.Rowless}};

-- +goose Down
DROP TABLE notice_stop;
DROP TABLE notice_report;
DROP INDEX notice_failed;
ALTER TABLE notice_outbox DROP COLUMN via;
