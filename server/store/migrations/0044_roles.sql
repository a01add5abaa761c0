-- Roles as a company keeps them: those of Jalon it has changed, and roles of its own.
CREATE TABLE roles (
    id UUID PRIMARY KEY NOT NULL,
    base TEXT NOT NULL, -- representative, manager, administrator, finance
    built_in BOOLEAN NOT NULL, -- one of Jalon: its people have no users.role_id
    name_en TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
-- Only what differs from the base: a right that comes with a later version follows the base.
CREATE TABLE role_rights (
    role_id UUID NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    action TEXT NOT NULL,
    scope TEXT NOT NULL, -- none, own, team, all
    PRIMARY KEY (role_id, action)
);
ALTER TABLE users ADD COLUMN role_id UUID REFERENCES roles (id);
CREATE INDEX users_by_role_id ON users (role_id);
-- Promotions of the sample company go with it.
ALTER TABLE promotions ADD COLUMN sample BOOLEAN NOT NULL DEFAULT FALSE;
