-- Who was let at what a case owes, and what one officer has asked for and another has still to
-- let happen. The mobile of whose a demand is stands in its column alone from here on; a body
-- that has it too was written before, and is not asked for it. Code is said in 00002.

-- +goose Up

-- A case that was opened to an operator, whose citizen was at the desk: for an hour, and the
-- row goes after a day.
CREATE TABLE payment_present (
    who    {{.Code}} NOT NULL, -- account of the operator
    number {{.Code}} NOT NULL, -- as it was given: an application's, or of one line
    at     BIGINT NOT NULL,
    PRIMARY KEY (who, number)
) {{.Rowless}};
CREATE INDEX payment_present_at ON payment_present (at);

-- What an officer of accounts asked for, until another approves or declines it.
CREATE TABLE payment_motion (
    grn       {{.Code}} NOT NULL PRIMARY KEY,
    errand    {{.Code}} NOT NULL, -- 'give', 'send'
    by_id     {{.Code}} NOT NULL,
    reference {{.Code}} NOT NULL,
    at        BIGINT NOT NULL
) {{.Rowless}};

-- +goose Down
DROP TABLE payment_motion;
DROP TABLE payment_present;
