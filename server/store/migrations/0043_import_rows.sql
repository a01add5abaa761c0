-- What became of each row of an imported file, for its report.
CREATE TABLE import_rows (
    import_id UUID NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    line BIGINT NOT NULL,
    outcome TEXT NOT NULL, -- shared::platform::imports::ops::RowOutcome
    record_id UUID, -- none for a row in error
    -- Changed fields and findings, without what the cells said.
    detail_json TEXT,
    PRIMARY KEY (import_id, line)
);
CREATE INDEX import_rows_by_record ON import_rows (record_id);
