-- Exports of everything the company keeps: how far one is, and where its file is.
CREATE TABLE exports (
    id UUID PRIMARY KEY NOT NULL,
    state TEXT NOT NULL, -- running, done, cancelled, failed
    fault TEXT, -- why it failed: room, stopped, internal
    actor_id UUID NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    beat_at BIGINT NOT NULL, -- its server still wrote on it then
    done BIGINT NOT NULL, -- records written
    total BIGINT NOT NULL,
    place TEXT NOT NULL, -- the kind of record that is being written
    file_name TEXT NOT NULL, -- in the folder of exports
    size BIGINT NOT NULL,
    deleted_at BIGINT -- since then there is no file
);
-- One at a time, on however many servers.
CREATE UNIQUE INDEX exports_running ON exports (state) WHERE state = 'running';
CREATE INDEX exports_by_start ON exports (started_at);
