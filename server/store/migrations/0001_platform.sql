-- People, sessions, company, events.
CREATE TABLE company (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    country TEXT NOT NULL,
    fiscal_first_month INTEGER NOT NULL,
    address TEXT NOT NULL,
    vat_number TEXT NOT NULL,
    legal_footer_en TEXT NOT NULL,
    legal_footer_fr TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE TABLE teams (
    id UUID PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    parent_id UUID REFERENCES teams (id),
    sample BOOLEAN NOT NULL,
    version BIGINT NOT NULL
);
-- Every pair ancestor → descendant, itself included: "my team and below" is one join.
CREATE TABLE team_closure (
    ancestor_id UUID NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    descendant_id UUID NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    PRIMARY KEY (ancestor_id, descendant_id)
);
CREATE TABLE users (
    id UUID PRIMARY KEY NOT NULL,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    team_id UUID REFERENCES teams (id),
    password_hash TEXT NOT NULL,
    language TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    currency TEXT NOT NULL,
    theme TEXT NOT NULL,
    density TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    sample BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX users_by_team ON users (team_id);
CREATE TABLE sessions (
    id UUID PRIMARY KEY NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    user_agent TEXT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);
-- Failed sign-ins by address and by e-mail, for throttling; survives a restart.
CREATE TABLE sign_in_failures (
    subject TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX sign_in_failures_by_subject ON sign_in_failures (subject, at);
CREATE TABLE events (
    seq @SERIAL@,
    at BIGINT NOT NULL,
    actor_id UUID,
    entity TEXT NOT NULL,
    entity_id UUID NOT NULL,
    parent_id UUID,
    -- Who the record belongs to, so that a live page is only told about records it may see.
    owner_id UUID,
    action TEXT NOT NULL,
    before_json TEXT,
    after_json TEXT
);
CREATE INDEX events_by_entity ON events (entity_id, seq);
CREATE INDEX events_by_parent ON events (parent_id, seq);
CREATE TABLE exchange_rates (
    currency TEXT NOT NULL,
    -- From this day on, until the next row: units of the company's currency for one unit, × 10⁸.
    day DATE NOT NULL,
    rate_e8 BIGINT NOT NULL,
    sample BOOLEAN NOT NULL,
    PRIMARY KEY (currency, day)
);
-- Which record a line of an imported file became: makes a repeated import change nothing.
CREATE TABLE external_ids (
    entity TEXT NOT NULL,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    record_id UUID NOT NULL,
    PRIMARY KEY (entity, source, key)
);
CREATE INDEX external_ids_by_record ON external_ids (record_id);
CREATE TABLE imports (
    id UUID PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    state TEXT NOT NULL,
    actor_id UUID,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    skipped BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    report_json TEXT
);
