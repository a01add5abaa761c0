-- What people are told of, what they wish to be told, and how far the log was read for it.
CREATE TABLE notifications (
    id UUID PRIMARY KEY NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL, -- mention, assigned, quote, stage, task_due, won
    reason TEXT NOT NULL, -- named, yours, deal_team, you_lead, your_team
    entity TEXT NOT NULL,
    entity_id UUID NOT NULL,
    title TEXT NOT NULL,
    detail_en TEXT NOT NULL,
    detail_fr TEXT NOT NULL,
    actor_id UUID REFERENCES users (id) ON DELETE SET NULL,
    records BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- When it shows: when it happened or, after it was put away, when it comes back.
    shown_at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE INDEX notifications_by_user ON notifications (user_id, shown_at, id);
CREATE INDEX notifications_by_record ON notifications (entity_id);
-- What somebody was told of (an event, a task and its due time): looking twice tells once.
CREATE TABLE notifications_told (
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (user_id, kind, source)
);
CREATE INDEX notifications_told_by_source ON notifications_told (source);
CREATE TABLE notification_wishes (
    user_id UUID PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    wishes TEXT NOT NULL, -- JSON, shared::platform::notifications::Wishes
    version BIGINT NOT NULL
);
CREATE TABLE notification_position (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL
);
INSERT INTO notification_position (id, seq) SELECT 1, COALESCE(MAX(seq), 0) FROM events;
