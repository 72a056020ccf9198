-- What keeps the book of deeds bounded.
--
-- deed.office and deed_conflict.office have the book of the register behind the code of the
-- office where it is not Book I: '1902/IV'. Each book counts its deeds from 1.

-- +goose Up

-- How many others came under one number when as many were kept as are; of each number that has
-- any, one row.
CREATE TABLE deed_rivalry (
    office {{.Code}} NOT NULL,
    year   BIGINT NOT NULL,
    number BIGINT NOT NULL,
    more   BIGINT NOT NULL,
    last   BIGINT NOT NULL, -- when one came, in microseconds since 1970
    PRIMARY KEY (office, year, number)
) {{.Rowless}};

-- Every buyer whose mobile the registration office gave, so that a person can be told all that
-- is held of them: buyer is the place in the deed, from 0. It goes with what the deed says.
CREATE TABLE deed_party (
    phone    {{.Code}} NOT NULL,
    office   {{.Code}} NOT NULL,
    year     BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    buyer    BIGINT NOT NULL,
    received BIGINT NOT NULL,
    PRIMARY KEY (phone, office, year, number, buyer)
) {{.Rowless}};
CREATE INDEX deed_party_deed ON deed_party (office, year, number);

-- By which payment the fee of a deed was paid: one payment is for one deed.
CREATE TABLE deed_grn (
    grn    {{.Code}} NOT NULL,
    office {{.Code}} NOT NULL,
    year   BIGINT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (grn, office, year, number)
) {{.Rowless}};

-- Of a khatian that thousands of cases were about, those that are open, in the order in which
-- they are told.
CREATE INDEX case_key_live ON case_key (kind, value, submitted, number) WHERE live = 1;

-- +goose Down
DROP INDEX case_key_live;
DROP TABLE deed_grn;
DROP TABLE deed_party;
DROP TABLE deed_rivalry;
