-- In place of FTS5: the tokens of a passage, each between two spaces, so that a phrase is found as
-- a piece of the text; the index knows which of them a passage has. rowid is passages.id.
CREATE TABLE passages_folded (
    rowid  BIGINT PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
    folded TEXT COLLATE "C" NOT NULL,
    tokens BIGINT NOT NULL                   -- how many
);
-- Costly: the planner shall ask the index, which knows the answer.
CREATE FUNCTION index_terms(folded TEXT) RETURNS TEXT[] LANGUAGE sql IMMUTABLE COST 10000 AS
$$ SELECT ARRAY(SELECT DISTINCT left(term, 100) COLLATE "C"
                FROM unnest(string_to_array(btrim(folded), '  ')) AS term) $$;
CREATE INDEX passages_folded_terms ON passages_folded USING gin (index_terms(folded))
WITH (fastupdate = off);                     -- no search shall wade through what is not sorted in

-- Ranking wants to know how many passages there are, and how long they are together.
CREATE TABLE passages_total (passages BIGINT NOT NULL, tokens BIGINT NOT NULL);
INSERT INTO passages_total VALUES (0, 0);
CREATE FUNCTION count_passage() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE passages_total SET passages = passages + 1, tokens = tokens + NEW.tokens;
    ELSE
        UPDATE passages_total SET passages = passages - 1, tokens = tokens - OLD.tokens;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER passage_counted AFTER INSERT OR DELETE ON passages_folded
FOR EACH ROW EXECUTE FUNCTION count_passage();
