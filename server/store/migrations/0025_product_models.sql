-- Product models, in versions; configured lines of quotes.
CREATE TABLE product_models (
    id UUID PRIMARY KEY NOT NULL,
    product_id UUID NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    number INTEGER NOT NULL, -- from 1 for each product
    state TEXT NOT NULL, -- draft, published, retired
    valid_from DATE,
    valid_to DATE,
    content TEXT NOT NULL, -- JSON (shared::cpq::models::ModelContent); never changed once published
    hash TEXT NOT NULL, -- SHA-256 of the content in hexadecimal, once published
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (product_id, number)
);
-- One draft at a time.
CREATE UNIQUE INDEX product_models_draft ON product_models (product_id) WHERE state = 'draft';
ALTER TABLE quote_lines ADD COLUMN options_e4 BIGINT NOT NULL DEFAULT 0; -- what the configuration adds per unit
ALTER TABLE quote_lines ADD COLUMN options_cost_e4 BIGINT; -- in the quote's currency
ALTER TABLE quote_lines ADD COLUMN configuration TEXT; -- JSON (shared::cpq::models::Configuration)
