-- Prices agreed with an account, and what a quote's line was priced with.
CREATE TABLE agreements (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    product_id UUID NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    charge TEXT NOT NULL, -- shared::cpq::pricing::Charge
    currency TEXT NOT NULL,
    -- One of the two: a price per unit, or basis points off the price book's.
    unit_price_e4 BIGINT,
    percent_off_bp INTEGER,
    starts_on DATE,
    ends_on DATE,
    version BIGINT NOT NULL
);
CREATE INDEX agreements_by_account ON agreements (account_id);
CREATE INDEX agreements_by_product ON agreements (product_id);
ALTER TABLE quote_lines ADD COLUMN contracted TEXT; -- JSON (shared::cpq::pricing::Contracted)
