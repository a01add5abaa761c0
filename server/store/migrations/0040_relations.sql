-- Further accounts of a contact, and how contacts stand to each other. Both go with the records they
-- are about.
CREATE TABLE contact_accounts (
    id UUID PRIMARY KEY NOT NULL,
    contact_id UUID NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    since_on DATE,
    until_on DATE, -- the first day on which it is over
    note TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX contact_accounts_by_contact ON contact_accounts (contact_id);
CREATE INDEX contact_accounts_by_account ON contact_accounts (account_id);
CREATE TABLE contact_relations (
    id UUID PRIMARY KEY NOT NULL,
    from_id UUID NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    to_id UUID NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL, -- shared::crm::relations::RelationKind
    account_id UUID REFERENCES accounts (id) ON DELETE CASCADE, -- where one reports to the other
    strength TEXT NOT NULL, -- weak, good, strong
    note TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX contact_relations_by_from ON contact_relations (from_id);
CREATE INDEX contact_relations_by_to ON contact_relations (to_id);
CREATE INDEX contact_relations_by_account ON contact_relations (account_id);
