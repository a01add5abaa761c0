-- What was judged when a quote was submitted or sent: an acceptance may not go beyond it.
CREATE TABLE quote_allowed (
    quote_id UUID PRIMARY KEY NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
    content TEXT NOT NULL, -- JSON, shared::cpq::approvals::Allowed
    judged_at BIGINT NOT NULL
);
