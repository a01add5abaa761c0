-- By which channel a deal is sold, whose channels a price book is for, and what its prices are rounded to.
ALTER TABLE opportunities ADD COLUMN channel TEXT NOT NULL DEFAULT 'direct'; -- shared::kernel::SalesChannel
ALTER TABLE quotes ADD COLUMN channel TEXT NOT NULL DEFAULT 'direct'; -- the same, taken over from the deal
ALTER TABLE price_books ADD COLUMN channels TEXT NOT NULL DEFAULT '[]'; -- JSON, the same words; empty: all
ALTER TABLE price_books ADD COLUMN rounding TEXT; -- JSON (shared::cpq::pricing::PriceRounding); NULL: none of its own
ALTER TABLE quote_lines ADD COLUMN rounding TEXT; -- the same, taken over with the price
