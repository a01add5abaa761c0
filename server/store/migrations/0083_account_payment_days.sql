-- Within how many days a customer pays an invoice, as agreed with it: what its new quotes say, else the company's.
ALTER TABLE accounts ADD COLUMN payment_days INTEGER;
