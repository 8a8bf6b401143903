-- The archive: files, their pages of words, the documents found in them, and full-text search.
-- Times are UTC, ISO 8601; dates are ISO; boxes and lists are JSON.

CREATE TABLE runs (
    id       INTEGER PRIMARY KEY,
    command  TEXT NOT NULL,
    options  TEXT NOT NULL DEFAULT '{}',
    version  TEXT NOT NULL DEFAULT '',
    started  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    finished TEXT,
    counts   TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE files (
    id           INTEGER PRIMARY KEY,
    path         TEXT NOT NULL,
    sha256       TEXT,                       -- NULL: the file could not be read at all
    size         INTEGER,                    -- bytes
    state        TEXT NOT NULL CHECK (state IN ('done', 'partial', 'failed', 'duplicate')),
    duplicate_of INTEGER REFERENCES files (id) ON DELETE SET NULL,
    attempts     INTEGER NOT NULL DEFAULT 1,
    seconds      REAL,                       -- of the last attempt
    error        TEXT,                       -- of the last attempt, NULL when it went well
    exit_code    INTEGER,
    pages        INTEGER,
    run_id       INTEGER REFERENCES runs (id) ON DELETE SET NULL,
    added        TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    changed      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    UNIQUE (path, sha256)
);
CREATE UNIQUE INDEX files_read ON files (sha256) WHERE state IN ('done', 'partial');
CREATE INDEX files_by_sha256 ON files (sha256);
CREATE INDEX files_by_state ON files (state);

CREATE TABLE failures (                      -- every failed attempt, never deleted
    id        INTEGER PRIMARY KEY,
    file_id   INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    run_id    INTEGER REFERENCES runs (id) ON DELETE SET NULL,
    at        TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    stage     TEXT NOT NULL DEFAULT '',
    page      INTEGER,
    message   TEXT NOT NULL,
    remedy    TEXT,
    exit_code INTEGER NOT NULL
);
CREATE INDEX failures_by_file ON failures (file_id);

CREATE TABLE pages (
    file_id  INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,               -- from 1 within the file
    width    INTEGER NOT NULL,               -- pixels
    height   INTEGER NOT NULL,
    dpi      INTEGER NOT NULL,
    source   TEXT NOT NULL,
    reader   TEXT NOT NULL,
    rotation INTEGER NOT NULL,               -- degrees clockwise
    skew     REAL NOT NULL,                  -- degrees
    words    BLOB NOT NULL,                  -- zlib of JSON [texts, boxes, confidences, lines]
    PRIMARY KEY (file_id, number)
);

CREATE TABLE documents (
    id           INTEGER PRIMARY KEY,
    file_id      INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    name         TEXT NOT NULL,              -- the record's id
    first_page   INTEGER NOT NULL,
    part         INTEGER NOT NULL,           -- 0, or n for the n-th more that begins on that page
    last_page    INTEGER NOT NULL,
    system       TEXT,
    doc_type     TEXT,
    parent_body  TEXT,
    issuing_body TEXT,
    number       TEXT,
    sign         TEXT,
    place        TEXT,
    date         TEXT,
    subject      TEXT,
    status       TEXT NOT NULL,
    review       TEXT NOT NULL DEFAULT '[]', -- fields a person should look at
    record       TEXT NOT NULL,              -- the public JSON, corrections applied
    type_key     TEXT NOT NULL DEFAULT '',   -- folded, for look-ups
    issuer_key   TEXT NOT NULL DEFAULT '',
    number_key   TEXT NOT NULL DEFAULT '',
    added        TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    changed      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    UNIQUE (file_id, first_page, part)
);
CREATE INDEX documents_by_name ON documents (name);
CREATE INDEX documents_by_number ON documents (number_key) WHERE number_key <> '';
CREATE INDEX documents_by_date ON documents (date);
CREATE INDEX documents_by_type ON documents (type_key);

CREATE TABLE fields (                        -- the evidence of each value
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    field       TEXT NOT NULL,               -- number, signer.name, addressees[0]
    value       TEXT,                        -- JSON
    text        TEXT NOT NULL,               -- as read
    page        INTEGER NOT NULL,
    box         TEXT,
    confidence  REAL NOT NULL,
    by          TEXT NOT NULL,               -- rule:, model: or person:
    candidates  TEXT NOT NULL DEFAULT '[]',
    repair      TEXT,
    PRIMARY KEY (document_id, field)
);

CREATE TABLE corrections (                   -- what a person said; outlives every extraction
    file_id    INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    first_page INTEGER NOT NULL,             -- with part: which document of the file
    part       INTEGER NOT NULL,
    field      TEXT NOT NULL,
    value      TEXT NOT NULL,                -- JSON
    previous   TEXT NOT NULL,                -- JSON, what the extractor had said
    by         TEXT NOT NULL,
    at         TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (file_id, first_page, part, field)
);

CREATE TABLE citations (
    id          INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal     INTEGER NOT NULL,            -- reading order within the document, from 0
    type        TEXT,
    number      TEXT,
    title       TEXT,
    date        TEXT,
    issuer      TEXT,
    relation    TEXT NOT NULL,
    pinpoints   TEXT NOT NULL DEFAULT '[]',
    subject     TEXT,
    confidence  REAL NOT NULL,
    UNIQUE (document_id, ordinal)
);

CREATE TABLE mentions (
    citation_id INTEGER NOT NULL REFERENCES citations (id) ON DELETE CASCADE,
    ordinal     INTEGER NOT NULL,
    page        INTEGER NOT NULL,
    text        TEXT NOT NULL,
    box         TEXT,
    sentence    TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (citation_id, ordinal)
) WITHOUT ROWID;

CREATE TABLE deadlines (
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal     INTEGER NOT NULL,
    text        TEXT NOT NULL,
    date        TEXT,
    time        TEXT,
    kind        TEXT NOT NULL,
    rule        TEXT NOT NULL DEFAULT '',
    task        TEXT,
    recipient   TEXT,
    page        INTEGER,
    box         TEXT,
    confidence  REAL NOT NULL,
    PRIMARY KEY (document_id, ordinal)
) WITHOUT ROWID;
CREATE INDEX deadlines_by_date ON deadlines (date);

CREATE TABLE passages (                      -- what is searched: page 0 is number, issuer, subject
    id          INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice: the index may lag
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    page        INTEGER NOT NULL,
    text        TEXT NOT NULL,               -- as printed
    UNIQUE (document_id, page)
);
-- Holds the text without accents and đ; its rowid is passages.id. Letters keep their offsets, so
-- a hit found in the folded text stands at the same place of passages.text.
CREATE VIRTUAL TABLE passages_folded USING fts5 (folded, content = '');
