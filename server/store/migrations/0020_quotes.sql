-- What a sent quote keeps: the parties its document names, and the state a superseded version goes
-- back to when the newer one is given up.
ALTER TABLE quotes ADD COLUMN parties TEXT;
ALTER TABLE quotes ADD COLUMN superseded_state TEXT;
CREATE INDEX quotes_by_series ON quotes (series_id, version_number);
