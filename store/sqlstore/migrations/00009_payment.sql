-- What is owed, how it is paid, and where every rupee stands. Amounts are paise, moments
-- microseconds since 1970, days 20261130; 0 is none. Code is said in 00002.

-- +goose Up

-- One sum owed for one case. standing is 'open', 'paid' or 'cancelled'. dpr is the live
-- payment that an open one is in, or the payment by which it was paid; grn what paid it.
CREATE TABLE payment_demand (
    id       {{.Code}} NOT NULL PRIMARY KEY,
    number   {{.Code}} NOT NULL, -- of the case
    citizen  {{.Code}} NOT NULL,
    phone    {{.Code}} NOT NULL,
    standing {{.Code}} NOT NULL,
    amount   BIGINT NOT NULL,
    raised   BIGINT NOT NULL,
    dpr      {{.Code}} NOT NULL,
    grn      {{.Code}} NOT NULL,
    ended    BIGINT NOT NULL,
    body     {{.Bytes}} NOT NULL
) {{.Rowless}};
CREATE INDEX payment_demand_number ON payment_demand (number);
CREATE INDEX payment_demand_citizen ON payment_demand (citizen, raised) WHERE standing = 'open' AND citizen <> '';
CREATE INDEX payment_demand_phone ON payment_demand (phone, raised) WHERE standing = 'open' AND phone <> '';

-- One try at paying one or more demands. next is when the treasury is asked about it.
CREATE TABLE payment_now (
    dpr     {{.Code}} NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    state   {{.Code}} NOT NULL,
    held    {{.Code}} NOT NULL, -- why a person must look at it; '' for nothing
    next    BIGINT NOT NULL,
    body    {{.Bytes}} NOT NULL
) {{.Rowless}};
CREATE INDEX payment_next ON payment_now (next, dpr) WHERE next <> 0;
CREATE INDEX payment_held ON payment_now (dpr) WHERE held <> '';

-- Money that the treasury says it has, under the number of its challan. Each row stands in
-- one place: 'settled', 'refund_due', 'refund_sent', 'refunded' or 'suspense'.
CREATE TABLE payment_receipt (
    grn      {{.Code}} NOT NULL PRIMARY KEY,
    place    {{.Code}} NOT NULL,
    amount   BIGINT NOT NULL,
    dpr      {{.Code}} NOT NULL,
    drn      {{.Code}} NOT NULL,
    noted    BIGINT NOT NULL,
    reported BIGINT NOT NULL, -- the day of the treasury's file that has it
    moves    BIGINT NOT NULL, -- how often it was moved
    body     {{.Bytes}} NOT NULL
) {{.Rowless}};
-- Whatever goes wrong elsewhere: no demand is paid twice.
CREATE UNIQUE INDEX payment_receipt_once ON payment_receipt (drn) WHERE place = 'settled';
CREATE INDEX payment_receipt_place ON payment_receipt (place, grn) WHERE place <> 'settled' AND place <> 'refunded';
CREATE INDEX payment_receipt_unreported ON payment_receipt (noted, grn) WHERE reported = 0;
CREATE INDEX payment_receipt_dpr ON payment_receipt (dpr);

-- How money went from place to place. Rows are added and never changed: the books can be
-- reckoned anew from them.
CREATE TABLE payment_move (
    grn    {{.Code}} NOT NULL,
    seq    BIGINT NOT NULL,
    was    {{.Code}} NOT NULL, -- '' where it came from outside
    place  {{.Code}} NOT NULL,
    amount BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    by_id  {{.Code}} NOT NULL,
    why    {{.Code}} NOT NULL,
    PRIMARY KEY (grn, seq)
) {{.Rowless}};

-- Lines of the treasury's daily files that were dealt with, and what came of each. file is
-- the SHA-256 of the file.
CREATE TABLE payment_entry (
    file    {{.Code}} NOT NULL,
    line    BIGINT NOT NULL,
    day     BIGINT NOT NULL,
    outcome {{.Code}} NOT NULL,
    grn     {{.Code}} NOT NULL,
    dpr     {{.Code}} NOT NULL,
    drn     {{.Code}} NOT NULL,
    amount  BIGINT NOT NULL,
    noted   BIGINT NOT NULL,
    PRIMARY KEY (file, line)
) {{.Rowless}};

-- +goose Down
DROP TABLE payment_entry;
DROP TABLE payment_move;
DROP TABLE payment_receipt;
DROP TABLE payment_now;
DROP TABLE payment_demand;
