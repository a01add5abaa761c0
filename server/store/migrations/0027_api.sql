-- Personal access tokens; answers kept for repeated requests; webhooks with what was sent to them.
CREATE TABLE api_tokens (
    id UUID PRIMARY KEY NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- SHA-256 in hexadecimal: a copy of the database opens nothing.
    token_hash TEXT NOT NULL UNIQUE,
    hint TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_tokens_by_user ON api_tokens (user_id);
-- A repeated request with the same key gets the answer of the first. While that is being made, the
-- status is 0 and `kept_at` says since when.
CREATE TABLE api_answers (
    token_id UUID NOT NULL REFERENCES api_tokens (id) ON DELETE CASCADE,
    key_text TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers_json TEXT NOT NULL,
    body TEXT NOT NULL,
    kept_at BIGINT NOT NULL,
    PRIMARY KEY (token_id, key_text)
);
CREATE INDEX api_answers_by_age ON api_answers (kept_at);
CREATE TABLE webhooks (
    id UUID PRIMARY KEY NOT NULL,
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    -- `,account,quote,`, or empty for every kind of record.
    entities TEXT NOT NULL,
    secret TEXT NOT NULL,
    -- Signs beside the new one for a while after a rotation.
    old_secret TEXT,
    old_secret_until BIGINT,
    -- on, off (by a person), failing (by the runner).
    state TEXT NOT NULL,
    failing_since BIGINT,
    sample BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
-- One row an event and webhook, written in the transaction of the event.
CREATE TABLE webhook_deliveries (
    webhook_id UUID NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event_seq BIGINT NOT NULL,
    -- waiting, delivered, failed.
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    -- The last attempt.
    tried_at BIGINT,
    status INTEGER,
    latency_ms INTEGER,
    error TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    PRIMARY KEY (webhook_id, event_seq)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (state, next_at);
