-- Erasures of personal data: that they happened, never of whom. Of an address only its keyed hash
-- stays, so that it is known again when it comes back; the key is this database's own.
CREATE TABLE erasure_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    secret TEXT NOT NULL
);
CREATE TABLE erasures (
    id UUID PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL, -- contact, lead
    record_id UUID NOT NULL,
    requester TEXT NOT NULL, -- shared::platform::erasure::Requester
    reason TEXT NOT NULL,
    report TEXT NOT NULL, -- JSON, shared::platform::erasure::Report
    actor_id UUID,
    at BIGINT NOT NULL
);
CREATE TABLE erased_addresses (
    erasure_id UUID NOT NULL REFERENCES erasures (id) ON DELETE CASCADE,
    -- HMAC-SHA-256 of the address in lower case, in hexadecimal.
    hash TEXT NOT NULL,
    PRIMARY KEY (erasure_id, hash)
);
CREATE INDEX erased_addresses_by_hash ON erased_addresses (hash);
