-- Discount schedules: steps by quantity, term or spend. A line takes one over with its price and keeps what it said.
CREATE TABLE discount_schedules (
    id UUID PRIMARY KEY NOT NULL,
    draft TEXT NOT NULL, -- JSON (shared::cpq::schedules::ScheduleDraft)
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
ALTER TABLE quote_lines ADD COLUMN schedule TEXT; -- JSON (shared::cpq::pricing::LineSchedule)
