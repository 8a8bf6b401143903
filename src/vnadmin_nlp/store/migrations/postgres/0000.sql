-- The words of SQLite's that the archive's SQL uses, and which format the archive has.

CREATE TABLE archive_format (version BIGINT NOT NULL);
INSERT INTO archive_format VALUES (0);

CREATE FUNCTION strftime(format TEXT, moment TEXT) RETURNS TEXT LANGUAGE sql VOLATILE AS
$$ SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') $$;

CREATE FUNCTION instr(text TEXT, part TEXT) RETURNS INTEGER LANGUAGE sql IMMUTABLE AS
$$ SELECT strpos(text, part) $$;

-- The items of a list as text.
CREATE FUNCTION json_each(list TEXT) RETURNS TABLE (value TEXT) LANGUAGE sql IMMUTABLE AS
$$ SELECT json_array_elements_text(list::json) $$;

-- The value at a path like $.evidence.number: a text as it is, truth as 1 or 0, else JSON.
CREATE FUNCTION json_extract(document TEXT, path TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS
$$
    SELECT CASE json_typeof(found)
               WHEN 'string' THEN found #>> '{}'
               WHEN 'boolean' THEN CASE WHEN found::text = 'true' THEN '1' ELSE '0' END
               WHEN 'null' THEN NULL
               ELSE found::text
           END
    FROM (SELECT document::json #> string_to_array(substr(path, 3), '.') AS found) AS at
$$;
