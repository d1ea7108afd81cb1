/* sav.h - SPSS system files out: answers with their names, labels and missing values, as statisticians take them.
 *
 * Rows are written from the top down and take no memory.  Text is UTF-8.  What a system file cannot hold is mended
 * or cut where a letter ends: names to 64 letters, digits and _, a variable's label to 255 bytes, a value's to 120,
 * the file's to 64, a note to 80, a text to the width of its variable.  Opened by GNU PSPP in the tests.
 */
#ifndef FORMAT_SAV_H
#define FORMAT_SAV_H

#include "base/base.h"
#include "base/date.h"
#include "base/ratio.h"

enum { SAV_WIDTH_MAX = 32767, SAV_MISSING_MAX = 3 };

typedef struct SavOut SavOut;

typedef enum { SAV_NOMINAL = 1, SAV_ORDINAL, SAV_SCALE } SavMeasure;
typedef enum { SAV_NUMBER, SAV_DATE, SAV_TEXT } SavKind;

typedef struct {
    i64 number;
    Str text;                   /* instead, where the variable is a text */
    Str label;                  /* not of missing values */
} SavValue;

typedef struct {
    Str         name;           /* mended: no word of the language, none twice, whatever their case */
    Str         label;
    SavKind     kind;
    SavMeasure  measure;
    int         decimals;       /* of a number, as it is shown: 0 to 16 */
    int         width;          /* of a text, in bytes: 1 to SAV_WIDTH_MAX */
    const SavValue *values;     /* their labels */
    isize       values_count;
    const SavValue *missing;    /* at most SAV_MISSING_MAX; texts of at most 8 bytes, however wide it is */
    isize       missing_count;
} SavVar;

typedef struct {
    Str         label;          /* of the file */
    const Str  *notes;          /* lines that travel along */
    isize       notes_count;
    const SavVar *vars;         /* copied, but not the texts in them: they must last until the end of sav_create() */
    isize       count;
    Instant     made_at;
} SavOpen;

/* The file appears under `path` when sav_finish() says OK; the number of rows is written into its head then.
 * ERR_INVALID without variables, ERR_LIMIT for missing values that cannot be, ERR_IO. */
Err  sav_create(Arena *a, Str path, const SavOpen *o, SavOut **out) MUST_USE;
Err  sav_finish(SavOut *x) MUST_USE;
void sav_abandon(SavOut *x);                    /* instead of finishing; after it, and for NULL: nothing */

/* The name a variable got. */
Str  sav_name(const SavOut *x, isize var);

/* One value for each variable, in their order; what is not put before the end of a row is missing. */
void sav_put_i64(SavOut *x, i64 n);
void sav_put_ratio(SavOut *x, Ratio r);
void sav_put_date(SavOut *x, Date d);           /* none is missing */
void sav_put_text(SavOut *x, Str s);            /* of a text variable; empty is blank */
void sav_put_none(SavOut *x);                   /* system-missing; blank for a text */
void sav_end_row(SavOut *x);

i64  sav_rows(const SavOut *x);
i64  sav_cuts(const SavOut *x);                 /* texts that were longer than their variable */

#endif
