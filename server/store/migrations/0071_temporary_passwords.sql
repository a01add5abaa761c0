-- A password somebody else typed opens nothing but the choice of one's own.
ALTER TABLE users ADD COLUMN password_temporary BOOLEAN NOT NULL DEFAULT FALSE;
