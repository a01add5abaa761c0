-- The orders of the list of quotes, read from an index instead of sorting everything first; partial, and ending with
-- the id, as those of the other lists are.
DROP INDEX quotes_by_update;
CREATE INDEX quotes_by_change ON quotes (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX quotes_by_creation ON quotes (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX quotes_by_validity ON quotes (valid_until, id) WHERE deleted_at IS NULL;
-- @sqlite
CREATE INDEX quotes_by_number ON quotes (number, id) WHERE deleted_at IS NULL;
CREATE INDEX quotes_by_amount ON quotes (currency, net_minor, id) WHERE deleted_at IS NULL;
-- @postgres
-- Byte by byte, as SQLite does and the lists ask.
CREATE INDEX quotes_by_number ON quotes (number COLLATE "C", id) WHERE deleted_at IS NULL;
CREATE INDEX quotes_by_amount ON quotes (currency COLLATE "C", net_minor, id) WHERE deleted_at IS NULL;
-- @both
