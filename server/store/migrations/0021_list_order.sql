-- The list of opportunities in its usual order, without a filter: read from the index instead of sorting all of them.
CREATE INDEX opportunities_by_day ON opportunities (deleted_at, close_date, id);
