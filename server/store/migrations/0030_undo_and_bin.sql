-- What each import wrote, so that it can be undone; and the way into the bin.
ALTER TABLE imports ADD COLUMN undone_at BIGINT;
ALTER TABLE imports ADD COLUMN undone_by UUID;
ALTER TABLE imports ADD COLUMN undo_json TEXT; -- shared::platform::imports::undo::UndoCounts
CREATE TABLE import_records (
    import_id UUID NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    record_id UUID NOT NULL,
    entity TEXT NOT NULL, -- shared::kernel::event::Entity
    created BOOLEAN NOT NULL,
    -- The version the import left: a record with another one was changed since.
    version BIGINT NOT NULL,
    -- Of a changed record: what it takes to put it back (store::platform::imports::Trail).
    before_json TEXT,
    PRIMARY KEY (import_id, record_id)
);
CREATE INDEX import_records_by_record ON import_records (record_id);
CREATE INDEX accounts_deleted ON accounts (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX contacts_deleted ON contacts (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX leads_deleted ON leads (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX opportunities_deleted ON opportunities (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX tasks_deleted ON tasks (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX activities_deleted ON activities (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX quotes_deleted ON quotes (deleted_at) WHERE deleted_at IS NOT NULL;
