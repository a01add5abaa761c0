-- The words of what people wrote down: subjects and texts of activities and tasks, kept by triggers, and an
-- index of whole words by their beginnings. The texts stay where they are. A row's number grows in the order
-- texts were first written, so that the newest are met first.
-- @sqlite
CREATE TABLE activity_texts (
    n @SERIAL@,
    record_id UUID NOT NULL UNIQUE
);
CREATE TABLE task_texts (
    n @SERIAL@,
    record_id UUID NOT NULL UNIQUE
);
-- What the index reads. It takes accents off by itself, but knows no ligatures and no letters with a stroke.
CREATE VIEW activity_said AS SELECT t.n AS n, t.record_id AS record_id,
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    r.subject || ' ' || r.body, 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae'), 'ß', 'ss'), 'ẞ', 'ss'), 'ø',
    'o'), 'Ø', 'o'), 'ł', 'l'), 'Ł', 'l'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'Ð', 'd'), 'ħ', 'h'), 'Ħ', 'h'),
    'ŧ', 't'), 'Ŧ', 't'), 'þ', 'th'), 'Þ', 'th'), 'ı', 'i'), 'ĳ', 'ij'), 'ﬁ', 'fi'), 'ﬂ', 'fl') AS text
    FROM activity_texts t JOIN activities r ON r.id = t.record_id;
CREATE VIEW task_said AS SELECT t.n AS n, t.record_id AS record_id,
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    r.subject || ' ' || r.notes, 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae'), 'ß', 'ss'), 'ẞ', 'ss'), 'ø',
    'o'), 'Ø', 'o'), 'ł', 'l'), 'Ł', 'l'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'Ð', 'd'), 'ħ', 'h'), 'Ħ', 'h'),
    'ŧ', 't'), 'Ŧ', 't'), 'þ', 'th'), 'Þ', 'th'), 'ı', 'i'), 'ĳ', 'ij'), 'ﬁ', 'fi'), 'ﬂ', 'fl') AS text
    FROM task_texts t JOIN tasks r ON r.id = t.record_id;
CREATE VIRTUAL TABLE activity_words USING fts5 (
    text, content = 'activity_said', content_rowid = 'n', tokenize = 'unicode61 remove_diacritics 2',
    detail = 'none', columnsize = 0, prefix = '3'
);
CREATE VIRTUAL TABLE task_words USING fts5 (
    text, content = 'task_said', content_rowid = 'n', tokenize = 'unicode61 remove_diacritics 2',
    detail = 'none', columnsize = 0, prefix = '3'
);
-- The index forgets the words a text had while the text still has them, hence the triggers before.
CREATE TRIGGER activities_said_new AFTER INSERT ON activities BEGIN
    INSERT INTO activity_texts (record_id) VALUES (NEW.id);
    INSERT INTO activity_words (rowid, text) SELECT n, text FROM activity_said WHERE record_id = NEW.id;
END;
CREATE TRIGGER activities_said_changes BEFORE UPDATE OF subject, body ON activities
WHEN OLD.subject <> NEW.subject OR OLD.body <> NEW.body BEGIN
    INSERT INTO activity_words (activity_words, rowid, text)
        SELECT 'delete', n, text FROM activity_said WHERE record_id = OLD.id;
END;
CREATE TRIGGER activities_said_changed AFTER UPDATE OF subject, body ON activities
WHEN OLD.subject <> NEW.subject OR OLD.body <> NEW.body BEGIN
    INSERT INTO activity_words (rowid, text) SELECT n, text FROM activity_said WHERE record_id = NEW.id;
END;
CREATE TRIGGER activities_said_gone BEFORE DELETE ON activities BEGIN
    INSERT INTO activity_words (activity_words, rowid, text)
        SELECT 'delete', n, text FROM activity_said WHERE record_id = OLD.id;
    DELETE FROM activity_texts WHERE record_id = OLD.id;
END;
CREATE TRIGGER tasks_said_new AFTER INSERT ON tasks BEGIN
    INSERT INTO task_texts (record_id) VALUES (NEW.id);
    INSERT INTO task_words (rowid, text) SELECT n, text FROM task_said WHERE record_id = NEW.id;
END;
CREATE TRIGGER tasks_said_changes BEFORE UPDATE OF subject, notes ON tasks
WHEN OLD.subject <> NEW.subject OR OLD.notes <> NEW.notes BEGIN
    INSERT INTO task_words (task_words, rowid, text)
        SELECT 'delete', n, text FROM task_said WHERE record_id = OLD.id;
END;
CREATE TRIGGER tasks_said_changed AFTER UPDATE OF subject, notes ON tasks
WHEN OLD.subject <> NEW.subject OR OLD.notes <> NEW.notes BEGIN
    INSERT INTO task_words (rowid, text) SELECT n, text FROM task_said WHERE record_id = NEW.id;
END;
CREATE TRIGGER tasks_said_gone BEFORE DELETE ON tasks BEGIN
    INSERT INTO task_words (task_words, rowid, text)
        SELECT 'delete', n, text FROM task_said WHERE record_id = OLD.id;
    DELETE FROM task_texts WHERE record_id = OLD.id;
END;
INSERT INTO activity_texts (record_id) SELECT id FROM activities ORDER BY at, id;
INSERT INTO task_texts (record_id) SELECT id FROM tasks ORDER BY created_at, id;
INSERT INTO activity_words (activity_words) VALUES ('rebuild');
INSERT INTO task_words (task_words) VALUES ('rebuild');
-- Products are found as records with a name are: any letters in a row, slips forgiven.
CREATE TRIGGER products_search_new AFTER INSERT ON products BEGIN
    INSERT INTO search_rows (entity, record_id, text) VALUES ('product', NEW.id, NEW.search);
END;
CREATE TRIGGER products_search_changed AFTER UPDATE OF search ON products WHEN OLD.search <> NEW.search BEGIN
    DELETE FROM search_rows WHERE record_id = OLD.id;
    INSERT INTO search_rows (entity, record_id, text) VALUES ('product', NEW.id, NEW.search);
END;
CREATE TRIGGER products_search_gone AFTER DELETE ON products BEGIN
    DELETE FROM search_rows WHERE record_id = OLD.id;
END;
-- @postgres
CREATE TABLE activity_texts (
    n @SERIAL@,
    record_id UUID NOT NULL UNIQUE,
    words TSVECTOR NOT NULL
);
CREATE TABLE task_texts (
    n @SERIAL@,
    record_id UUID NOT NULL UNIQUE,
    words TSVECTOR NOT NULL
);
-- A text without accents, ligatures and strokes, as `kernel::search_key` has what is typed.
CREATE FUNCTION said_plain(said TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT normalize(
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        translate(regexp_replace(normalize(said, NFD), '[\u0300-\u036f]+', '', 'g'),
            'øØłŁđĐðÐħĦŧŦıẞ', 'oollddddhhttiß'),
        'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae'), 'ß', 'ss'), 'þ', 'th'), 'Þ', 'th'), 'ĳ', 'ij'),
        'ﬁ', 'fi'), 'ﬂ', 'fl'),
        NFC)
$$;
-- Its words, whatever the locale of the database takes for a letter; their places are not needed.
CREATE FUNCTION said_words(said TEXT) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT strip(to_tsvector('simple', regexp_replace(said_plain(said),
        '[\u0001-/:-@[-`{-\u00bf\u00d7\u00f7\u2000-\u206f\u20a0-\u20bf\u2190-\u2bff\u3000-\u303f]+', ' ', 'g')))
$$;
CREATE FUNCTION keep_activity_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO activity_texts (record_id, words)
            VALUES (NEW.id, said_words(NEW.subject || ' ' || NEW.body));
    ELSIF TG_OP = 'UPDATE' THEN
        UPDATE activity_texts SET words = said_words(NEW.subject || ' ' || NEW.body) WHERE record_id = NEW.id;
    ELSE
        DELETE FROM activity_texts WHERE record_id = OLD.id;
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION keep_task_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO task_texts (record_id, words) VALUES (NEW.id, said_words(NEW.subject || ' ' || NEW.notes));
    ELSIF TG_OP = 'UPDATE' THEN
        UPDATE task_texts SET words = said_words(NEW.subject || ' ' || NEW.notes) WHERE record_id = NEW.id;
    ELSE
        DELETE FROM task_texts WHERE record_id = OLD.id;
    END IF;
    RETURN NULL;
END
$$;
-- Before the tables are filled: the triggers keep others from writing texts that would be passed over.
CREATE TRIGGER activities_said AFTER INSERT OR DELETE ON activities
    FOR EACH ROW EXECUTE FUNCTION keep_activity_text();
CREATE TRIGGER activities_said_changed AFTER UPDATE OF subject, body ON activities
    FOR EACH ROW WHEN (OLD.subject <> NEW.subject OR OLD.body <> NEW.body) EXECUTE FUNCTION keep_activity_text();
CREATE TRIGGER tasks_said AFTER INSERT OR DELETE ON tasks
    FOR EACH ROW EXECUTE FUNCTION keep_task_text();
CREATE TRIGGER tasks_said_changed AFTER UPDATE OF subject, notes ON tasks
    FOR EACH ROW WHEN (OLD.subject <> NEW.subject OR OLD.notes <> NEW.notes) EXECUTE FUNCTION keep_task_text();
CREATE TRIGGER products_search AFTER INSERT OR DELETE ON products
    FOR EACH ROW EXECUTE FUNCTION keep_search_row('product');
CREATE TRIGGER products_search_changed AFTER UPDATE OF search ON products
    FOR EACH ROW WHEN (OLD.search <> NEW.search) EXECUTE FUNCTION keep_search_row('product');
INSERT INTO activity_texts (record_id, words) SELECT s.id, said_words(s.said)
    FROM (SELECT id, subject || ' ' || body AS said FROM activities ORDER BY at, id) s;
INSERT INTO task_texts (record_id, words) SELECT s.id, said_words(s.said)
    FROM (SELECT id, subject || ' ' || notes AS said FROM tasks ORDER BY created_at, id) s;
CREATE INDEX activity_texts_words ON activity_texts USING gin (words);
CREATE INDEX task_texts_words ON task_texts USING gin (words);
-- @both
INSERT INTO search_rows (entity, record_id, text) SELECT 'product', id, search FROM products;
