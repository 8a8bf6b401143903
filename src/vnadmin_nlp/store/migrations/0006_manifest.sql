-- The manifest: every path that a run has seen, with the state it is in. A file that has not
-- changed since costs the next run a look at its size and time, nothing more.

CREATE TABLE manifest (
    path      TEXT PRIMARY KEY,              -- absolute
    size      INTEGER NOT NULL,              -- bytes
    mtime     INTEGER NOT NULL,              -- nanoseconds since 1970
    sha256    TEXT,                          -- NULL until its bytes are read
    state     TEXT NOT NULL CHECK (state IN
              ('todo', 'doing', 'done', 'partial', 'failed', 'quarantined', 'duplicate')),
    attempts  INTEGER NOT NULL DEFAULT 0,    -- at these bytes
    strikes   INTEGER NOT NULL DEFAULT 0,    -- of these, how many broke the process that read them
    seconds   REAL,                          -- of the last attempt
    error     TEXT,                          -- of the last attempt, NULL when it went well
    exit_code INTEGER,
    holder    TEXT,                          -- who is doing it: machine, process and its start
    lease     REAL,                          -- seconds since 1970, until when that is believed
    run_id    INTEGER REFERENCES runs (id) ON DELETE SET NULL,
    changed   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) WITHOUT ROWID;
CREATE INDEX manifest_by_state ON manifest (state);
CREATE INDEX manifest_by_sha256 ON manifest (sha256);

-- Whether doubtful documents were weighed anew with all that the run brought.
ALTER TABLE runs ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
UPDATE runs SET settled = 1;
