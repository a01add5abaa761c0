-- What quotes are put together from: sections of lines, clauses, templates.
ALTER TABLE quotes ADD COLUMN sections TEXT; -- JSON ([shared::cpq::quotes::Section])
ALTER TABLE quote_lines ADD COLUMN section_id UUID; -- one of its quote's sections
ALTER TABLE quotes ADD COLUMN clauses TEXT; -- JSON ([shared::cpq::clauses::HeldClause])
CREATE TABLE clauses (
    id UUID PRIMARY KEY NOT NULL,
    category TEXT NOT NULL, -- shared::cpq::clauses::ClauseCategory
    title_en TEXT NOT NULL,
    title_fr TEXT NOT NULL,
    text_en TEXT NOT NULL,
    text_fr TEXT NOT NULL,
    condition TEXT NOT NULL, -- shared::cpq::approvals::formula; empty: taken by hand
    locked BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    number INTEGER NOT NULL, -- of its text, from 1
    sample BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE TABLE quote_templates (
    id UUID PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    sharing TEXT NOT NULL, -- private, team, company
    -- Seen by this team and those below it, when shared with it.
    team_id UUID REFERENCES teams (id) ON DELETE SET NULL,
    owner_id UUID NOT NULL REFERENCES users (id),
    contents TEXT NOT NULL, -- JSON (shared::cpq::templates::TemplateContents)
    sample BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX quote_templates_by_owner ON quote_templates (owner_id);
CREATE INDEX quote_templates_by_team ON quote_templates (team_id);
