-- The presentation of a quote: which slide was looked at, and the pictures of its products.
ALTER TABLE room_visits ADD COLUMN slide BIGINT; -- from 1; NULL: no slide
CREATE TABLE product_pictures (
    product_id UUID PRIMARY KEY NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    id UUID NOT NULL UNIQUE, -- another with every change, so that an address always shows the same
    media_type TEXT NOT NULL, -- image/png, image/jpeg, image/webp
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    alt_en TEXT NOT NULL,
    alt_fr TEXT NOT NULL,
    size BIGINT NOT NULL, -- of the bytes
    content TEXT NOT NULL, -- in Base64
    updated_at BIGINT NOT NULL
);
