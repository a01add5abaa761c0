-- Within how many days of its date an invoice is to be paid: what the company's new quotes say, and each
-- quote. Quotes made before say nothing of it, so that what was sent stays as it was.
ALTER TABLE company ADD COLUMN payment_days INTEGER;
ALTER TABLE quotes ADD COLUMN payment_days INTEGER;
