-- The citation graph: a function of the documents, settled after each of them is written.

CREATE TABLE organs (                        -- issuing bodies as instances: with their place
    key      TEXT PRIMARY KEY,
    core     TEXT NOT NULL,                  -- the kind of body, folded, without place
    level    TEXT NOT NULL,                  -- central, province, district, commune or ''
    province TEXT NOT NULL,
    district TEXT NOT NULL,
    commune  TEXT NOT NULL,
    place    TEXT NOT NULL                   -- printed name that tells it from its namesakes
) WITHOUT ROWID;

CREATE TABLE works (                         -- the nodes
    id     INTEGER PRIMARY KEY,
    key    TEXT NOT NULL UNIQUE,
    kind   TEXT NOT NULL CHECK (kind IN ('held', 'registered', 'cited')),
    bucket TEXT NOT NULL,                    -- folded number: only works of one bucket compete
    type   TEXT NOT NULL,
    organ  TEXT NOT NULL,                    -- organs.key, or '' when unknown
    date   TEXT NOT NULL,
    year   INTEGER NOT NULL                  -- 0 when unknown
);
CREATE INDEX works_by_bucket ON works (bucket);

CREATE TABLE claims (                        -- what citations say of the document they mean, once
    id         INTEGER PRIMARY KEY,
    bucket     TEXT NOT NULL,
    type       TEXT NOT NULL,
    organ      TEXT NOT NULL,
    date       TEXT NOT NULL,
    year       INTEGER NOT NULL,
    before     TEXT NOT NULL,                -- date of the citing document, where it matters
    status     TEXT NOT NULL DEFAULT 'unmatched'
               CHECK (status IN ('resolved', 'unmatched', 'ambiguous', 'repaired')),
    work_id    INTEGER REFERENCES works (id) ON DELETE SET NULL,
    candidates TEXT NOT NULL DEFAULT '[]',   -- keys of works
    note       TEXT,
    UNIQUE (bucket, type, organ, date, year, before)
);
CREATE INDEX claims_by_work ON claims (work_id);

CREATE TABLE stale (bucket TEXT PRIMARY KEY) WITHOUT ROWID;  -- to be resolved anew

ALTER TABLE documents ADD COLUMN linked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN bucket TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN type TEXT NOT NULL DEFAULT '';  -- as the graph compares it
ALTER TABLE documents ADD COLUMN organ TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN year INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN key TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN work_id INTEGER REFERENCES works (id) ON DELETE SET NULL;
ALTER TABLE citations ADD COLUMN claim_id INTEGER REFERENCES claims (id) ON DELETE SET NULL;
CREATE INDEX documents_unlinked ON documents (id) WHERE linked = 0;
CREATE INDEX documents_by_bucket ON documents (bucket);
CREATE INDEX documents_by_work ON documents (work_id);
CREATE INDEX citations_by_claim ON citations (claim_id);

-- Whatever leaves the archive, by whatever program, makes its bucket stale.
CREATE TRIGGER citation_gone AFTER DELETE ON citations WHEN old.claim_id IS NOT NULL BEGIN
    INSERT OR IGNORE INTO stale SELECT bucket FROM claims WHERE id = old.claim_id;
END;
CREATE TRIGGER document_gone AFTER DELETE ON documents WHEN old.linked BEGIN
    INSERT OR IGNORE INTO stale VALUES (old.bucket);
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
