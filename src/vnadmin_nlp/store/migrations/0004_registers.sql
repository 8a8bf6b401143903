-- Registers of known documents, which complete and check citations; names of acts that stand for
-- their numbers; terms of committees. Keys changed with them: the graph is settled anew.

CREATE TABLE registers (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,            -- a newer file under this name takes its place
    file    TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,      -- counts the files that were imported under the name
    entries INTEGER NOT NULL DEFAULT 0,
    added   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    changed TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);

CREATE TABLE registered (                    -- one document of a register
    id          INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES registers (id) ON DELETE CASCADE,
    digest      BLOB NOT NULL,               -- of the printed values: one row for equal lines
    version     INTEGER NOT NULL,            -- of the register, in which it stood last
    number      TEXT,                        -- as printed, like the next four
    doc_type    TEXT,
    title       TEXT,
    issuer      TEXT,
    effective   TEXT,                        -- ISO date
    bucket      TEXT NOT NULL,               -- this and what follows: as the graph compares it
    type        TEXT NOT NULL,
    organ       TEXT NOT NULL,
    date        TEXT NOT NULL,
    year        INTEGER NOT NULL,
    work_id     INTEGER REFERENCES works (id) ON DELETE SET NULL,
    UNIQUE (register_id, digest)
);
CREATE INDEX registered_by_bucket ON registered (bucket);
CREATE INDEX registered_by_work ON registered (work_id);
CREATE INDEX registered_by_version ON registered (register_id, version);

CREATE TABLE aliases (                       -- the number of an act that is known by its name
    name          TEXT NOT NULL,             -- a bucket: =luat luu tru
    bucket        TEXT NOT NULL,
    registered_id INTEGER REFERENCES registered (id) ON DELETE CASCADE,
    document_id   INTEGER REFERENCES documents (id) ON DELETE CASCADE
);
CREATE INDEX aliases_by_name ON aliases (name, bucket);
CREATE INDEX aliases_by_bucket ON aliases (bucket, name);
CREATE INDEX aliases_by_entry ON aliases (registered_id) WHERE registered_id IS NOT NULL;
CREATE INDEX aliases_by_document ON aliases (document_id) WHERE document_id IS NOT NULL;

CREATE TRIGGER entry_come AFTER INSERT ON registered BEGIN
    INSERT OR IGNORE INTO stale VALUES (new.bucket);
END;
CREATE TRIGGER entry_gone AFTER DELETE ON registered BEGIN
    INSERT OR IGNORE INTO stale VALUES (old.bucket);
END;
CREATE TRIGGER alias_come AFTER INSERT ON aliases BEGIN
    INSERT OR IGNORE INTO stale VALUES (new.name);
END;
CREATE TRIGGER alias_gone AFTER DELETE ON aliases BEGIN
    INSERT OR IGNORE INTO stale VALUES (old.name);
END;

-- Claims tell the term of a committee as well; nothing is lost, they are read off the records.
DROP VIEW edges;
DROP TRIGGER citation_gone;
DROP TRIGGER document_renewed;
UPDATE citations SET claim_id = NULL WHERE claim_id IS NOT NULL;
UPDATE documents SET linked = 0, work_id = NULL;
DROP TABLE claims;
DELETE FROM works;
DELETE FROM organs;
DELETE FROM stale;

CREATE TABLE claims (                        -- what citations say of the document they mean, once
    id         INTEGER PRIMARY KEY,
    bucket     TEXT NOT NULL,
    type       TEXT NOT NULL,
    organ      TEXT NOT NULL,
    date       TEXT NOT NULL,
    year       INTEGER NOT NULL,
    term       TEXT NOT NULL,                -- since/until of the committee's term, or its name
    before     TEXT NOT NULL,                -- date of the citing document, where it matters
    status     TEXT NOT NULL DEFAULT 'unmatched'
               CHECK (status IN ('resolved', 'unmatched', 'ambiguous', 'repaired')),
    work_id    INTEGER REFERENCES works (id) ON DELETE SET NULL,
    candidates TEXT NOT NULL DEFAULT '[]',   -- keys of works
    note       TEXT,
    UNIQUE (bucket, type, organ, date, year, term, before)
);
CREATE INDEX claims_by_work ON claims (work_id);
CREATE INDEX claims_by_organ ON claims (organ, year);
CREATE INDEX claims_by_date ON claims (date, organ) WHERE date <> '';
CREATE INDEX works_by_date ON works (date, organ) WHERE kind <> 'cited';

CREATE TRIGGER citation_gone AFTER DELETE ON citations WHEN old.claim_id IS NOT NULL BEGIN
    INSERT OR IGNORE INTO stale SELECT bucket FROM claims WHERE id = old.claim_id;
END;
CREATE TRIGGER document_renewed AFTER UPDATE OF linked ON documents
WHEN old.linked AND NOT new.linked BEGIN
    INSERT OR IGNORE INTO stale VALUES (old.bucket);
END;

CREATE VIEW edges AS
SELECT c.id AS citation_id, c.document_id, d.work_id AS citing, k.work_id AS cited,
       CASE WHEN k.work_id = d.work_id THEN 'self' ELSE k.status END AS status,
       c.relation, c.pinpoints, k.note, k.candidates, c.confidence
FROM citations c
JOIN documents d ON d.id = c.document_id
JOIN claims k ON k.id = c.claim_id;
