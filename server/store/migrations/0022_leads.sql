-- Leads, what was said with them, and records that were two and became one.
CREATE TABLE leads (
    id UUID PRIMARY KEY NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    company TEXT NOT NULL,
    search TEXT NOT NULL, -- shared::crm::leads::lead_search
    title TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL, -- ISO 3166-1 alpha-2, or empty
    language TEXT NOT NULL, -- en, fr or empty
    source TEXT NOT NULL,
    rating TEXT NOT NULL,
    interest TEXT NOT NULL,
    notes TEXT NOT NULL,
    owner_id UUID REFERENCES users (id), -- null: in the queue
    status TEXT NOT NULL, -- new, contacted, nurturing, qualified, converted, disqualified, recycled
    status_since BIGINT NOT NULL,
    first_contacted_at BIGINT,
    recycle_on DATE,
    reason TEXT, -- while disqualified
    status_note TEXT NOT NULL,
    -- What the person agreed to, word for word: all four or none.
    consent_purpose TEXT,
    consent_text TEXT,
    consent_at BIGINT,
    consent_origin TEXT,
    converted_account_id UUID REFERENCES accounts (id),
    converted_contact_id UUID REFERENCES contacts (id),
    converted_opportunity_id UUID REFERENCES opportunities (id),
    converted_at BIGINT,
    sample BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX leads_by_status ON leads (status, created_at, id);
CREATE INDEX leads_by_owner ON leads (owner_id, status);
CREATE INDEX leads_by_search ON leads (search);
CREATE INDEX leads_by_email ON leads (LOWER(email));
CREATE INDEX leads_by_account ON leads (converted_account_id);
CREATE INDEX contacts_by_email ON contacts (LOWER(email));
CREATE INDEX accounts_by_vat_number ON accounts (vat_number);
CREATE TABLE lead_touches (
    id UUID PRIMARY KEY NOT NULL,
    lead_id UUID NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
    kind TEXT NOT NULL, -- call, email, meeting, note
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor_id UUID
);
CREATE INDEX lead_touches_by_lead ON lead_touches (lead_id, at);
-- One row per merge, with all it takes to undo it.
CREATE TABLE merges (
    id UUID PRIMARY KEY NOT NULL,
    entity TEXT NOT NULL, -- account, contact, lead
    kept_id UUID NOT NULL,
    merged_id UUID NOT NULL,
    kept_before TEXT NOT NULL, -- facts in JSON
    kept_after TEXT NOT NULL,
    moved TEXT NOT NULL, -- JSON: which rows pointed at the merged record, and where
    actor_id UUID,
    at BIGINT NOT NULL,
    undone_at BIGINT
);
CREATE INDEX merges_by_kept ON merges (kept_id);
CREATE INDEX merges_by_merged ON merges (merged_id);
-- Pairs somebody has looked at and found to be two.
CREATE TABLE distinct_pairs (
    entity TEXT NOT NULL,
    one_id UUID NOT NULL,
    other_id UUID NOT NULL,
    actor_id UUID,
    at BIGINT NOT NULL,
    PRIMARY KEY (entity, one_id, other_id)
);
-- What came through the public form, for its limits; survives a restart.
CREATE TABLE web_lead_attempts (
    subject TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX web_lead_attempts_by_subject ON web_lead_attempts (subject, at);
