-- A code by mail before a signature: to whom, from which total on, and the one that was sent last.
ALTER TABLE rooms ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE company ADD COLUMN sign_code_minor BIGINT; -- in the company's currency; NULL: no code is asked for by itself
CREATE TABLE room_codes (
    room_id UUID PRIMARY KEY NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL, -- SHA-256 of the room's id and the code
    sent_at BIGINT NOT NULL,
    tries BIGINT NOT NULL, -- of this code
    sent BIGINT NOT NULL -- codes since the first
);
