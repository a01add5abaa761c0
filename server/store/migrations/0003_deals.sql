-- Pipelines, opportunities and what hangs on them.
CREATE TABLE pipelines (
    id UUID PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL, -- b2c, b2b, saas, enterprise, custom
    name_en TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    position INTEGER NOT NULL,
    active BOOLEAN NOT NULL,
    version BIGINT NOT NULL
);
CREATE TABLE stages (
    id UUID PRIMARY KEY NOT NULL,
    pipeline_id UUID NOT NULL REFERENCES pipelines (id),
    name_en TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    position INTEGER NOT NULL,
    state TEXT NOT NULL, -- open, won, lost
    probability_bp INTEGER NOT NULL,
    category TEXT NOT NULL, -- pipeline, best_case, commit, closed, omitted
    exit_criteria TEXT NOT NULL, -- JSON list of required facts (shared::deals::pipelines::Criterion)
    guidance_en TEXT NOT NULL,
    guidance_fr TEXT NOT NULL,
    stalled_after_days INTEGER, -- null: never
    active BOOLEAN NOT NULL
);
CREATE INDEX stages_by_pipeline ON stages (pipeline_id, position);
CREATE TABLE loss_reasons (
    id UUID PRIMARY KEY NOT NULL,
    name_en TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    position INTEGER NOT NULL,
    active BOOLEAN NOT NULL
);
CREATE TABLE opportunities (
    id UUID PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    search TEXT NOT NULL,
    account_id UUID REFERENCES accounts (id),
    pipeline_id UUID NOT NULL REFERENCES pipelines (id),
    stage_id UUID NOT NULL REFERENCES stages (id),
    state TEXT NOT NULL, -- open, won, lost: the stage's, kept here for the indexes
    owner_id UUID NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL, -- new, renewal, expansion
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    amount_source TEXT NOT NULL, -- typed, products
    close_date DATE NOT NULL,
    -- Computed from the stage when null; a person's judgement otherwise. Never overwritten by a move.
    probability_judged_bp INTEGER,
    category_judged TEXT,
    next_step TEXT NOT NULL,
    next_step_on DATE,
    source TEXT NOT NULL,
    loss_reason_id UUID REFERENCES loss_reasons (id),
    loss_note TEXT NOT NULL,
    closed_on DATE,
    stage_entered_at BIGINT NOT NULL,
    last_activity_at BIGINT,
    -- Earliest day of an open task or planned activity; kept by the store when those change.
    next_activity_on DATE,
    close_date_pushes INTEGER NOT NULL,
    sample BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX opportunities_by_stage ON opportunities (pipeline_id, stage_id, deleted_at, close_date, id);
CREATE INDEX opportunities_by_owner ON opportunities (owner_id, state, close_date);
CREATE INDEX opportunities_by_account ON opportunities (account_id);
CREATE INDEX opportunities_by_close ON opportunities (state, close_date);
CREATE INDEX opportunities_by_update ON opportunities (updated_at, id);
CREATE TABLE opportunity_team (
    opportunity_id UUID NOT NULL REFERENCES opportunities (id) ON DELETE CASCADE,
    user_id UUID NOT NULL REFERENCES users (id),
    role TEXT NOT NULL,
    PRIMARY KEY (opportunity_id, user_id)
);
CREATE INDEX opportunity_team_by_user ON opportunity_team (user_id);
CREATE TABLE opportunity_contacts (
    opportunity_id UUID NOT NULL REFERENCES opportunities (id) ON DELETE CASCADE,
    contact_id UUID NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    buying_role TEXT NOT NULL, -- decision_maker, champion, user, buyer, blocker, influencer
    PRIMARY KEY (opportunity_id, contact_id)
);
CREATE INDEX opportunity_contacts_by_contact ON opportunity_contacts (contact_id);
CREATE TABLE opportunity_competitors (
    opportunity_id UUID NOT NULL REFERENCES opportunities (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    incumbent BOOLEAN NOT NULL,
    PRIMARY KEY (opportunity_id, name)
);
-- The facts a forecast is made of, one row per change: the state of a deal on any past day is its
-- last row before that day.
CREATE TABLE opportunity_facts (
    opportunity_id UUID NOT NULL REFERENCES opportunities (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    actor_id UUID,
    stage_id UUID NOT NULL,
    state TEXT NOT NULL,
    owner_id UUID NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    close_date DATE NOT NULL,
    probability_bp INTEGER NOT NULL,
    category TEXT NOT NULL,
    PRIMARY KEY (opportunity_id, at)
);
CREATE TABLE quotas (
    id UUID PRIMARY KEY NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id),
    period_start DATE NOT NULL, -- first day of the fiscal quarter
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    sample BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (user_id, period_start)
);
