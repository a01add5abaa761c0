-- What a price book says beside its prices: how its quotes count a part of a month, whose customers it is for.
ALTER TABLE price_books ADD COLUMN proration TEXT; -- shared::cpq::pricing::Proration; NULL: as the company does
ALTER TABLE price_books ADD COLUMN countries TEXT NOT NULL DEFAULT '[]'; -- JSON, codes; empty: all
ALTER TABLE price_books ADD COLUMN segments TEXT NOT NULL DEFAULT '[]'; -- JSON, industries; empty: all
