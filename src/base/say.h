/* say.h - every sentence a person reads, in every language.
 *
 * The texts stand in src/<room>/<room>.say, both languages side by side; tools/saypack makes the
 * enum Msg (lke.save is MSG_lke_save) and the tables, and fails the build if a language is missing.
 * {1} {2} ... in a text take arguments; "one || many" is chosen by the first argument.
 */
#ifndef BASE_SAY_H
#define BASE_SAY_H

#include "base/base.h"
#include "base/date.h"
#include "base/ratio.h"

#include "say_keys.h"           /* made: enum Msg, MSG_NONE first */

typedef enum { LANG_ID, LANG_EN, LANG_COUNT } Lang;

Lang        lang_of(Str code, Lang otherwise);  /* "id", "en" */
const char *lang_code(Lang lang);

Str say(Lang lang, Msg msg);
Str say_with(Arena *a, Lang lang, Msg msg, isize n, const Str *args);

/* say_args(a, lang, MSG_x, one, two): arguments are Str */
#define say_args(a, lang, msg, ...) \
    say_with(a, lang, msg, countof(((Str[]){__VA_ARGS__})), (Str[]){__VA_ARGS__})

/* Sentences found by their key, for what rows of a table name: "log.did.lke_answer".  MSG_NONE: there is none. */
Msg say_named(Str key);
Str say_name(Msg msg);
void say_range(Str prefix, Msg *first, Msg *end);       /* all whose key begins so, in the order of keys */

/* How people write things: 1.250, 72,10, 21 November 2026, Rp1.250.000. */
Str say_i64(Arena *a, Lang lang, i64 n);
Str say_ratio(Arena *a, Lang lang, Ratio r, int decimals);
Str say_date(Arena *a, Lang lang, Date d);
Str say_month(Arena *a, Lang lang, Date d);     /* November 2026 */
Str say_instant(Arena *a, Lang lang, Instant t, int utc_minutes);       /* ... 14.05 WIB */
Str say_rupiah(Arena *a, Lang lang, i64 idr);
Str say_bytes(Arena *a, Lang lang, i64 bytes);  /* 1,4 MB */

/* An issue in the reader's language. */
void issue_say(Issues *l, Lang lang, Str field, Msg msg);
#define issue_sayf(l, lang, field, msg, ...) \
    issue_add(l, field, say_args((l)->arena, lang, msg, __VA_ARGS__))

#endif
