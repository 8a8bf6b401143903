-- Relations that a document tells between two others ("X được thay thế bởi Y"), and citations of
-- what does not apply; the graph counts neither as deeds of the citing document.

ALTER TABLE citations ADD COLUMN of INTEGER;     -- ordinal of the one that this one does it to
ALTER TABLE citations ADD COLUMN negated INTEGER NOT NULL DEFAULT 0;
CREATE INDEX citations_told ON citations (claim_id) WHERE of IS NOT NULL;
CREATE INDEX citations_told_of ON citations (document_id, of) WHERE of IS NOT NULL;
-- Who cites a claim is counted without opening the rows.
CREATE INDEX citations_by_claim_and_document ON citations (claim_id, document_id);
DROP INDEX citations_by_claim;

DROP VIEW edges;
CREATE VIEW edges AS              -- told: by document_id, of date dated, which is not the citing one
SELECT c.id AS citation_id, c.document_id, d.work_id AS citing, k.work_id AS cited,
       CASE WHEN k.work_id = d.work_id THEN 'self' ELSE k.status END AS status,
       CASE WHEN c.of IS NULL AND NOT c.negated THEN c.relation ELSE 'mentions' END AS relation,
       c.pinpoints, k.note, k.candidates, c.confidence, c.negated, 0 AS told,
       d.date AS dated
FROM citations c
JOIN documents d ON d.id = c.document_id
JOIN claims k ON k.id = c.claim_id
UNION ALL
SELECT c.id, c.document_id, b.work_id, k.work_id,
       CASE WHEN k.work_id = b.work_id THEN 'self' ELSE k.status END,
       CASE WHEN NOT c.negated THEN c.relation ELSE 'mentions' END,
       t.pinpoints, coalesce(k.note || '; ', '') || 'told by ' || coalesce(d.number, d.name),
       k.candidates, min(c.confidence, t.confidence), c.negated, 1,
       d.date
FROM citations c
JOIN claims b ON b.id = c.claim_id
JOIN citations t ON t.document_id = c.document_id AND t.ordinal = c.of
JOIN claims k ON k.id = t.claim_id
CROSS JOIN documents d ON d.id = c.document_id   -- last, few rows come so far
WHERE c.of IS NOT NULL AND b.work_id IS NOT NULL;
