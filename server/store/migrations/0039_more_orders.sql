-- The usual orders of the list of leads, read from an index as those of the other lists are (0036).
CREATE INDEX leads_by_created ON leads (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_change ON leads (updated_at, id) WHERE deleted_at IS NULL;
DROP INDEX leads_by_search;
-- Amounts are ordered within their currency.
DROP INDEX opportunities_by_amount;
-- @sqlite
CREATE INDEX leads_by_name ON leads (search, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunities_by_amount ON opportunities (currency, amount_minor, id) WHERE deleted_at IS NULL;
-- @postgres
-- Byte by byte, as SQLite does and the lists ask.
CREATE INDEX leads_by_name ON leads (search COLLATE "C", id) WHERE deleted_at IS NULL;
CREATE INDEX opportunities_by_amount ON opportunities (currency COLLATE "C", amount_minor, id) WHERE deleted_at IS NULL;
