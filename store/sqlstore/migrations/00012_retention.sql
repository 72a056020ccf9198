-- What must be found again when its time is over, or when somebody asks what is held of them.

-- +goose Up

-- 1: the row says whose the demand is. It is 0 once the time for that is over; the money stays.
ALTER TABLE payment_demand ADD COLUMN named BIGINT NOT NULL DEFAULT 1;
CREATE INDEX payment_demand_old ON payment_demand (ended) WHERE named = 1 AND standing <> 'open';
CREATE INDEX payment_demand_of_citizen ON payment_demand (citizen) WHERE citizen <> '';
CREATE INDEX payment_demand_of_phone ON payment_demand (phone) WHERE phone <> '' AND citizen = '';
CREATE INDEX case_objection_who ON case_objection (who);
CREATE INDEX deed_conflict_received ON deed_conflict (received);

-- +goose Down
DROP INDEX deed_conflict_received;
DROP INDEX case_objection_who;
DROP INDEX payment_demand_of_phone;
DROP INDEX payment_demand_of_citizen;
DROP INDEX payment_demand_old;
ALTER TABLE payment_demand DROP COLUMN named;
