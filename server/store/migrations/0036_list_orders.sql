-- The usual orders of the lists, read from an index instead of sorting everything first: at 300,000 contacts
-- 0.3 ms instead of 390. The id makes equal keys an order. Partial: an index that begins with deleted_at looks
-- selective to SQLite until it has counted the table, and is then taken where another is a thousand times
-- better.
DROP INDEX opportunities_by_day;
CREATE INDEX opportunities_by_day ON opportunities (close_date, id) WHERE deleted_at IS NULL;
CREATE INDEX accounts_by_change ON accounts (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_by_change ON contacts (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunities_by_change ON opportunities (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunities_by_amount ON opportunities (amount_minor, id) WHERE deleted_at IS NULL;
-- The list shows open deals first of all.
CREATE INDEX opportunities_by_state ON opportunities (state, close_date, id) WHERE deleted_at IS NULL;
-- @sqlite
CREATE INDEX accounts_by_name ON accounts (search, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_by_name ON contacts (search, id) WHERE deleted_at IS NULL;
CREATE INDEX opportunities_by_name ON opportunities (search, id) WHERE deleted_at IS NULL;
-- @postgres
-- Byte by byte, as SQLite does and the lists ask.
CREATE INDEX accounts_by_name ON accounts (search COLLATE "C", id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_by_name ON contacts (search COLLATE "C", id) WHERE deleted_at IS NULL;
CREATE INDEX opportunities_by_name ON opportunities (search COLLATE "C", id) WHERE deleted_at IS NULL;
-- @both
-- What was won in a span of days.
CREATE INDEX opportunities_won ON opportunities (closed_on, owner_id) WHERE state = 'won' AND deleted_at IS NULL;
-- The choices of filters.
CREATE INDEX accounts_by_industry ON accounts (industry) WHERE deleted_at IS NULL;
CREATE INDEX accounts_by_country ON accounts (country) WHERE deleted_at IS NULL;
-- A contact's page asks for its tasks.
CREATE INDEX tasks_by_contact ON tasks (contact_id);
