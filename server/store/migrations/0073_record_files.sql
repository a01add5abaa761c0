-- Files of records. Each is of exactly one: the only one of the four that is set; it goes when the record is
-- deleted for good.
CREATE TABLE record_files (
    id UUID PRIMARY KEY NOT NULL,
    account_id UUID REFERENCES accounts (id) ON DELETE CASCADE,
    contact_id UUID REFERENCES contacts (id) ON DELETE CASCADE,
    lead_id UUID REFERENCES leads (id) ON DELETE CASCADE,
    opportunity_id UUID REFERENCES opportunities (id) ON DELETE CASCADE,
    from_lead_id UUID REFERENCES leads (id) ON DELETE SET NULL, -- the lead that became what it is of now
    title TEXT NOT NULL,
    file_name TEXT NOT NULL,
    kind TEXT NOT NULL, -- shared::platform::files::FileKind
    size BIGINT NOT NULL, -- of the bytes
    sha256 TEXT NOT NULL, -- of the bytes, in hexadecimal
    content TEXT NOT NULL, -- in Base64
    added_by UUID REFERENCES users (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT, -- taken away; can be had back for thirty days
    version BIGINT NOT NULL
);
CREATE INDEX record_files_by_account ON record_files (account_id, created_at);
CREATE INDEX record_files_by_contact ON record_files (contact_id, created_at);
CREATE INDEX record_files_by_lead ON record_files (lead_id, created_at);
CREATE INDEX record_files_by_opportunity ON record_files (opportunity_id, created_at);
CREATE INDEX record_files_by_former_lead ON record_files (from_lead_id);
CREATE INDEX record_files_by_removal ON record_files (removed_at);
