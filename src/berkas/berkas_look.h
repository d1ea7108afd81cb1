/* berkas_look.h - what a file really is, judged by its bytes and not by its name.
 *
 * Every file comes from outside and may be hostile, so the looking is done in a child process that holds one
 * open file and a pipe, may not open, send or start anything, and dies by a deadline.  What it finds is a small
 * struct of numbers, checked again by the parent.
 */
#ifndef BERKAS_LOOK_H
#define BERKAS_LOOK_H

#include "base/say.h"

typedef enum { BERKAS_OTHER, BERKAS_PDF, BERKAS_PICTURE, BERKAS_OFFICE, BERKAS_VIDEO } BerkasKind;

/* Stored by their MIME names; the order may change. */
typedef enum {
    TYPE_NONE, TYPE_PDF, TYPE_JPEG, TYPE_PNG, TYPE_WEBP, TYPE_DOCX, TYPE_XLSX, TYPE_PPTX, TYPE_ODT, TYPE_ODS,
    TYPE_ODP, TYPE_LOCKED_OFFICE, TYPE_CSV, TYPE_TXT, TYPE_MP4, TYPE_WEBM, TYPE_COUNT
} BerkasType;

typedef struct {
    const char *mime;
    const char *ending;         /* ".pdf"; given to downloads whose name has none of .endings */
    const char *endings;        /* all that are honest for this type: ".jpg .jpeg" */
    BerkasKind  kind;
    Msg         name;           /* what people call it */
} BerkasTypeInfo;

extern const BerkasTypeInfo berkas_types[TYPE_COUNT];
BerkasType berkas_type_of(Str mime);            /* TYPE_NONE if it is none of ours */

/* Why a file is not taken. */
typedef enum {
    REFUSED_NOT, REFUSED_NO_BYTES, REFUSED_UNKNOWN, REFUSED_HTML, REFUSED_PROGRAM, REFUSED_MACRO, REFUSED_OLD_OFFICE,
    REFUSED_ARCHIVE, REFUSED_PICTURE_TYPE, REFUSED_VIDEO_TYPE, REFUSED_TWO_TYPES, REFUSED_PIXELS, REFUSED_BOMB,
    REFUSED_PATHS, REFUSED_DAMAGED, REFUSED_TOO_BIG, REFUSED_TOO_MANY, REFUSED_QUOTA, REFUSED_COUNT
} BerkasRefusal;

Msg berkas_refusal_msg(BerkasRefusal why);      /* {1} the file's name, {2} the limit that was met, if any */

/* What was found in the content: bits, stored in berkas_file.found. */
enum { FOUND_EMPTY = 1, FOUND_ENCRYPTED = 2, FOUND_DAMAGED = 4, FOUND_ALL = 7 };

enum { BERKAS_THUMB = 32, BERKAS_PIXELS_MAX = 100000000, BERKAS_BANDS = 4 };

typedef struct {
    BerkasType    type;
    BerkasRefusal refused;
    int           found;
    i32           pages;        /* 0: not known */
    i32           width, height;
    bool          has_print;    /* a picture with something on it: hash and thumb say what it looks like */
    u64           hash;
    u8            thumb[BERKAS_THUMB * BERKAS_THUMB];
} BerkasLook;

/* ERR_IO: the file cannot be read, or no child could be started.  A file on which the looking itself dies or
 * takes too long is taken as damaged if its type was already known, and refused if not. */
Err berkas_look(Str path, BerkasLook *out) MUST_USE;

/* Can files be looked into on this machine?  ERR_AWAY if libmagic or seccomp is missing: nothing can be taken then. */
Err berkas_look_ready(void) MUST_USE;

/* Does the name say something else than the content?  A name without an ending says nothing. */
bool berkas_name_lies(Str name, BerkasType type);

/* --- near-identical pictures --- */

/* Two pictures look the same: hashes at most 7 bits apart and small copies that agree. */
enum { BERKAS_BITS_NEAR = 7 };
bool berkas_near(const BerkasLook *a, const BerkasLook *b);
int  berkas_bits_apart(u64 a, u64 b);
bool berkas_thumbs_agree(const u8 *a, const u8 *b);

/* The keys to store one picture under, and those to look for in each band: every hash within 7 bits of this one
 * shares a stored key with it, because of 4 bands one differs in at most 1 bit. */
enum { BERKAS_PROBES = 17 };
void berkas_keys(u64 hash, i64 out[BERKAS_BANDS]);
void berkas_probes(u64 hash, int band, i64 out[BERKAS_PROBES]);

#endif
