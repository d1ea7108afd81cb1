/* zip.h - an archive as a stream: nothing is buffered, and its length is known before the first byte.
 *
 * Entries are stored as they are (evidence is already compressed), so all that is needed beforehand is what
 * the store of files knows anyway: size and CRC-32.
 */
#ifndef FORMAT_ZIP_H
#define FORMAT_ZIP_H

#include "base/base.h"
#include "base/date.h"

typedef struct {
    Str     name;               /* as wished, "1. Manajemen Perubahan/SK Tim.pdf"; made safe and unique */
    Str     content;            /* what is in it, if it is in memory ... */
    i64     bytes;              /* ... or how long the file is that open() gives, */
    u32     crc32;              /* and its CRC-32; both are taken from content if that is there */
    Instant at;
} ZipEntry;

typedef struct {
    ZipEntry *entries;          /* names are changed in place */
    isize     count;
    int     (*open)(void *ctx, isize entry);    /* a file descriptor, closed here; < 0 fails the stream */
    void     *ctx;
    int       utc_minutes;      /* where the clock of the entries' times stands */
} ZipPlan;

typedef struct {
    ZipPlan plan;
    i64    *starts;             /* where each entry's header stands */
    i64     bytes;              /* of the whole archive: its Content-Length */
    i64     folder;             /* where the list at the end begins */
    i64     at;                 /* what has been handed out */

    isize   entry, step;        /* the next piece to make */
    char    head[1200];
    isize   head_len, head_at;
    Str     content;            /* what is left of an entry in memory, */
    i64     left;               /* or of the open file */
    u32     crc;
    int     fd;
} Zip;

/* Makes the names safe and unique and adds it up.  Sizes or CRCs that turn out wrong fail the stream. */
void  zip_start(Arena *a, Zip *z, const ZipPlan *plan);
isize zip_read(void *zip, char *into, isize max);       /* 0 at the end, -1 if a file failed; for streams */
void  zip_stop(void *zip);                              /* always, once */

u32 zip_crc32(u32 so_far, Str piece);                   /* 0 at first */

#endif
