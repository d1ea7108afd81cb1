/* migrate.h - the schema's history: numbered files, each applied once in its own transaction.
 *
 * The files stand in migrations/, are embedded, and carry their SHA-256; an applied file never changes.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

typedef struct {
    int         number;
    const char *name;           /* 0001_audit */
    const char *sqlite, *pgsql; /* @id @int @text @blob @strict spelt for the engine */
    const char *sha256;         /* of the file as it stands in migrations/ */
} Migration;

extern const Migration migrations[];
extern const isize     migrations_count;

typedef enum { SCHEMA_EMPTY, SCHEMA_OLDER, SCHEMA_SAME, SCHEMA_NEWER, SCHEMA_ALTERED } SchemaState;

/* How the database stands to this program.  ALTERED: a file that was applied had another hash. */
Err schema_state(Arena scratch, Db *db, SchemaState *out, int *out_have) MUST_USE;

/* Apply what is missing.  ERR_CONFLICT on a newer or altered schema.  Locks others out while at it. */
Err schema_migrate(Arena scratch, Db *db, Instant now) MUST_USE;

#endif
