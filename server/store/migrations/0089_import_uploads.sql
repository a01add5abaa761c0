-- Several servers of one database take the parts of one file, and tell of an import another one does. A server of
-- SQLite is alone with its file and keeps both in memory.
CREATE TABLE import_uploads (
    id UUID NOT NULL, -- the import to come
    part INTEGER NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since BIGINT NOT NULL, -- when the first part came
    workbook BOOLEAN NOT NULL,
    size BIGINT NOT NULL, -- of the bytes
    content TEXT NOT NULL, -- Base64
    PRIMARY KEY (id, part)
);
CREATE INDEX import_uploads_by_age ON import_uploads (since);
-- While an import runs: when its server last said so.
ALTER TABLE imports ADD COLUMN beat_at BIGINT;
