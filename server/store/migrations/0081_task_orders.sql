-- The orders of the list of tasks, read from an index instead of sorting everything first; partial, and ending with
-- the id, as those of the other lists are. Tasks without a day come last either way, so that each way has its own.
CREATE INDEX tasks_by_due ON tasks ((CASE WHEN due_on IS NULL THEN 1 ELSE 0 END), COALESCE(due_on, '9999-12-31'), id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_due_down ON tasks ((CASE WHEN due_on IS NULL THEN 1 ELSE 0 END), COALESCE(due_on, '9999-12-31') DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_creation ON tasks (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_change ON tasks (updated_at, id) WHERE deleted_at IS NULL;
-- @sqlite
CREATE INDEX tasks_by_subject ON tasks (LOWER(subject), id) WHERE deleted_at IS NULL;
-- @postgres
-- Byte by byte, as SQLite does and the lists ask.
CREATE INDEX tasks_by_subject ON tasks (LOWER(subject) COLLATE "C", id) WHERE deleted_at IS NULL;
-- @both
