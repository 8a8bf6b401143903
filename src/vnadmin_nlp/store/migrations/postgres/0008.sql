CREATE VIEW edges AS              -- told: by document_id, of date dated, which is not the citing one
SELECT c.id AS citation_id, c.document_id, d.work_id AS citing, k.work_id AS cited,
       CASE WHEN k.work_id = d.work_id THEN 'self' ELSE k.status END AS status, c.how AS relation,
       c.pinpoints, k.note, k.candidates, c.confidence, c.negated, CAST(0 AS BIGINT) AS told,
       c.dated
FROM citations c
JOIN documents d ON d.id = c.document_id
JOIN claims k ON k.id = c.claim_id
UNION ALL
SELECT c.id, c.document_id, b.work_id, k.work_id,
       CASE WHEN k.work_id = b.work_id THEN 'self' ELSE k.status END,
       CASE WHEN c.negated = 0 THEN c.relation ELSE 'mentions' END,
       t.pinpoints, coalesce(k.note || '; ', '') || 'told by ' || coalesce(d.number, d.name),
       k.candidates, least(c.confidence, t.confidence), c.negated, CAST(1 AS BIGINT), c.dated
FROM citations c
JOIN claims b ON b.id = c.claim_id
JOIN citations t ON t.document_id = c.document_id AND t.ordinal = c.of AND t.done_to <> 0
JOIN claims k ON k.id = t.claim_id
JOIN documents d ON d.id = c.document_id
WHERE c.of IS NOT NULL AND b.work_id IS NOT NULL;
