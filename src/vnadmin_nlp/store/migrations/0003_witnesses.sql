-- What a file tells of itself beside its pages: title, time, electronic signatures; and what the
-- archive knew around a document of doubtful number or date when it was last extracted.

ALTER TABLE files ADD COLUMN facts TEXT;         -- JSON; NULL in files read before this was kept
ALTER TABLE documents ADD COLUMN around TEXT;    -- JSON; NULL: nothing has been asked yet
CREATE INDEX documents_by_organ ON documents (organ, type, year);
CREATE INDEX claims_by_organ ON claims (organ, year);
