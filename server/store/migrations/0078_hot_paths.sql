-- What pages ask most is read from an index alone: at 100,000 opportunities a look at each record behind an
-- index is ten to twenty times the work of reading the index. A column that only a condition names stands at the
-- end of it for that, deleted_at too: SQLite does not take it from the condition of the index.
-- The first cards of a column of a board, for somebody who sees but some of them too.
DROP INDEX opportunities_by_stage;
CREATE INDEX opportunities_by_stage ON opportunities (pipeline_id, stage_id, deleted_at, close_date, id, closed_on, owner_id);
-- The totals of a board.
CREATE INDEX opportunities_sums ON opportunities (pipeline_id, closed_on, stage_id, currency, amount_minor, probability_judged_bp, state, owner_id, id, deleted_at) WHERE deleted_at IS NULL;
-- The sums of lists, besides the order by amount (0039).
DROP INDEX opportunities_by_amount;
-- @sqlite
CREATE INDEX opportunities_by_amount ON opportunities (currency, amount_minor, id, owner_id, state, pipeline_id, stage_id, probability_judged_bp, category_judged, kind, close_date, next_activity_on, stage_entered_at, last_activity_at, deleted_at) WHERE deleted_at IS NULL;
-- @postgres
CREATE INDEX opportunities_by_amount ON opportunities (currency COLLATE "C", amount_minor, id, owner_id, state, pipeline_id, stage_id, probability_judged_bp, category_judged, kind, close_date, next_activity_on, stage_entered_at, last_activity_at, deleted_at) WHERE deleted_at IS NULL;
-- @both
-- The open deals among which a team's home page looks for those that stall or slip.
CREATE INDEX opportunities_open ON opportunities (owner_id, stage_id, close_date, close_date_pushes, stage_entered_at, next_activity_on, last_activity_at, amount_minor, currency, id, state, deleted_at) WHERE state = 'open' AND deleted_at IS NULL;
-- How many conversations a deal has had, and the last and the next one.
CREATE INDEX activities_talks ON activities (opportunity_id, at) WHERE deleted_at IS NULL AND kind <> 'note';
-- What a team did in a month: at 1,000,000 activities 14 ms instead of 560. What it has to do, has done and has on
-- some days.
CREATE INDEX activities_by_moment ON activities (at, id) WHERE deleted_at IS NULL AND kind <> 'note';
CREATE INDEX tasks_open ON tasks (COALESCE(due_on, '9999-12-31'), COALESCE(due_at, 9223372036854775807), id, due_on, due_at, owner_id, opportunity_id, done_at, deleted_at) WHERE done_at IS NULL AND deleted_at IS NULL;
CREATE INDEX tasks_late ON tasks (owner_id, due_on, due_at, done_at, deleted_at) WHERE done_at IS NULL AND deleted_at IS NULL;
CREATE INDEX tasks_done ON tasks (done_at, id) WHERE done_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX tasks_by_day ON tasks (due_on, due_at, id) WHERE deleted_at IS NULL;
-- The sums of the list of quotes.
CREATE INDEX quotes_sums ON quotes (currency, net_minor, owner_id, state, active_version, valid_until, account_id, opportunity_id, id, deleted_at) WHERE deleted_at IS NULL;
-- A contact's timeline tells of the quotes addressed to it.
CREATE INDEX quotes_by_contact ON quotes (contact_id);
-- Notices that slept and come back, and those that are old.
CREATE INDEX notifications_by_moment ON notifications (shown_at);
