-- Passkeys (WebAuthn): the public halves of keys people sign in with. Credential id and key are in base64url;
-- nothing here opens anything.
CREATE TABLE passkeys (
    id UUID PRIMARY KEY NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id TEXT NOT NULL UNIQUE,
    -- As the authenticator wrote it (COSE).
    public_key TEXT NOT NULL,
    algorithm BIGINT NOT NULL,
    -- What the authenticator counted last; zero for those that do not count.
    counter BIGINT NOT NULL,
    -- With spaces between them.
    transports TEXT NOT NULL,
    backup_eligible BOOLEAN NOT NULL,
    backed_up BOOLEAN NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX passkeys_by_user ON passkeys (user_id);
-- Challenges that wait to be signed, so that any server may take the answer. Of the challenge and of what the
-- browser keeps only a hash. At a sign-in nobody knows yet whose it will be.
CREATE TABLE passkey_steps (
    challenge_hash TEXT PRIMARY KEY NOT NULL,
    browser_hash TEXT NOT NULL,
    purpose TEXT NOT NULL,
    user_id UUID REFERENCES users (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX passkey_steps_by_address ON passkey_steps (address, created_at);
CREATE INDEX passkey_steps_by_user ON passkey_steps (user_id);
-- How a session was opened; empty for those of before.
ALTER TABLE sessions ADD COLUMN way TEXT NOT NULL DEFAULT '';
-- A sign-in with a provider that links the account to the person of this session, instead of opening one.
ALTER TABLE provider_steps ADD COLUMN session_id UUID REFERENCES sessions (id) ON DELETE CASCADE;
