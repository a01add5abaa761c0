-- Written to find out whether there is room on the disk again after the database refused for want of it.
CREATE TABLE room_trial (
    id INTEGER PRIMARY KEY NOT NULL,
    filler TEXT NOT NULL
);
INSERT INTO room_trial (id, filler) VALUES (1, '');
