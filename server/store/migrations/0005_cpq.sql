-- Products, price books, quotes.
CREATE TABLE products (
    id UUID PRIMARY KEY NOT NULL,
    sku TEXT NOT NULL UNIQUE,
    name_en TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    search TEXT NOT NULL,
    description_en TEXT NOT NULL,
    description_fr TEXT NOT NULL,
    family TEXT NOT NULL,
    unit TEXT NOT NULL,
    tax_category TEXT NOT NULL, -- EN 16931 (UNTDID 5305): S, Z, E, AE, K, G, O
    tax_rate_bp INTEGER NOT NULL,
    cost_e4 BIGINT, -- per unit, in the company's currency
    active BOOLEAN NOT NULL,
    sample BOOLEAN NOT NULL,
    version BIGINT NOT NULL
);
CREATE TABLE price_books (
    id UUID PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    valid_from DATE,
    valid_to DATE,
    active BOOLEAN NOT NULL,
    sample BOOLEAN NOT NULL,
    version BIGINT NOT NULL
);
CREATE TABLE price_book_entries (
    id UUID PRIMARY KEY NOT NULL,
    price_book_id UUID NOT NULL REFERENCES price_books (id) ON DELETE CASCADE,
    product_id UUID NOT NULL REFERENCES products (id),
    charge TEXT NOT NULL, -- one_time, monthly, yearly
    unit_price_e4 BIGINT NOT NULL,
    floor_e4 BIGINT,
    tier_mode TEXT NOT NULL, -- none, volume, tiered
    tiers TEXT NOT NULL, -- JSON list of {from, unit_price_e4} (shared::cpq::pricing::Tier)
    UNIQUE (price_book_id, product_id, charge)
);
CREATE TABLE opportunity_products (
    id UUID PRIMARY KEY NOT NULL,
    opportunity_id UUID NOT NULL REFERENCES opportunities (id) ON DELETE CASCADE,
    product_id UUID NOT NULL REFERENCES products (id),
    position INTEGER NOT NULL,
    charge TEXT NOT NULL,
    quantity_e4 BIGINT NOT NULL,
    unit_price_e4 BIGINT NOT NULL,
    discount_bp INTEGER NOT NULL
);
CREATE INDEX opportunity_products_by_opportunity ON opportunity_products (opportunity_id, position);
CREATE INDEX opportunity_products_by_product ON opportunity_products (product_id);
-- Numbers without gaps: one row per series, raised inside the transaction that uses it.
CREATE TABLE counters (
    name TEXT PRIMARY KEY NOT NULL,
    value BIGINT NOT NULL
);
CREATE TABLE quotes (
    id UUID PRIMARY KEY NOT NULL,
    series_id UUID NOT NULL, -- the id of version 1
    number TEXT NOT NULL,
    version_number INTEGER NOT NULL,
    active_version BOOLEAN NOT NULL,
    state TEXT NOT NULL, -- draft, in_approval, approved, sent, viewed, accepted, declined, expired, superseded, cancelled
    title TEXT NOT NULL,
    search TEXT NOT NULL,
    opportunity_id UUID REFERENCES opportunities (id),
    account_id UUID REFERENCES accounts (id),
    contact_id UUID REFERENCES contacts (id),
    owner_id UUID NOT NULL REFERENCES users (id),
    price_book_id UUID REFERENCES price_books (id),
    currency TEXT NOT NULL,
    language TEXT NOT NULL,
    issued_on DATE NOT NULL,
    valid_until DATE NOT NULL,
    term_months INTEGER NOT NULL,
    discount_bp INTEGER NOT NULL,
    introduction TEXT NOT NULL,
    terms TEXT NOT NULL,
    decline_reason TEXT NOT NULL,
    -- Totals as computed by shared::cpq::pricing when saved; a list needs no re-pricing.
    net_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    gross_minor BIGINT NOT NULL,
    one_time_minor BIGINT NOT NULL,
    monthly_minor BIGINT NOT NULL,
    cost_minor BIGINT,
    sample BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (number, version_number)
);
CREATE INDEX quotes_by_opportunity ON quotes (opportunity_id);
CREATE INDEX quotes_by_account ON quotes (account_id);
CREATE INDEX quotes_by_owner ON quotes (owner_id, state);
CREATE INDEX quotes_by_update ON quotes (updated_at, id);
CREATE TABLE quote_lines (
    id UUID PRIMARY KEY NOT NULL,
    quote_id UUID NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    product_id UUID REFERENCES products (id),
    description TEXT NOT NULL,
    unit TEXT NOT NULL,
    charge TEXT NOT NULL,
    quantity_e4 BIGINT NOT NULL,
    list_price_e4 BIGINT NOT NULL,
    manual_price_e4 BIGINT, -- a price a person typed: kept until a person removes it
    tier_mode TEXT NOT NULL,
    tiers TEXT NOT NULL,
    floor_e4 BIGINT,
    cost_e4 BIGINT, -- in the quote's currency
    discount_bp INTEGER NOT NULL,
    tax_category TEXT NOT NULL,
    tax_rate_bp INTEGER NOT NULL,
    optional BOOLEAN NOT NULL
);
CREATE INDEX quote_lines_by_quote ON quote_lines (quote_id, position);
