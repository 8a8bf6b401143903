-- What came to a number since it was resolved. Of a number that many have, only the part is
-- resolved anew that it can touch: what may be the same by body, year and date.

CREATE TABLE fresh (
    bucket  TEXT NOT NULL,
    sight   TEXT NOT NULL,                   -- organ|year|date
    claimed INTEGER NOT NULL,                -- 1: nothing but a new claim; 0: documents as well
    PRIMARY KEY (bucket, sight, claimed)
) WITHOUT ROWID;

CREATE INDEX claims_new ON claims (bucket) WHERE work_id IS NULL AND status = 'unmatched';
CREATE INDEX claims_with_term ON claims (bucket) WHERE term <> '';
-- These hold all that a sight is made of.
CREATE INDEX works_by_sight ON works (bucket, organ, year, date);
DROP INDEX works_by_bucket;
CREATE INDEX documents_by_sight ON documents (bucket, organ, year, date);
DROP INDEX documents_by_bucket;
CREATE INDEX registered_by_sight ON registered (bucket, organ, year, date);
DROP INDEX registered_by_bucket;
