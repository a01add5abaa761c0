-- Promotions and coupons; discounts of quotes that are no percentage; what promotions gave to a line.
CREATE TABLE promotions (
    id UUID PRIMARY KEY NOT NULL,
    coupon TEXT, -- shared::cpq::promotions::coupon_key; NULL for one that quotes take by themselves
    draft TEXT NOT NULL, -- JSON, shared::cpq::promotions::PromotionDraft
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX promotions_by_coupon ON promotions (coupon);
-- Quotes that went to a customer with a promotion.
CREATE TABLE promotion_uses (
    promotion_id UUID NOT NULL REFERENCES promotions (id) ON DELETE CASCADE,
    quote_id UUID NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
    PRIMARY KEY (promotion_id, quote_id)
);
CREATE INDEX promotion_uses_by_quote ON promotion_uses (quote_id);
ALTER TABLE quotes ADD COLUMN discount_off TEXT; -- JSON (shared::cpq::pricing::DocumentOff)
ALTER TABLE quotes ADD COLUMN promotions TEXT; -- JSON ([shared::cpq::promotions::Held])
ALTER TABLE quote_lines ADD COLUMN discount_off TEXT; -- JSON (shared::cpq::pricing::LineOff)
ALTER TABLE quote_lines ADD COLUMN promotions TEXT; -- JSON ([shared::cpq::pricing::Granted])
