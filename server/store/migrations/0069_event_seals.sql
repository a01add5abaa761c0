-- The log's seals: a chain of hashes over what was logged, so that a later change of it is found
-- (docs/adr/0013-the-log-is-sealed.md).

-- What is to be sealed: new entries, and those Jalon itself has rewritten or taken away since they were.
CREATE TABLE event_seal_queue (
    seq BIGINT PRIMARY KEY NOT NULL,
    -- made; erased, changed, removed: why it is sealed again.
    why TEXT NOT NULL
);
INSERT INTO event_seal_queue (seq, why) SELECT seq, 'made' FROM events;
CREATE TABLE event_seals (
    position BIGINT PRIMARY KEY NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- Mixed into the hash of the content, so that nobody can guess what was erased; gone with it.
    salt TEXT,
    content TEXT NOT NULL,
    -- Over the chain so far and this row.
    chain TEXT NOT NULL
);
CREATE INDEX event_seals_by_event ON event_seals (seq, position);
-- The end of the chain; whoever adds to it holds the row.
CREATE TABLE event_chain (
    id INTEGER PRIMARY KEY NOT NULL,
    position BIGINT NOT NULL,
    chain TEXT NOT NULL
);
INSERT INTO event_chain (id, position, chain) VALUES (1, 0, '');
-- What the last reading of all seals found, in JSON.
CREATE TABLE event_check (
    id INTEGER PRIMARY KEY NOT NULL,
    result TEXT NOT NULL
);
-- @sqlite
CREATE TRIGGER events_to_seal AFTER INSERT ON events BEGIN
    INSERT INTO event_seal_queue (seq, why) VALUES (NEW.seq, 'made');
END;
-- @postgres
CREATE FUNCTION queue_event_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO event_seal_queue (seq, why) VALUES (NEW.seq, 'made');
    RETURN NULL;
END
$$;
CREATE TRIGGER events_to_seal AFTER INSERT ON events
    FOR EACH ROW EXECUTE FUNCTION queue_event_seal();
-- @both
