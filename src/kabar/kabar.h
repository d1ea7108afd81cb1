/* kabar.h - notices: what a person should know of, on a page and, in neutral words, by letter.
 *
 * A room has an array of kinds and names it in its Room row (.kinds); it tells in the transaction of what happened,
 * so what is rolled back tells nobody.  Kept are the kind and what fills its sentence: it is said in the reader's
 * language when it is read.  A letter holds the kind's own neutral sentence, a number and a link, never more.
 */
#ifndef KABAR_H
#define KABAR_H

#include "base/say.h"
#include "db/db.h"

typedef enum { KABAR_NOW, KABAR_DAILY, KABAR_APP, KABAR_NONE, KABAR_WAYS } KabarWay;

typedef struct KabarKind {
    const char *name;           /* "evaluasi_returned": stored, so it stays; begins with the room's name */
    Msg         title;          /* among the preferences: "LKE yang dikembalikan" */
    Msg         text;           /* on the page; {1} {2} ... are Kabar.args */
    Msg         mail;           /* in a letter: what sort of thing, no case.  {1} is how many: "one || many" */
    KabarWay    way;            /* a letter at once, in the daily digest, on the page only: until one chooses */
    bool        must;           /* on the page in any case: it cannot be switched off altogether */
    i64         who;            /* the roles (bits of web/who.h) that get such ones; 0: anybody.  For the preferences */
} KabarKind;

/* One of: a text as it is, a day, a sentence of its own such as the name of a step, a number. */
typedef struct { Str text; Date date; Msg say; i64 number; } KabarArg;     /* number: not 0 */

enum { KABAR_ARGS = 4, KABAR_ARG_MAX = 300, KABAR_URL_MAX = 400 };

typedef struct {
    const KabarKind *kind;
    i64         instansi_id;
    i64         user_id;        /* to whom; not for kabar_tell_role() */
    i64         from_id;        /* who did it and need not be told; may be 0 */
    Str         url;            /* "/lke/12": where it leads */
    const char *entity;         /* "lke_worksheet"; may be NULL */
    i64         entity_id;
    KabarArg    args[KABAR_ARGS];
    Str         once_key;       /* the same key is told to nobody twice: "evaluasi:12:close:3"; empty: told each time */
    Instant     at;
} Kabar;

/* In a writing transaction.  Who is of another instansi, may not sign in, or wants none of it is passed over. */
Err kabar_tell(Arena scratch, Db *db, const Kabar *k) MUST_USE;

/* The same to everybody who on this day holds one of these roles (bits of web/who.h) reaching the unit. */
Err kabar_tell_role(Arena scratch, Db *db, const Kabar *k, i64 role_bits, i64 unit_id, Date today) MUST_USE;

/* --- reminders: a room's Room.remind is called about once an hour, in a writing transaction, by each process --- */

typedef struct KabarDay {
    Date    today;              /* in the west of the country: what closes today has not closed yet anywhere */
    Instant now;
    i64     before[8];          /* how many days ahead, longest first: 7, 3, 1 */
    int     count;
} KabarDay;

/* Which of the .before holds for what closes on that day, for the once-key: 3 from three days to two days before, then
 * 1.  -1: not yet, or it is over.  Nothing that the program missed while it was off is lost. */
i64 kabar_days_before(const KabarDay *d, Date closes_on);
i64 kabar_longest(const KabarDay *d);           /* the first of them; 0 if there are none */

/* --- reading: one's own alone --- */

enum { KABAR_MANY = 100 };      /* counting ends here */
enum { KABAR_HOUR = 7 };        /* of the digest, until one chooses */
enum { KABAR_GATHER_S = 60 };   /* what happens within this time comes in one letter */

Err kabar_unread(Arena scratch, Db *db, i64 user_id, i64 *out) MUST_USE;        /* each page: one small index */

typedef struct {
    i64     id;
    Str     kind, url, args;
    Instant at, read_at;        /* none: not read yet */
} KabarRow;

typedef LIST(KabarRow) KabarRows;
typedef struct { i64 user_id; Str kind; bool unread; i64 skip, limit; } KabarAsk;

Err kabar_list(Arena *a, Db *db, const KabarAsk *ask, KabarRows *out, i64 *out_of) MUST_USE;   /* unread first */
Str kabar_text(Arena *a, Lang lang, const KabarKind *kind, Str args);  /* kind NULL: a kind this program lacks */

Err kabar_read(Arena scratch, Db *db, i64 user_id, i64 id, Instant now) MUST_USE;       /* ERR_NOT_FOUND */
Err kabar_read_all(Db *db, i64 user_id, Instant until, Instant now) MUST_USE;   /* what was told till then */
Err kabar_find(Arena *a, Db *db, i64 user_id, i64 id, KabarRow *out) MUST_USE;   /* ERR_NOT_FOUND */

/* --- preferences --- */

typedef struct { Str kind; KabarWay way; } KabarChoice;
typedef LIST(KabarChoice) KabarChoices;
typedef struct { i64 digest_hour; bool weekends, letters; } KabarHabits;       /* letters: false, pages only */

extern const char *const kabar_ways[KABAR_WAYS];        /* "now", "daily", "app", "none": stored, in forms */

Err kabar_choices(Arena *a, Db *db, i64 user_id, KabarChoices *out) MUST_USE;
Err kabar_choose(Db *db, i64 user_id, const KabarKind *kind, KabarWay way) MUST_USE;    /* ERR_INVALID: it must */
Err kabar_habits(Arena scratch, Db *db, i64 user_id, KabarHabits *out) MUST_USE;
Err kabar_set_habits(Arena scratch, Db *db, i64 user_id, const KabarHabits *h, Instant now) MUST_USE;

/* By the token in the foot of a letter: end all letters, or only look whether it is good.  ERR_NOT_FOUND: it is not. */
Err kabar_stop(Arena scratch, Db *db, Str token, bool stop) MUST_USE;

/* The next moment after `now` at which this person's digest is written; and what waits for one waits till then. */
Instant kabar_digest_at(Instant now, i64 utc_minutes, const KabarHabits *h);
Err kabar_move_digest(Arena scratch, Db *db, i64 user_id, const KabarHabits *h, Instant now) MUST_USE;
Err kabar_zone(Arena scratch, Db *db, i64 user_id, i64 *out_utc_minutes) MUST_USE;

Err kabar_sweep(Db *db, Instant now, i64 days) MUST_USE;        /* read longer ago than that; unread for a year */

#endif
