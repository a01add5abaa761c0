-- What customers have chosen of a product is counted over its configured lines.
CREATE INDEX quote_lines_configured ON quote_lines (product_id) WHERE configuration IS NOT NULL;
