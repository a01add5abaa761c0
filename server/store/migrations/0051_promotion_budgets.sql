-- What quotes that went to customers were given by promotions: over the term, in the promotion's currency.
-- Uses from before count nothing: no promotion had a budget then.
ALTER TABLE promotion_uses ADD COLUMN given_minor BIGINT NOT NULL DEFAULT 0;
