/* blob.h - files stored once, under their SHA-256, below <data>/berkas/ab/cd/<hash>.
 *
 * A file is on disk, and so is its folder entry, before any row may name it.
 */
#ifndef DB_BLOB_H
#define DB_BLOB_H

#include "base/base.h"
#include "base/secret.h"

typedef struct {
    Str dir;                    /* <data>/berkas */
} Blobs;

/* Move a finished, synced file of the quarantine to its place.  Already there: the new copy is removed.
 * Asking again is as good as asking once, since a job may be run again. */
Err blob_keep(Arena scratch, const Blobs *b, Str quarantine_path, Digest sha256) MUST_USE;

/* Open for reading; the caller closes *out_fd.  ERR_NOT_FOUND if there is none. */
Err blob_open(Arena scratch, const Blobs *b, Digest sha256, int *out_fd, i64 *out_bytes) MUST_USE;
Str blob_path(Arena *a, const Blobs *b, Digest sha256);
Err blob_remove(Arena scratch, const Blobs *b, Digest sha256) MUST_USE;

/* Every file of the store, in no order; stops at the first Err. */
Err blob_each(Arena scratch, const Blobs *b, Err (*with)(void *x, Digest sha256), void *x) MUST_USE;

/* Read it all again: ERR_NOT_FOUND, ERR_IO, or ERR_INVALID if the content is not what its name says. */
Err blob_verify(Arena scratch, const Blobs *b, Digest sha256) MUST_USE;

#endif
