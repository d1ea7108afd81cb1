-- name: regulasi_all
SELECT json, sha256 FROM rule_pack ORDER BY kind, added_at, id;

-- name: regulasi_add
INSERT INTO rule_pack (id, kind, valid_from, valid_until, json, sha256, added_at, added_by_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
