-- Files that go with a quote. They change while the quote is a draft; its row is touched first, so that a
-- change and a sending come one after the other.
ALTER TABLE quotes ADD COLUMN attachments_version BIGINT NOT NULL DEFAULT 0;
CREATE TABLE quote_attachments (
    id UUID PRIMARY KEY NOT NULL,
    quote_id UUID NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    title TEXT NOT NULL,
    file_name TEXT NOT NULL,
    kind TEXT NOT NULL, -- shared::cpq::attachments::FileKind
    size BIGINT NOT NULL, -- of the bytes
    sha256 TEXT NOT NULL, -- of the bytes, in hexadecimal
    shown BOOLEAN NOT NULL, -- whether the customer gets it
    content TEXT NOT NULL, -- in Base64
    removed_at BIGINT, -- taken away; can be had back for thirty days
    created_at BIGINT NOT NULL
);
CREATE INDEX quote_attachments_by_quote ON quote_attachments (quote_id, position);
CREATE INDEX quote_attachments_by_removal ON quote_attachments (removed_at);
