-- The last day somebody's summary was made, so that each day has one.
ALTER TABLE notification_wishes ADD COLUMN digest_on DATE;
