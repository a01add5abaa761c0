-- Values of fields an administrator adds to quotes, tasks and products, as 0033 has them of the other
-- objects: custom_fields.holder may also be quote, task and product.
CREATE TABLE quote_values (
    record_id UUID NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
    field BIGINT NOT NULL REFERENCES custom_fields (number) ON DELETE CASCADE,
    words TEXT NOT NULL, -- the neutral text of the value, whatever its kind
    amount BIGINT, -- ten-thousandths, minor units, 0 or 1
    currency TEXT,
    day DATE,
    PRIMARY KEY (record_id, field)
);
CREATE INDEX quote_values_by_words ON quote_values (field, words, record_id);
CREATE INDEX quote_values_by_amount ON quote_values (field, currency, amount, record_id) WHERE amount IS NOT NULL;
CREATE INDEX quote_values_by_day ON quote_values (field, day, record_id) WHERE day IS NOT NULL;
CREATE TABLE product_values (
    record_id UUID NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    field BIGINT NOT NULL REFERENCES custom_fields (number) ON DELETE CASCADE,
    words TEXT NOT NULL, -- the neutral text of the value, whatever its kind
    amount BIGINT, -- ten-thousandths, minor units, 0 or 1
    currency TEXT,
    day DATE,
    PRIMARY KEY (record_id, field)
);
CREATE INDEX product_values_by_words ON product_values (field, words, record_id);
CREATE INDEX product_values_by_amount ON product_values (field, currency, amount, record_id) WHERE amount IS NOT NULL;
CREATE INDEX product_values_by_day ON product_values (field, day, record_id) WHERE day IS NOT NULL;
CREATE TABLE task_values (
    record_id UUID NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    field BIGINT NOT NULL REFERENCES custom_fields (number) ON DELETE CASCADE,
    words TEXT NOT NULL, -- the neutral text of the value, whatever its kind
    amount BIGINT, -- ten-thousandths, minor units, 0 or 1
    currency TEXT,
    day DATE,
    PRIMARY KEY (record_id, field)
);
CREATE INDEX task_values_by_words ON task_values (field, words, record_id);
CREATE INDEX task_values_by_amount ON task_values (field, currency, amount, record_id) WHERE amount IS NOT NULL;
CREATE INDEX task_values_by_day ON task_values (field, day, record_id) WHERE day IS NOT NULL;
