-- How the company looks to people; without a row, and where nothing is chosen, as Jalon does.
CREATE TABLE brand_pictures (
    hash TEXT PRIMARY KEY NOT NULL, -- SHA-256 of the bytes: an address always shows the same
    media_type TEXT NOT NULL, -- image/png, image/jpeg, image/webp
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    size BIGINT NOT NULL, -- of the bytes
    content TEXT NOT NULL, -- in Base64
    added_at BIGINT NOT NULL
);
-- Pictures of before are kept: sent documents and mails name them, and a change can be undone.
CREATE TABLE branding (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    accent TEXT, -- six digits; NULL: Jalon's
    logo TEXT REFERENCES brand_pictures (hash),
    icon TEXT REFERENCES brand_pictures (hash),
    version BIGINT NOT NULL
);
