-- The only statements that touch the audit log.  None changes or removes a row that was chained.

-- name: audit_insert
INSERT INTO audit_entry (instansi_id, seq, done_at, actor_id, action, entity, entity_id, before_text, after_text, via_id,
                         hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: audit_wait
INSERT INTO audit_waiting (id, instansi_id, done_at, actor_id, action, entity, entity_id, before_text, after_text,
                           via_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- Whether nobody else is sealing.
-- name: audit_seal_turn
SELECT 1;
-- name: audit_seal_turn engine=pgsql
SELECT pg_try_advisory_xact_lock(7085817282);

-- name: audit_waiting_list
SELECT id, instansi_id, done_at, actor_id, action, entity, entity_id, before_text, after_text, via_id
  FROM audit_waiting
 ORDER BY id
 LIMIT $1;

-- name: audit_waiting_count
SELECT count(*) FROM audit_waiting;

-- $1 is [[id, seq, "hash"], ...]
-- name: audit_chain_waiting
INSERT INTO audit_entry (instansi_id, seq, done_at, actor_id, action, entity, entity_id, before_text, after_text, via_id,
                         hash)
SELECT w.instansi_id, json_extract(n.value, '$[1]'), w.done_at, w.actor_id, w.action, w.entity, w.entity_id,
       w.before_text, w.after_text, w.via_id, json_extract(n.value, '$[2]')
  FROM json_each($1) n
  JOIN audit_waiting w ON w.id = json_extract(n.value, '$[0]');
-- name: audit_chain_waiting engine=pgsql
INSERT INTO audit_entry (instansi_id, seq, done_at, actor_id, action, entity, entity_id, before_text, after_text, via_id,
                         hash)
SELECT w.instansi_id, CAST(n.value->>1 AS BIGINT), w.done_at, w.actor_id, w.action, w.entity, w.entity_id,
       w.before_text, w.after_text, w.via_id, n.value->>2
  FROM json_array_elements(CAST($1 AS JSON)) AS n (value)
  JOIN audit_waiting w ON w.id = CAST(n.value->>0 AS BIGINT);

-- name: audit_waiting_remove
DELETE FROM audit_waiting WHERE id IN (SELECT json_extract(value, '$[0]') FROM json_each($1));
-- name: audit_waiting_remove engine=pgsql
DELETE FROM audit_waiting
 WHERE id IN (SELECT CAST(n.value->>0 AS BIGINT) FROM json_array_elements(CAST($1 AS JSON)) AS n (value));

-- name: audit_head
SELECT c.seq, e.hash
  FROM audit_chain c
  LEFT JOIN audit_entry e ON e.instansi_id = c.instansi_id AND e.seq = c.seq
 WHERE c.instansi_id = $1;

-- name: audit_newest
SELECT COALESCE(MAX(e.done_at), '')
  FROM audit_chain c
  JOIN audit_entry e ON e.instansi_id = c.instansi_id AND e.seq = c.seq;

-- name: audit_head_start
INSERT INTO audit_chain (instansi_id, seq) VALUES ($1, 0) ON CONFLICT DO NOTHING;

-- name: audit_head_move
UPDATE audit_chain SET seq = $2 WHERE instansi_id = $1;

-- name: audit_head_list
SELECT c.instansi_id, c.seq, e.hash
  FROM audit_chain c
  LEFT JOIN audit_entry e ON e.instansi_id = c.instansi_id AND e.seq = c.seq
 ORDER BY c.instansi_id;

-- Rows in the order of the chains, a page at a time, from after a place.
-- name: audit_walk
SELECT instansi_id, seq, done_at, actor_id, action, entity, entity_id, before_text, after_text, via_id, hash
  FROM audit_entry
 WHERE (instansi_id, seq) > ($1, $2)
 ORDER BY instansi_id, seq
 LIMIT $3;

-- name: audit_count
SELECT count(*) FROM audit_entry WHERE instansi_id = $1;

-- name: audit_hash_at
SELECT hash FROM audit_entry WHERE instansi_id = $1 AND seq = $2;

-- By anybody, or by one: the actor has no index of its own, which every write would pay for.  $9: without contents.
-- name: audit_list
SELECT seq, done_at, actor_id, action, entity, entity_id, CASE WHEN $9 = 0 THEN before_text ELSE '' END,
       CASE WHEN $9 = 0 THEN after_text ELSE '' END, via_id
  FROM audit_entry
 WHERE instansi_id = $1 AND seq < $2
   AND ($4 = '' OR action = $4) AND ($5 = '' OR entity = $5 OR substr(entity, 1, length($5) + 1) = $5 || ' ')
   AND ($6 = 0 OR actor_id = $6) AND ($7 = '' OR done_at >= $7) AND ($8 = '' OR done_at < $8)
 ORDER BY seq DESC
 LIMIT $3;

-- name: audit_list_entity
SELECT seq, done_at, actor_id, action, entity, entity_id, CASE WHEN $9 = 0 THEN before_text ELSE '' END,
       CASE WHEN $9 = 0 THEN after_text ELSE '' END, via_id
  FROM audit_entry
 WHERE entity_id = $10
   AND instansi_id = $1 AND seq < $2
   AND ($4 = '' OR action = $4) AND ($5 = '' OR entity = $5 OR substr(entity, 1, length($5) + 1) = $5 || ' ')
   AND ($6 = 0 OR actor_id = $6) AND ($7 = '' OR done_at >= $7) AND ($8 = '' OR done_at < $8)
 ORDER BY seq DESC
 LIMIT $3;
