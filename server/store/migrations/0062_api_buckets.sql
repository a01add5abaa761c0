-- How often a token may still ask, where several servers answer: one bucket for all of them.
CREATE TABLE api_buckets (
    token_id UUID PRIMARY KEY NOT NULL REFERENCES api_tokens (id) ON DELETE CASCADE,
    -- Thousandths of a request left at `filled_at`.
    left_thousandths BIGINT NOT NULL,
    filled_at BIGINT NOT NULL
);
