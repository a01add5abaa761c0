-- Links in messages with which somebody decides on a request: for one person, one step, once.
CREATE TABLE approval_links (
    -- SHA-256 of the link's token: a copy of the database decides nothing.
    token_hash TEXT PRIMARY KEY NOT NULL,
    request_id UUID NOT NULL REFERENCES approval_requests (id) ON DELETE CASCADE,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX approval_links_by_request ON approval_links (request_id, user_id);
