-- Fields an administrator adds, and their values: one table of values per object, so that values go
-- with their record and their field.
CREATE TABLE custom_fields (
    id UUID PRIMARY KEY NOT NULL,
    -- Names the field in the tables of values and, as a number, in statements.
    number BIGINT NOT NULL UNIQUE,
    holder TEXT NOT NULL, -- account, contact, lead, opportunity
    key TEXT NOT NULL,
    kind TEXT NOT NULL, -- shared::platform::fields::FieldKind
    label_en TEXT NOT NULL,
    label_fr TEXT NOT NULL,
    help_en TEXT NOT NULL,
    help_fr TEXT NOT NULL,
    options TEXT NOT NULL, -- JSON: codes with their labels
    required BOOLEAN NOT NULL,
    position INTEGER NOT NULL,
    archived BOOLEAN NOT NULL,
    sample BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (holder, key)
);
CREATE TABLE account_values (
    record_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    field BIGINT NOT NULL REFERENCES custom_fields (number) ON DELETE CASCADE,
    words TEXT NOT NULL, -- the neutral text of the value, whatever its kind
    amount BIGINT, -- ten-thousandths, minor units, 0 or 1
    currency TEXT,
    day DATE,
    PRIMARY KEY (record_id, field)
);
CREATE INDEX account_values_by_words ON account_values (field, words, record_id);
CREATE INDEX account_values_by_amount ON account_values (field, currency, amount, record_id) WHERE amount IS NOT NULL;
CREATE INDEX account_values_by_day ON account_values (field, day, record_id) WHERE day IS NOT NULL;
CREATE TABLE contact_values (
    record_id UUID NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    field BIGINT NOT NULL REFERENCES custom_fields (number) ON DELETE CASCADE,
    words TEXT NOT NULL,
    amount BIGINT,
    currency TEXT,
    day DATE,
    PRIMARY KEY (record_id, field)
);
CREATE INDEX contact_values_by_words ON contact_values (field, words, record_id);
CREATE INDEX contact_values_by_amount ON contact_values (field, currency, amount, record_id) WHERE amount IS NOT NULL;
CREATE INDEX contact_values_by_day ON contact_values (field, day, record_id) WHERE day IS NOT NULL;
CREATE TABLE lead_values (
    record_id UUID NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
    field BIGINT NOT NULL REFERENCES custom_fields (number) ON DELETE CASCADE,
    words TEXT NOT NULL,
    amount BIGINT,
    currency TEXT,
    day DATE,
    PRIMARY KEY (record_id, field)
);
CREATE INDEX lead_values_by_words ON lead_values (field, words, record_id);
CREATE TABLE opportunity_values (
    record_id UUID NOT NULL REFERENCES opportunities (id) ON DELETE CASCADE,
    field BIGINT NOT NULL REFERENCES custom_fields (number) ON DELETE CASCADE,
    words TEXT NOT NULL,
    amount BIGINT,
    currency TEXT,
    day DATE,
    PRIMARY KEY (record_id, field)
);
CREATE INDEX opportunity_values_by_words ON opportunity_values (field, words, record_id);
CREATE INDEX opportunity_values_by_amount ON opportunity_values (field, currency, amount, record_id) WHERE amount IS NOT NULL;
CREATE INDEX opportunity_values_by_day ON opportunity_values (field, day, record_id) WHERE day IS NOT NULL;
