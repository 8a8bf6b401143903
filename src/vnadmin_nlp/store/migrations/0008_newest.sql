-- The strongest and newest citations of a work are found without opening the others, of which a
-- law has hundreds of thousands; and whose citation it is without opening the record.

ALTER TABLE citations ADD COLUMN dated TEXT NOT NULL DEFAULT '';     -- of the document
ALTER TABLE citations ADD COLUMN done_to INTEGER NOT NULL DEFAULT 0; -- it is the `of` of another
ALTER TABLE citations ADD COLUMN how TEXT                            -- relation, as a deed of its own
    AS (CASE WHEN of IS NULL AND NOT negated THEN relation ELSE 'mentions' END);
UPDATE citations SET dated = coalesce((SELECT date FROM documents WHERE id = document_id), '');
UPDATE citations SET done_to = 1 WHERE (document_id, ordinal) IN
    (SELECT document_id, of FROM citations WHERE of IS NOT NULL);
CREATE INDEX citations_newest ON citations (claim_id, how, dated, document_id);
CREATE INDEX citations_done_to ON citations (claim_id) WHERE done_to;
CREATE INDEX documents_as_nodes ON documents (id, work_id);
DROP INDEX citations_by_claim_and_document;

DROP VIEW edges;
CREATE VIEW edges AS              -- told: by document_id, of date dated, which is not the citing one
SELECT c.id AS citation_id, c.document_id, d.work_id AS citing, k.work_id AS cited,
       CASE WHEN k.work_id = d.work_id THEN 'self' ELSE k.status END AS status, c.how AS relation,
       c.pinpoints, k.note, k.candidates, c.confidence, c.negated, 0 AS told, c.dated
FROM citations c
JOIN documents d ON d.id = c.document_id
JOIN claims k ON k.id = c.claim_id
UNION ALL
SELECT c.id, c.document_id, b.work_id, k.work_id,
       CASE WHEN k.work_id = b.work_id THEN 'self' ELSE k.status END,
       CASE WHEN NOT c.negated THEN c.relation ELSE 'mentions' END,
       t.pinpoints, coalesce(k.note || '; ', '') || 'told by ' || coalesce(d.number, d.name),
       k.candidates, min(c.confidence, t.confidence), c.negated, 1, c.dated
FROM citations c
JOIN claims b ON b.id = c.claim_id
JOIN citations t ON t.document_id = c.document_id AND t.ordinal = c.of AND t.done_to
JOIN claims k ON k.id = t.claim_id
CROSS JOIN documents d ON d.id = c.document_id   -- last, few rows come so far
WHERE c.of IS NOT NULL AND b.work_id IS NOT NULL;
