-- Who made an account, where it was a person: approvals keep the two apart. Of those from before the log knows.
ALTER TABLE users ADD COLUMN made_by UUID REFERENCES users (id) ON DELETE SET NULL;
UPDATE users SET made_by = (
    SELECT m.id FROM events e JOIN users m ON m.id = e.actor_id
    WHERE e.entity_id = users.id AND e.entity = 'user' AND e.action = 'created'
    ORDER BY e.seq LIMIT 1
);
