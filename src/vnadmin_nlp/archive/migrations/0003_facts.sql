-- What a file tells of itself beside its pages: title, time, electronic signatures.

ALTER TABLE files ADD COLUMN facts TEXT;     -- JSON; NULL in files read before this was kept
