/* audit.h - what was changed, by whom, and how it stood before and after.
 *
 * Rows are only ever added, in the transaction of the change itself.  Each instansi has a chain of its own:
 * every row carries a hash of itself and of the hash before it, and says by which token of the API it came
 * (db_via).  On SQLite a row is chained as it is written; on PostgreSQL it waits for audit_seal(), so that
 * writers do not queue for the end of the chain.
 */
#ifndef AUDIT_H
#define AUDIT_H

#include "base/secret.h"
#include "db/db.h"

typedef struct {
    i64         instansi_id;    /* 0: the whole installation */
    i64         actor_id;       /* 0: the program itself, or someone not signed in */
    const char *action;         /* what was done: "lke_answer", "akun_grant" */
    const char *entity;         /* the table, or the kind of thing */
    i64         entity_id;
    Str         before, after;  /* JSON; a hash where the content is secret; empty where there is none */
} AuditEntry;

Err audit_add(Db *db, const AuditEntry *e, Instant at) MUST_USE;

/* Chain what waits, some thousand rows at most.  Needed on PostgreSQL alone, as a background job, every second;
 * two at once do no harm. */
Err audit_seal(Arena scratch, Db *db) MUST_USE;
Err audit_newest(Arena scratch, Db *db, Instant *out) MUST_USE;     /* when the last change was made; zero: none yet */
Err audit_waiting(Arena scratch, Db *db, i64 *out) MUST_USE;    /* how many wait: audit_list() does not show them yet */

/* --- reading: newest first --- */

typedef struct {
    i64    seq;
    Instant at;
    i64    actor_id;
    Str    action, entity;
    i64    entity_id;
    Str    before, after;
    i64    via_id;              /* the token of the API that the actor used; 0: none */
} AuditRow;

typedef LIST(AuditRow) AuditRows;

typedef struct {
    i64   instansi_id;
    i64   before_seq;           /* rows before this one; 0: from the newest */
    isize limit;
    i64   actor_id;             /* 0: anybody's */
    Str   action;               /* empty: any */
    Str   entity;               /* empty: any; "lke_answer": also "lke_answer A.I.1.i.a" */
    i64   entity_id;            /* 0: any */
    Instant from, until;        /* done then or later, and before then; none: any */
    bool  bare;                 /* without .before and .after, which may be long */
} AuditFilter;

Err audit_list(Arena *a, Db *db, const AuditFilter *f, AuditRows *out) MUST_USE;

Err audit_hash(Arena *a, Db *db, i64 instansi_id, i64 seq, Str *out_hex) MUST_USE;     /* ERR_NOT_FOUND */

/* --- proving: in a reading transaction --- */

/* The end of a chain, to be kept where nobody who can write to the database can write. */
typedef struct { i64 instansi_id, seq; Digest hash; } AuditHead;
typedef LIST(AuditHead) AuditHeads;

Err audit_heads(Arena *a, Db *db, AuditHeads *out) MUST_USE;

typedef enum {
    AUDIT_GOOD,
    AUDIT_CHANGED,              /* the row is not what was written */
    AUDIT_MOVED,                /* another row stands in its place; this one is further on */
    AUDIT_INSERTED,             /* more rows than were written, from here */
    AUDIT_MISSING,              /* the row is gone */
    AUDIT_CUT,                  /* the chain ends here, before its recorded end */
} AuditFault;

typedef struct {
    AuditFault fault;           /* the first that was found */
    i64        instansi_id, seq;
    i64        rows, waiting;   /* looked at; not chained yet */
} AuditProof;

/* Every row against its chain, every chain against its recorded end and against `anchors`: heads that were
 * kept elsewhere, or NULL.  A fault is not an error: it is in the proof. */
Err audit_verify(Arena scratch, Db *db, const AuditHeads *anchors, AuditProof *out) MUST_USE;

#endif
