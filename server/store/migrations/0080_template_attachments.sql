-- Files a template carries: copies of those of the quote it was made of, so that they stay when that quote goes. A
-- quote that starts from it gets copies of its own.
CREATE TABLE template_attachments (
    id UUID PRIMARY KEY NOT NULL,
    template_id UUID NOT NULL REFERENCES quote_templates (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    title TEXT NOT NULL,
    file_name TEXT NOT NULL,
    kind TEXT NOT NULL, -- shared::platform::files::FileKind
    size BIGINT NOT NULL, -- of the bytes
    sha256 TEXT NOT NULL, -- of the bytes, in hexadecimal
    shown BOOLEAN NOT NULL, -- whether the customer gets it
    content TEXT NOT NULL, -- in Base64
    created_at BIGINT NOT NULL
);
CREATE INDEX template_attachments_by_template ON template_attachments (template_id, position);
