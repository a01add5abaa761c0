-- Kinds of price other than per unit: on the entries of price books, and as lines of quotes took them over.
ALTER TABLE price_book_entries ADD COLUMN kind TEXT; -- JSON (shared::cpq::pricing::PriceKind); NULL: per unit, with tiers if it has some
ALTER TABLE quote_lines ADD COLUMN kind TEXT; -- the same
ALTER TABLE quote_lines ADD COLUMN family TEXT NOT NULL DEFAULT ''; -- of the product, when its price was taken over
UPDATE quote_lines SET family = (SELECT p.family FROM products p WHERE p.id = quote_lines.product_id) WHERE product_id IS NOT NULL;
