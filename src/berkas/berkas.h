/* berkas.h - evidence: files stored once by their content, and every use of each.
 *
 * What evidence belongs to (a worksheet, a unit's own shelf) is a BerkasOwner, kept up to date by the room it
 * stands in.  A use is one file for one item of an owner, with the days that the document is about.  Uses are
 * removed, never lost.  Who asks is a UnitAsker: two walls stand in every statement, instansi and reach.
 */
#ifndef BERKAS_H
#define BERKAS_H

#include "base/secret.h"
#include "berkas/berkas_look.h"
#include "db/blob.h"
#include "unit/unit.h"

/* --- what evidence belongs to --- */

typedef struct {
    i64  id;                    /* of the thing itself; a unit's shelf has the unit's id */
    i64  instansi_id, unit_id;
    Str  kind;                  /* "lke", "unit" */
    Str  title;                 /* "LKE 2026" */
    Str  item_url;              /* "/lke/12/butir/": an item's code is added; may be empty */
    Date window_from, window_until;     /* evidence should be about these days; none: no such window */
    i64  fill_bits;             /* roles that may add and remove */
    bool locked;                /* submitted: nothing changes any more */
    Str  unit_name;             /* read only */
} BerkasOwner;

/* Make it or bring it up to date, in the transaction that changes the thing.  id, unit and kind never change. */
Err berkas_owner_set(Db *db, const BerkasOwner *o) MUST_USE;
Err berkas_owner_find(Arena *a, Db *db, i64 instansi_id, i64 id, BerkasOwner *out) MUST_USE;
Err berkas_owner_reached(Arena *a, Db *db, const UnitAsker *by, i64 id, BerkasOwner *out) MUST_USE;

/* The unit's shelf: files that wait to be used.  Made when it is first asked for; needs a writing transaction. */
Err berkas_shelf(Arena *a, Db *db, const Unit *unit, Str title, i64 fill_bits, BerkasOwner *out) MUST_USE;

/* --- taking files in --- */

typedef struct BerkasLimits {
    i64 picture_max, document_max, video_max;   /* bytes of one file */
    i64 quota;                  /* bytes of all contents a unit uses */
    i64 files_max;              /* in one request */
} BerkasLimits;

extern const BerkasLimits berkas_limits;        /* 30 MB, 50 MB, 200 MB, 5 GB, 50 */

/* A file as it was sent.  look and refused are filled by berkas_receive(), the rest by who received it. */
typedef struct {
    Str           name, path;   /* as sent, cleaned of control bytes; where it lies in the quarantine */
    i64           bytes;
    Digest        sha256;
    u32           crc32;
    BerkasLook    look;
    BerkasRefusal refused;
    bool          again;        /* this item had it already: nothing was added */
    i64           use_id;       /* after berkas_take() */
    int           flags;        /* what its use is flagged with */
} BerkasSent;

typedef LIST(BerkasSent) BerkasSents;

i64 berkas_most_bytes(const BerkasLimits *l, BerkasType type);   /* of one file; unknown: the most of any */

/* Slow, and before any transaction: look into each file and keep the good ones on disk. */
Err berkas_receive(Arena scratch, const Blobs *blobs, const BerkasLimits *limits, BerkasSents *sents) MUST_USE;

/* The same where the unit may add `room` bytes, as it was a moment ago: new content beyond takes no space at all. */
Err berkas_receive_within(Arena scratch, const Blobs *blobs, const BerkasLimits *limits, i64 room,
                          BerkasSents *sents) MUST_USE;

/* What is said about the files of one sending. */
typedef struct {
    const BerkasOwner *owner;
    Str  item;                  /* empty on a shelf */
    Date from, until;           /* the days that the document is about */
    Str  note;
} BerkasUseFacts;

void berkas_check(const BerkasUseFacts *f, const UnitAsker *by, Issues *issues);

/* In the transaction: rows for the content (once) and its use; pictures are compared with all others.  A file that
 * does not fit the quota any more is refused in *s, which is no error. */
Err berkas_take(Arena scratch, Db *db, const UnitAsker *by, const BerkasUseFacts *f, const BerkasLimits *limits,
                BerkasSent *s) MUST_USE;

/* The same content once more, for another item; without days in *f, with those and the note it had.
 * *out_again: it was there already. */
Err berkas_reuse(Arena scratch, Db *db, const UnitAsker *by, const BerkasUseFacts *f, i64 use_id, bool *out_again)
    MUST_USE;

/* --- what is there --- */

enum {                          /* what is to know about a use: bits */
    FLAG_OUTSIDE = 1, FLAG_OTHER_ITEM = 2, FLAG_OTHER_UNIT = 4, FLAG_NEAR_UNIT = 8,     /* from the tables */
    FLAG_EMPTY = 16, FLAG_ENCRYPTED = 32, FLAG_DAMAGED = 64, FLAG_NAME_LIES = 128,
    FLAG_KINDS = 8
};

Msg  berkas_flag_msg(int flag);         /* one bit: two or three words */
Msg  berkas_flag_why_msg(int flag);     /* a sentence: what it means and what to do */
bool berkas_flag_is_bad(int flag);      /* an assessor could not use the file, or would ask about it */

typedef struct {
    i64        id, unit_id, file_id, owner_id;
    Str        item, name, note;
    Date       from, until;
    i64        sort, added_by, removed_by, version;
    Instant    added_at, removed_at;
    Str        sha256;
    i64        bytes;
    u32        crc32;
    BerkasType type;
    i64        pages, width, height;
    Str        owner_kind, owner_title, item_url, unit_code, unit_name;
    i64        fill_bits;
    bool       locked;
    int        flags;
} BerkasUse;

typedef LIST(BerkasUse) BerkasUses;

Err berkas_find(Arena *a, Db *db, const UnitAsker *by, i64 id, BerkasUse *out) MUST_USE;        /* removed ones too */
Err berkas_of_unit(Arena *a, Db *db, const UnitAsker *by, i64 unit_id, BerkasUses *out) MUST_USE;
Err berkas_to_reuse(Arena *a, Db *db, const UnitAsker *by, i64 unit_id, Str search, BerkasUses *out) MUST_USE;

/* The open units that the asker reaches, by code, and what each holds. */
typedef struct { i64 id; Str code, name; i64 files, bytes; } BerkasUnit;
typedef LIST(BerkasUnit) BerkasUnits;
Err berkas_units(Arena *a, Db *db, const UnitAsker *by, BerkasUnits *out) MUST_USE;

/* For the owner's own room, which has asked who may: */
Err berkas_of_item(Arena *a, Db *db, const BerkasOwner *o, Str item, BerkasUses *out) MUST_USE;
Err berkas_of_owner(Arena *a, Db *db, const BerkasOwner *o, BerkasUses *out) MUST_USE;          /* by item */

typedef struct { Str item; i64 files, flagged; } BerkasCount;
typedef LIST(BerkasCount) BerkasCounts;
Err berkas_counts(Arena *a, Db *db, const BerkasOwner *o, BerkasCounts *out) MUST_USE;  /* one statement, all items */

/* Where else this content is: uses the asker may see, and in how many other units it is in all. */
typedef struct {
    BerkasUses same, near;
    i64        same_units, near_units;
} BerkasElsewhere;

Err berkas_elsewhere(Arena *a, Db *db, const UnitAsker *by, const BerkasUse *u, BerkasElsewhere *out) MUST_USE;
Err berkas_held(Arena scratch, Db *db, i64 instansi_id, i64 unit_id, i64 *out_bytes, i64 *out_files) MUST_USE;

/* --- changing a use; somebody else's change in between is ERR_CONFLICT, a locked owner ERR_FORBIDDEN --- */

typedef struct { Str name, note; Date from, until; i64 sort; } BerkasEdit;
Err berkas_edit(Arena scratch, Db *db, const UnitAsker *by, const BerkasUse *u, const BerkasEdit *e) MUST_USE;
Err berkas_remove(Arena scratch, Db *db, const UnitAsker *by, const BerkasUse *u) MUST_USE;

/* --- proof, for `pulau verify` --- */

/* Contents named by rows, in order, at most 1,000 after the given hash; empty at first. */
typedef LIST(Str) BerkasHashes;
Err berkas_contents(Arena *a, Db *db, Str after, BerkasHashes *out) MUST_USE;
Err berkas_holes(Arena scratch, Db *db, i64 *out_count) MUST_USE;       /* uses without their file row: 0 */

#endif
