/* berkas_fixture.h - files for the tests: whole, broken, locked, lying; made on the spot, nothing binary is kept. */
#ifndef BERKAS_FIXTURE_H
#define BERKAS_FIXTURE_H

#include "berkas/berkas.h"
#include "http/http.h"
#include "test/test.h"

Str fix_write(Arena *a, const char *name, Str bytes);          /* into the test's folder; its path */

enum { PDF_PLAIN, PDF_LOCKED = 1, PDF_BLANK = 2, PDF_STREAM = 4 };
Str fix_pdf(Arena *a, int pages, int how, const char *words);  /* the bytes */

typedef struct { const char *name, *text; bool locked; } FixEntry;
Str fix_zip(Arena *a, const char *name, const FixEntry *entries, isize n);      /* the path */
Str fix_docx(Arena *a, const char *name, const char *words);
int fix_zip_entries(Str bytes);           /* that another reader finds and whose checksums are right; -1: broken */
HttpFile fix_file(Arena *a, const char *name, Str path);        /* as a browser sends it */
Str fix_bytes(Arena *a, Str path);

typedef struct { int width, height; u8 *rgb; } Pix;
Pix fix_photo(Arena *a, u64 seed, int width, int height);      /* shapes and noise, like a meeting seen from afar */
Pix fix_letter(Arena *a, u64 seed, int width, int height);     /* one letterhead, another text for each seed */
Pix fix_scale(Arena *a, Pix from, int width, int height);
Pix fix_lighten(Arena *a, Pix from, int by);
Pix fix_turn(Arena *a, Pix from);                              /* a quarter, clockwise */
Pix fix_crop(Arena *a, Pix from, int margin);
Pix fix_plain(Arena *a, int light, int width, int height);

Str fix_jpeg(Arena *a, const char *name, Pix p, int quality, int orientation);
Str fix_png(Arena *a, const char *name, Pix p, bool laced);
Str fix_webp(Arena *a, const char *name, Pix p, int quality);

/* Two instansi: 1 with the units 10 and 20, 2 with 30.  Of unit 10 the team is Ani (100), its assessor Citra (102);
 * of 20 it is Budi (101); of 30 Dewi (103).  Worksheets 500 (of 10), 600 (of 20) and 700 (of 30), for 2026. */
enum { ANI = 100, BUDI = 101, CITRA = 102, DEWI = 103 };
Db         *fix_house(Arena *a);
UnitAsker   fix_asker(i64 user);
BerkasOwner fix_owner(Arena *a, Db *db, i64 id);
Blobs       fix_blobs(Arena *a);

/* A file on its way: received and looked into, as berkas_take() wants it.  The file at `path` is used up. */
BerkasSent fix_sent(Arena *a, const char *name, Str path);
/* The same, and taken for an item of an owner by a user: the sent as it is afterwards. */
BerkasSent fix_take(Arena *a, Db *db, i64 user, i64 owner, const char *item, const char *name, Str path);

#endif
