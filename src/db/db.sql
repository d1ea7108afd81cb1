-- The schema's own history.  The only table that no migration makes.

-- name: schema_is_there
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration';
-- name: schema_is_there engine=pgsql
SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_migration');

-- name: schema_create
CREATE TABLE IF NOT EXISTS schema_migration (
    number     INTEGER PRIMARY KEY,     -- of the file
    name       TEXT NOT NULL,           -- of the file, without its ending
    sha256     TEXT NOT NULL,           -- of the file as it was when it was applied
    applied_at TEXT NOT NULL            -- 2026-08-21T03:04:05Z
) STRICT;
-- name: schema_create engine=pgsql
CREATE TABLE IF NOT EXISTS schema_migration (
    number     BIGINT PRIMARY KEY,
    name       TEXT COLLATE "C" NOT NULL,
    sha256     TEXT COLLATE "C" NOT NULL,
    applied_at TEXT COLLATE "C" NOT NULL
);

-- On SQLite, BEGIN IMMEDIATE has locked the others out already.
-- name: schema_lock
SELECT 1;
-- name: schema_lock engine=pgsql
SELECT pg_advisory_xact_lock(7085817281);

-- Where every writing transaction below a number is over and none above is seen, the number says what is seen: the
-- same number, the same rows.  0 where one below is still under way.  SQLite's engine has a count of its own.
-- name: state_seen
SELECT 0;
-- name: state_seen engine=pgsql
SELECT CASE WHEN pg_snapshot_xmin(s) = pg_snapshot_xmax(s) THEN CAST(CAST(pg_snapshot_xmax(s) AS TEXT) AS BIGINT) ELSE 0 END
  FROM pg_current_snapshot() AS s;

-- name: schema_list
SELECT number, sha256 FROM schema_migration ORDER BY number;

-- name: schema_add
INSERT INTO schema_migration (number, name, sha256, applied_at) VALUES ($1, $2, $3, $4);
