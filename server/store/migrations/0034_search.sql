-- The search keys of all records in one table, kept by triggers, and an index of their trigrams: three
-- letters in a row are looked up, not looked for. The full texts stay where they are.
CREATE TABLE search_rows (
    n @SERIAL@,
    entity TEXT NOT NULL,
    record_id UUID NOT NULL UNIQUE,
    text TEXT NOT NULL
);
-- @sqlite
-- Reads its texts from search_rows; without positions, a third of the size (LIKE needs none).
CREATE VIRTUAL TABLE search_grams USING fts5 (
    text, content = 'search_rows', content_rowid = 'n', tokenize = 'trigram', detail = 'none'
);
CREATE TRIGGER search_rows_new AFTER INSERT ON search_rows BEGIN
    INSERT INTO search_grams (rowid, text) VALUES (NEW.n, NEW.text);
END;
CREATE TRIGGER search_rows_gone AFTER DELETE ON search_rows BEGIN
    INSERT INTO search_grams (search_grams, rowid, text) VALUES ('delete', OLD.n, OLD.text);
END;
-- A changed text is a new row: what reads on from the last number meets it (services, platform/search).
CREATE TRIGGER accounts_search_new AFTER INSERT ON accounts BEGIN
    INSERT INTO search_rows (entity, record_id, text) VALUES ('account', NEW.id, NEW.search);
END;
CREATE TRIGGER accounts_search_changed AFTER UPDATE OF search ON accounts WHEN OLD.search <> NEW.search BEGIN
    DELETE FROM search_rows WHERE record_id = OLD.id;
    INSERT INTO search_rows (entity, record_id, text) VALUES ('account', NEW.id, NEW.search);
END;
CREATE TRIGGER accounts_search_gone AFTER DELETE ON accounts BEGIN
    DELETE FROM search_rows WHERE record_id = OLD.id;
END;
CREATE TRIGGER contacts_search_new AFTER INSERT ON contacts BEGIN
    INSERT INTO search_rows (entity, record_id, text) VALUES ('contact', NEW.id, NEW.search);
END;
CREATE TRIGGER contacts_search_changed AFTER UPDATE OF search ON contacts WHEN OLD.search <> NEW.search BEGIN
    DELETE FROM search_rows WHERE record_id = OLD.id;
    INSERT INTO search_rows (entity, record_id, text) VALUES ('contact', NEW.id, NEW.search);
END;
CREATE TRIGGER contacts_search_gone AFTER DELETE ON contacts BEGIN
    DELETE FROM search_rows WHERE record_id = OLD.id;
END;
CREATE TRIGGER leads_search_new AFTER INSERT ON leads BEGIN
    INSERT INTO search_rows (entity, record_id, text) VALUES ('lead', NEW.id, NEW.search);
END;
CREATE TRIGGER leads_search_changed AFTER UPDATE OF search ON leads WHEN OLD.search <> NEW.search BEGIN
    DELETE FROM search_rows WHERE record_id = OLD.id;
    INSERT INTO search_rows (entity, record_id, text) VALUES ('lead', NEW.id, NEW.search);
END;
CREATE TRIGGER leads_search_gone AFTER DELETE ON leads BEGIN
    DELETE FROM search_rows WHERE record_id = OLD.id;
END;
CREATE TRIGGER opportunities_search_new AFTER INSERT ON opportunities BEGIN
    INSERT INTO search_rows (entity, record_id, text) VALUES ('opportunity', NEW.id, NEW.search);
END;
CREATE TRIGGER opportunities_search_changed AFTER UPDATE OF search ON opportunities
WHEN OLD.search <> NEW.search BEGIN
    DELETE FROM search_rows WHERE record_id = OLD.id;
    INSERT INTO search_rows (entity, record_id, text) VALUES ('opportunity', NEW.id, NEW.search);
END;
CREATE TRIGGER opportunities_search_gone AFTER DELETE ON opportunities BEGIN
    DELETE FROM search_rows WHERE record_id = OLD.id;
END;
CREATE TRIGGER quotes_search_new AFTER INSERT ON quotes BEGIN
    INSERT INTO search_rows (entity, record_id, text) VALUES ('quote', NEW.id, NEW.search);
END;
CREATE TRIGGER quotes_search_changed AFTER UPDATE OF search ON quotes WHEN OLD.search <> NEW.search BEGIN
    DELETE FROM search_rows WHERE record_id = OLD.id;
    INSERT INTO search_rows (entity, record_id, text) VALUES ('quote', NEW.id, NEW.search);
END;
CREATE TRIGGER quotes_search_gone AFTER DELETE ON quotes BEGIN
    DELETE FROM search_rows WHERE record_id = OLD.id;
END;
-- @postgres
-- The same name as SQLite's index, so that one text asks both.
CREATE VIEW search_grams AS SELECT n AS rowid, text FROM search_rows;
CREATE FUNCTION keep_search_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM search_rows WHERE record_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO search_rows (entity, record_id, text) VALUES (TG_ARGV[0], NEW.id, NEW.search);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER accounts_search AFTER INSERT OR DELETE ON accounts
    FOR EACH ROW EXECUTE FUNCTION keep_search_row('account');
CREATE TRIGGER accounts_search_changed AFTER UPDATE OF search ON accounts
    FOR EACH ROW WHEN (OLD.search <> NEW.search) EXECUTE FUNCTION keep_search_row('account');
CREATE TRIGGER contacts_search AFTER INSERT OR DELETE ON contacts
    FOR EACH ROW EXECUTE FUNCTION keep_search_row('contact');
CREATE TRIGGER contacts_search_changed AFTER UPDATE OF search ON contacts
    FOR EACH ROW WHEN (OLD.search <> NEW.search) EXECUTE FUNCTION keep_search_row('contact');
CREATE TRIGGER leads_search AFTER INSERT OR DELETE ON leads
    FOR EACH ROW EXECUTE FUNCTION keep_search_row('lead');
CREATE TRIGGER leads_search_changed AFTER UPDATE OF search ON leads
    FOR EACH ROW WHEN (OLD.search <> NEW.search) EXECUTE FUNCTION keep_search_row('lead');
CREATE TRIGGER opportunities_search AFTER INSERT OR DELETE ON opportunities
    FOR EACH ROW EXECUTE FUNCTION keep_search_row('opportunity');
CREATE TRIGGER opportunities_search_changed AFTER UPDATE OF search ON opportunities
    FOR EACH ROW WHEN (OLD.search <> NEW.search) EXECUTE FUNCTION keep_search_row('opportunity');
CREATE TRIGGER quotes_search AFTER INSERT OR DELETE ON quotes
    FOR EACH ROW EXECUTE FUNCTION keep_search_row('quote');
CREATE TRIGGER quotes_search_changed AFTER UPDATE OF search ON quotes
    FOR EACH ROW WHEN (OLD.search <> NEW.search) EXECUTE FUNCTION keep_search_row('quote');
-- The extension comes with PostgreSQL but may be kept from us: then searches read all texts, and
-- docs/operate.md tells what to do. Another transaction that makes it at this moment is no failure either.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'no trigram index for searches: %', SQLERRM;
END
$$;
DO $$
DECLARE home TEXT;
BEGIN
    SELECT n.nspname INTO home FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        WHERE e.extname = 'pg_trgm';
    IF home IS NOT NULL THEN
        EXECUTE format('CREATE INDEX search_rows_grams ON search_rows USING gin (text %I.gin_trgm_ops)', home);
    END IF;
END
$$;
-- @both
INSERT INTO search_rows (entity, record_id, text) SELECT 'account', id, search FROM accounts;
INSERT INTO search_rows (entity, record_id, text) SELECT 'contact', id, search FROM contacts;
INSERT INTO search_rows (entity, record_id, text) SELECT 'lead', id, search FROM leads;
INSERT INTO search_rows (entity, record_id, text) SELECT 'opportunity', id, search FROM opportunities;
INSERT INTO search_rows (entity, record_id, text) SELECT 'quote', id, search FROM quotes;
