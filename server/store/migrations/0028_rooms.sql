-- The customer's page of a quote: links, what was read through them, questions, signatures.
CREATE TABLE rooms (
    id UUID PRIMARY KEY NOT NULL,
    quote_id UUID NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
    -- SHA-256 of the link's token: a copy of the database opens no room.
    token_hash TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX rooms_by_quote ON rooms (quote_id, created_at);
CREATE TABLE room_visits (
    id @SERIAL@,
    room_id UUID NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    part TEXT NOT NULL, -- shared::cpq::rooms::RoomPart
    at BIGINT NOT NULL
);
CREATE INDEX room_visits_by_room ON room_visits (room_id, at);
CREATE TABLE room_messages (
    id UUID PRIMARY KEY NOT NULL,
    quote_id UUID NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
    author TEXT NOT NULL,
    ours BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX room_messages_by_quote ON room_messages (quote_id, at);
-- One per quote. Rows are never changed; each holds the seal of the one before it.
CREATE TABLE quote_signatures (
    seq @SERIAL@,
    quote_id UUID NOT NULL UNIQUE REFERENCES quotes (id) ON DELETE CASCADE,
    record TEXT NOT NULL, -- JSON, shared::cpq::rooms::Signature
    seal TEXT NOT NULL,
    document TEXT NOT NULL -- the PDF that was signed, in Base64
);
