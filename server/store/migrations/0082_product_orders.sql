-- The order of the list of products, read from an index, and how many price books a product is in.
-- @sqlite
CREATE INDEX products_by_sku ON products (sku, id);
-- @postgres
-- Byte by byte, as SQLite does and the lists ask.
CREATE INDEX products_by_sku ON products (sku COLLATE "C", id);
-- @both
CREATE INDEX price_book_entries_by_product ON price_book_entries (product_id, price_book_id);
