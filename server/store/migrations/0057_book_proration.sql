-- How quotes with a price book count a part of a month; without, as the company does.
ALTER TABLE price_books ADD COLUMN proration TEXT; -- shared::cpq::pricing::Proration
