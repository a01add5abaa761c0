-- Activities and tasks.
CREATE TABLE activities (
    id UUID PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL, -- call, email, meeting, note
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at BIGINT NOT NULL, -- when it happened or, for a meeting to come, will
    minutes INTEGER,
    account_id UUID REFERENCES accounts (id),
    contact_id UUID REFERENCES contacts (id),
    opportunity_id UUID REFERENCES opportunities (id),
    owner_id UUID NOT NULL REFERENCES users (id),
    sample BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX activities_by_opportunity ON activities (opportunity_id, at);
CREATE INDEX activities_by_account ON activities (account_id, at);
CREATE INDEX activities_by_contact ON activities (contact_id, at);
CREATE INDEX activities_by_owner ON activities (owner_id, at);
CREATE TABLE tasks (
    id UUID PRIMARY KEY NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL, -- todo, call, email, meeting
    priority TEXT NOT NULL, -- low, normal, high
    notes TEXT NOT NULL,
    due_on DATE,
    due_at BIGINT, -- with a time of day: the instant; due_on is then its local day
    done_at BIGINT,
    account_id UUID REFERENCES accounts (id),
    contact_id UUID REFERENCES contacts (id),
    opportunity_id UUID REFERENCES opportunities (id),
    owner_id UUID NOT NULL REFERENCES users (id),
    sample BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX tasks_by_owner ON tasks (owner_id, done_at, due_on);
CREATE INDEX tasks_by_opportunity ON tasks (opportunity_id, done_at);
CREATE INDEX tasks_by_account ON tasks (account_id);
