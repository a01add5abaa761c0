-- Looking for duplicates among very many records: how far a job is, and what it found.
CREATE TABLE duplicate_runs (
    id UUID PRIMARY KEY NOT NULL,
    entity TEXT NOT NULL, -- account, contact, lead
    part BIGINT NOT NULL, -- the one to compare next; as many as parts: done
    parts BIGINT NOT NULL,
    compared BIGINT NOT NULL, -- records there were when it began
    found BIGINT NOT NULL, -- pairs
    asked_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX duplicate_runs_by_entity ON duplicate_runs (entity, asked_at);
CREATE TABLE duplicate_pairs (
    run_id UUID NOT NULL REFERENCES duplicate_runs (id) ON DELETE CASCADE,
    one_id UUID NOT NULL, -- the smaller
    other_id UUID NOT NULL,
    score BIGINT NOT NULL,
    PRIMARY KEY (run_id, one_id, other_id)
);
CREATE INDEX duplicate_pairs_by_score ON duplicate_pairs (run_id, score, one_id, other_id);
