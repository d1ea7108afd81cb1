/* berkas_parts.h - the judges of berkas_look: each reads bytes in memory and fills a BerkasLook.
 *
 * They run in the child, where leaving is the way out of trouble: berkas_leave() hands over what is known so far.
 */
#ifndef BERKAS_PARTS_H
#define BERKAS_PARTS_H

#include "berkas/berkas_look.h"

typedef struct {
    const u8   *at;
    isize       len;
    BerkasLook *found;
    int         out;            /* the pipe to the parent */
    Arena       scratch;
} Looking;

_Noreturn void berkas_leave(const Looking *l);

void berkas_look_pdf(const Looking *l);
void berkas_look_office(const Looking *l);      /* zip-based: docx xlsx pptx odt ods odp */
void berkas_look_ole(const Looking *l);         /* the older container: locked or refused */
void berkas_look_text(const Looking *l);
void berkas_look_mp4(const Looking *l);
void berkas_look_webm(const Looking *l);
void berkas_look_jpeg(const Looking *l);
void berkas_look_png(const Looking *l);
void berkas_look_webp(const Looking *l);

/* Does a zip archive end where these bytes end?  Then they are one, whatever they begin with. */
bool berkas_ends_as_zip(const u8 *at, isize len);

/* Where `part` lies in at[from..to), or -1. */
isize berkas_seek(Str in, isize from, isize to, const char *part);

/* Only what is reachable from where the child will stand: no opening, no sending, no starting. */
bool berkas_shut_in(void);

#endif
