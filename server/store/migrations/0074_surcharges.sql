-- What is added beside the prices: on a quote as a whole, and on each period of a line.
ALTER TABLE quotes ADD COLUMN surcharges TEXT; -- JSON list (shared::cpq::pricing::DocumentSurcharge)
ALTER TABLE quote_lines ADD COLUMN surcharges TEXT; -- JSON list (shared::cpq::pricing::Surcharge)
