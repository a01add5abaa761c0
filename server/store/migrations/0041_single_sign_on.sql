-- Single sign-on by OpenID Connect: services people sign in with elsewhere. The secret is what a provider
-- gave us; it never leaves the server but to that provider.
CREATE TABLE identity_providers (
    id UUID PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    issuer TEXT NOT NULL,
    client_id TEXT NOT NULL,
    client_secret TEXT NOT NULL,
    scopes TEXT NOT NULL,
    -- With spaces between them; of any domain when empty.
    domains TEXT NOT NULL,
    newcomers TEXT NOT NULL,
    role TEXT NOT NULL,
    team_id UUID REFERENCES teams (id) ON DELETE SET NULL,
    trust_email BOOLEAN NOT NULL,
    second_factor BOOLEAN NOT NULL,
    password_off BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
-- Accounts elsewhere. Issuer and subject tell them apart, never the address, which may change hands.
CREATE TABLE identities (
    id UUID PRIMARY KEY NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider_id UUID NOT NULL REFERENCES identity_providers (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    email TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    UNIQUE (issuer, subject)
);
CREATE INDEX identities_by_user ON identities (user_id);
CREATE INDEX identities_by_provider ON identities (provider_id);
-- Sign-ins that wait for the provider's answer, so that any server may take it. Of what the browser holds
-- only a hash.
CREATE TABLE provider_steps (
    state_hash TEXT PRIMARY KEY NOT NULL,
    browser_hash TEXT NOT NULL,
    provider_id UUID NOT NULL REFERENCES identity_providers (id) ON DELETE CASCADE,
    verifier TEXT NOT NULL,
    nonce TEXT NOT NULL,
    target TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX provider_steps_by_address ON provider_steps (address, created_at);
-- The second factor was given to the provider: the rule of the role is kept.
ALTER TABLE sessions ADD COLUMN factor_elsewhere BOOLEAN NOT NULL DEFAULT FALSE;
