/* backup.h - everything in one file, made while the program runs, for either engine.
 *
 * A pax archive: manifest.json first (versions, migrations), tables/NAME.jsonl (all rows, as tables.h writes them),
 * berkas/HASH (the files), and SUMS last (SHA-256 of every entry before it).  What SQLite wrote, PostgreSQL takes.
 */
#ifndef APP_BACKUP_H
#define APP_BACKUP_H

#include "db/blob.h"
#include "db/db.h"

typedef struct { i64 tables, rows, files, bytes; } BackupCount;

/* Writes `path`.part, syncs it, and gives it its name: a file of that name is complete.  db: read as of one moment. */
Err backup_write(Arena scratch, Db *db, const Blobs *blobs, Str path, Instant now, BackupCount *out) MUST_USE;

/* Reads it all and compares every sum and every file's hash with its name: ERR_INVALID says what is wrong first. */
Err backup_check(Arena scratch, Str path, BackupCount *out) MUST_USE;

/* Into a database that was just migrated and holds no row; checked first, all or nothing but for files, which do no
 * harm.  ERR_CONFLICT if there are rows, or if the backup is of another schema. */
Err backup_restore(Arena scratch, Db *db, const Blobs *blobs, Str quarantine, Str path, BackupCount *out) MUST_USE;

#endif
