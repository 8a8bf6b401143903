-- Archives of files. Each member has its row in the manifest, with size and time of the outermost
-- box on disk, so that an unchanged box costs the next run one look.

ALTER TABLE manifest ADD COLUMN box TEXT;        -- absolute; NULL: it lies on disk itself
CREATE INDEX manifest_by_box ON manifest (box);

CREATE TABLE boxes (                             -- those that were gone through to their end
    path      TEXT PRIMARY KEY,                  -- absolute
    size      INTEGER NOT NULL,                  -- bytes
    mtime     INTEGER NOT NULL,                  -- nanoseconds since 1970
    error     TEXT,                              -- what is wrong with it; NULL: nothing
    exit_code INTEGER
);
