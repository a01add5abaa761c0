-- Saved views of lists, and what undoes bulk changes.
CREATE TABLE saved_views (
    id UUID PRIMARY KEY NOT NULL,
    object TEXT NOT NULL, -- opportunities, accounts, contacts
    name TEXT NOT NULL,
    sharing TEXT NOT NULL, -- private, team
    -- Seen by this team and those below it, when shared.
    team_id UUID REFERENCES teams (id) ON DELETE SET NULL,
    owner_id UUID NOT NULL REFERENCES users (id),
    spec TEXT NOT NULL, -- JSON (shared::platform::views::ViewSpec)
    sample BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX saved_views_by_owner ON saved_views (object, owner_id);
CREATE INDEX saved_views_by_team ON saved_views (object, team_id);
-- One row per record a bulk change changed, until it is undone or a week has passed.
CREATE TABLE bulk_changes (
    run_id UUID NOT NULL,
    record_id UUID NOT NULL,
    actor_id UUID NOT NULL,
    object TEXT NOT NULL,
    version BIGINT NOT NULL, -- of the record after the change
    edit TEXT NOT NULL, -- JSON: what puts it back
    at BIGINT NOT NULL,
    PRIMARY KEY (run_id, record_id)
);
CREATE INDEX bulk_changes_by_age ON bulk_changes (at);
