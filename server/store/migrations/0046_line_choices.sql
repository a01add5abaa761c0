-- What a line of a quote leaves to the customer: alternatives, limits of the quantity.
ALTER TABLE quote_lines ADD COLUMN choice TEXT; -- JSON (shared::cpq::quotes::LineChoice)
