-- The time of recurring lines: what a quote says for all of them, what a line says otherwise.
ALTER TABLE quotes ADD COLUMN subscription TEXT; -- JSON (shared::cpq::pricing::Subscription); NULL: nothing but the months
ALTER TABLE quote_lines ADD COLUMN term TEXT; -- JSON (shared::cpq::pricing::LineTerm); NULL: as the quote
ALTER TABLE company ADD COLUMN proration TEXT NOT NULL DEFAULT 'calendar_day'; -- shared::cpq::pricing::Proration, of new quotes
