-- Who has to agree to a quote: rules, requests with their decisions, absences.
CREATE TABLE approval_rules (
    id UUID PRIMARY KEY NOT NULL,
    position BIGINT NOT NULL,
    draft TEXT NOT NULL, -- JSON, shared::cpq::approvals::RuleDraft
    sample BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL
);
CREATE TABLE approval_requests (
    id UUID PRIMARY KEY NOT NULL,
    quote_id UUID NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
    requested_by UUID REFERENCES users (id) ON DELETE SET NULL,
    state TEXT NOT NULL, -- open, approved, rejected, recalled
    content TEXT NOT NULL, -- JSON, shared::cpq::approvals::Approval
    due_at BIGINT,
    created_at BIGINT NOT NULL,
    decided_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX approval_requests_by_quote ON approval_requests (quote_id, created_at, id);
CREATE INDEX approval_requests_by_state ON approval_requests (state, due_at);
-- Whom a request concerns, so that lists need not read its content.
CREATE TABLE approval_people (
    request_id UUID NOT NULL REFERENCES approval_requests (id) ON DELETE CASCADE,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    waiting BOOLEAN NOT NULL,
    decided BOOLEAN NOT NULL,
    PRIMARY KEY (request_id, user_id)
);
CREATE INDEX approval_people_by_user ON approval_people (user_id, waiting, decided);
CREATE TABLE absences (
    id UUID PRIMARY KEY NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    from_day DATE NOT NULL,
    to_day DATE NOT NULL,
    delegate_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX absences_by_user ON absences (user_id, to_day);
