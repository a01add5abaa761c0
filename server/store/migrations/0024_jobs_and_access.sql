-- Work done after the answer. A job is taken under a lease, so that one whose server died is taken
-- again, and never by two servers at once.
CREATE TABLE jobs (
    id UUID PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- At most one job per key: a turn of a schedule, the delivery of one message.
    unique_key TEXT UNIQUE,
    state TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX jobs_by_state ON jobs (state, run_at);
-- Messages, written with what causes them. The texts hold links that open doors: they are forgotten
-- as soon as the message is handed over.
CREATE TABLE mails (
    id UUID PRIMARY KEY NOT NULL,
    -- One message per cause, however often the cause is told of.
    delivery_key TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    text_body TEXT NOT NULL,
    html_body TEXT NOT NULL,
    state TEXT NOT NULL,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX mails_by_state ON mails (state, created_at);
-- Single-use links by mail: invitation, forgotten password, second step of a sign-in. Only a hash.
CREATE TABLE access_tokens (
    token_hash TEXT PRIMARY KEY NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX access_tokens_by_user ON access_tokens (user_id, purpose);
-- Second factor by a time-based code (RFC 6238). `last_step` is the newest code used: none works twice.
CREATE TABLE second_factors (
    user_id UUID PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    secret TEXT NOT NULL,
    confirmed_at BIGINT,
    last_step BIGINT NOT NULL
);
CREATE TABLE recovery_codes (
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);
-- Roles whose people must have a second factor.
CREATE TABLE second_factor_roles (
    role TEXT PRIMARY KEY NOT NULL
);
-- The log is read by person, kind of record, what happened and time, newest first.
CREATE INDEX events_by_actor ON events (actor_id, seq);
CREATE INDEX events_by_kind ON events (entity, seq);
CREATE INDEX events_by_action ON events (action, seq);
CREATE INDEX events_by_time ON events (at);
