-- Devices and their refresh tokens, purposes of codes, PINs, numbers that change hands,
-- machines. As before nothing here lets whoever reads it in: refresh tokens and the tokens
-- of machines are hashes, PINs are hashed under the server's key, keys are public ones.

-- +goose Up

ALTER TABLE identity_account ADD COLUMN bound BIGINT NOT NULL DEFAULT 0; -- 0 is since made
ALTER TABLE identity_account ADD COLUMN pin {{.Code}} NOT NULL DEFAULT '';
CREATE INDEX identity_account_barred ON identity_account (handle) WHERE suspended <> 0;

ALTER TABLE identity_challenge ADD COLUMN purpose {{.Code}} NOT NULL DEFAULT 'enter';
ALTER TABLE identity_challenge ADD COLUMN account {{.Code}} NOT NULL DEFAULT '';

ALTER TABLE identity_session ADD COLUMN family {{.Code}} NOT NULL DEFAULT '';
CREATE INDEX identity_session_family ON identity_session (family) WHERE family <> '';

-- What a device has by one sign-in. The row goes when that ends.
CREATE TABLE identity_family (
    id      {{.Code}} NOT NULL PRIMARY KEY,
    account {{.Code}} NOT NULL,
    device  {{.Bytes}} NOT NULL,
    number  BIGINT NOT NULL,    -- of the refresh token that is good now
    token   {{.Code}} NOT NULL, -- its hash
    former  {{.Code}} NOT NULL, -- the hash of the one before it
    made    BIGINT NOT NULL,
    turned  BIGINT NOT NULL,
    expires BIGINT NOT NULL
) {{.Rowless}};
CREATE INDEX identity_family_account ON identity_family (account, made, id);
CREATE INDEX identity_family_expires ON identity_family (expires);

-- How often something that servers keep in memory has changed: 'barred'.
CREATE TABLE identity_turn (
    what {{.Code}} NOT NULL PRIMARY KEY,
    n    BIGINT NOT NULL
) {{.Rowless}};

-- Systems that call us, and their keys.
CREATE TABLE identity_client (
    id        {{.Code}} NOT NULL PRIMARY KEY,
    name      TEXT NOT NULL,
    roles     {{.Code}} NOT NULL, -- with commas, as offices
    offices   {{.Code}} NOT NULL,
    suspended BIGINT NOT NULL
) {{.Rowless}};
CREATE TABLE identity_client_key (
    client  {{.Code}} NOT NULL,
    id      {{.Code}} NOT NULL,
    public  {{.Bytes}} NOT NULL,
    starts  BIGINT NOT NULL,
    expires BIGINT NOT NULL, -- 0 for never
    PRIMARY KEY (client, id)
) {{.Rowless}};

-- Tokens of theirs that were shown, until they have expired.
CREATE TABLE identity_shown (
    client  {{.Code}} NOT NULL,
    token   {{.Code}} NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (client, token)
) {{.Rowless}};
CREATE INDEX identity_shown_expires ON identity_shown (expires);

-- +goose Down
DROP TABLE identity_shown;
DROP TABLE identity_client_key;
DROP TABLE identity_client;
DROP TABLE identity_turn;
DROP TABLE identity_family;
DROP INDEX identity_session_family;
ALTER TABLE identity_session DROP COLUMN family;
ALTER TABLE identity_challenge DROP COLUMN account;
ALTER TABLE identity_challenge DROP COLUMN purpose;
DROP INDEX identity_account_barred;
ALTER TABLE identity_account DROP COLUMN pin;
ALTER TABLE identity_account DROP COLUMN bound;
