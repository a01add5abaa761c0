-- Accounts and contacts.
CREATE TABLE accounts (
    id UUID PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    -- Lower case without accents (shared::crm::accounts::search_key), so both databases search alike.
    search TEXT NOT NULL,
    kind TEXT NOT NULL, -- business, consumer
    industry TEXT NOT NULL,
    website TEXT NOT NULL,
    phone TEXT NOT NULL,
    street TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL, -- ISO 3166-1 alpha-2, or empty
    vat_number TEXT NOT NULL,
    employees BIGINT,
    annual_revenue_minor BIGINT,
    annual_revenue_currency TEXT,
    founded_year INTEGER,
    notes TEXT NOT NULL,
    parent_id UUID REFERENCES accounts (id),
    owner_id UUID NOT NULL REFERENCES users (id),
    sample BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX accounts_by_search ON accounts (search);
CREATE INDEX accounts_by_owner ON accounts (owner_id);
CREATE INDEX accounts_by_parent ON accounts (parent_id);
CREATE TABLE contacts (
    id UUID PRIMARY KEY NOT NULL,
    account_id UUID REFERENCES accounts (id),
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    search TEXT NOT NULL,
    title TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    language TEXT NOT NULL, -- en, fr or empty
    notes TEXT NOT NULL,
    owner_id UUID NOT NULL REFERENCES users (id),
    sample BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX contacts_by_search ON contacts (search);
CREATE INDEX contacts_by_account ON contacts (account_id);
CREATE INDEX contacts_by_owner ON contacts (owner_id);
