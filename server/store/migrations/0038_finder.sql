-- The questions that find a product: one document, under an id that does not change.
CREATE TABLE product_finders (
    id UUID PRIMARY KEY NOT NULL,
    content TEXT NOT NULL, -- JSON (list of shared::cpq::models::guide::Question)
    sample BOOLEAN NOT NULL, -- as the sample company brought it
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
-- Whether its content asks questions: lists of models do not read contents.
ALTER TABLE product_models ADD COLUMN guided BOOLEAN NOT NULL DEFAULT FALSE;
