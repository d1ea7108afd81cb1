/* Letters of notices: how many of which sort, and where to read them.  What fills a sentence is not even fetched. */
#include "akun/akun.h"
#include "kabar/kabar_pages_web.h"
#include "web/mail.h"

#include "kabar.sql.h"

enum { AT_ONCE = 20, STALE_S = 4 * 86400 };     /* older than this: the mail server was away, the news is not new */

typedef struct { Msg sentence; i64 count, id; } Sort;   /* id: of the notice, if there is one only */

typedef struct {
    i64 user_id;
    Str letter;                 /* "now", "daily" */
    Instant now;
    LIST(Sort) sorts;
    i64 count;
} Writing;

static Sort *sort_of(Arena *a, Writing *x, Msg sentence)
{
    for (isize i = 0; i < x->sorts.count; i++)
        if (x->sorts.at[i].sentence == sentence)
            return &x->sorts.at[i];
    Sort *s = list_add(a, &x->sorts);
    *s = (Sort){.sentence = sentence};
    return s;
}

/* Whoever comes second finds nothing: the notices are taken in the transaction that queues the letter. */
static Err take(Arena *a, Db *db, const Web *w, Writing *x)
{
    Instant until = {x->now.s + (str_is(x->letter, "now") ? KABAR_GATHER_S : 0)};
    DbRows  rows  = db_query(a, db, &SQL_kabar_take, db_i64(x->user_id), db_text(x->letter), db_at(until));

    while (db_next(&rows)) {
        i64              id   = db_get_i64(&rows);
        const KabarKind *kind = kabar_kind(w, db_get_text(&rows));
        if (db_get_at(&rows).s < x->now.s - STALE_S)
            continue;
        Sort *s = sort_of(a, x, kind ? kind->mail : MSG_kabar_mail_other);
        s->id = id;
        s->count++;
        x->count++;
    }
    return db_done(&rows);
}

/* True for the first digest of that day; later ones wait for the next. */
static Err first_today(Arena *a, Db *db, const Writing *x, bool *out)
{
    KabarHabits habits = {0};
    i64         zone   = 0;

    TRY(kabar_habits(*a, db, x->user_id, &habits));
    TRY(kabar_zone(*a, db, x->user_id, &zone));
    DbRows rows = db_query(a, db, &SQL_kabar_digest_day, db_i64(x->user_id), db_i64(habits.digest_hour),
                           db_date(instant_date(x->now, (int)zone)), db_text(token_new(a, 15)));
    TRY(db_any(rows, out));
    return *out ? NO_ERR : kabar_move_digest(*a, db, x->user_id, &habits, x->now);
}

static Str origin_link(Arena *a, const Web *w, const char *path, Str end)
{
    return str_fmt(a, "%.*s%s%.*s", STRF(w->origin), path, STRF(end));
}

static Str body_of(Arena *a, const Web *w, const AkunUser *u, const Writing *x, Str stop_url)
{
    Buf  b    = {.arena = a};
    Lang lang = u->facts.lang;

    buf_addf(&b, "%.*s\n\n", STRF(say_args(a, lang, MSG_kabar_letter_greet, u->facts.name)));
    for (isize i = 0; i < x->sorts.count; i++) {
        const Sort *s    = &x->sorts.at[i];
        Str         one  = str_fmt(a, "/%lld", (long long)s->id);
        Str         link = origin_link(a, w, "/kabar", s->count == 1 ? one : S(""));
        buf_addf(&b, "%.*s\n%.*s\n\n", STRF(say_args(a, lang, s->sentence, say_i64(a, lang, s->count))), STRF(link));
    }
    buf_addf(&b, "%.*s\n", STRF(say(lang, MSG_kabar_letter_why)));
    buf_addf(&b, "%.*s\n", STRF(say_args(a, lang, MSG_kabar_letter_set, origin_link(a, w, "/kabar/atur", S("")))));
    buf_addf(&b, "%.*s\n", STRF(say_args(a, lang, MSG_kabar_letter_stop, stop_url)));
    return buf_str(&b);
}

static Str subject_of(Arena *a, const AkunUser *u, const Writing *x)
{
    Lang lang  = u->facts.lang;
    Str  count = say_i64(a, lang, x->count);

    if (str_is(x->letter, "daily"))
        return say_args(a, lang, MSG_kabar_subject_daily, count);
    return say_args(a, lang, x->sorts.count == 1 ? x->sorts.at[0].sentence : MSG_kabar_subject_now, count);
}

static Err write_letter(Arena *a, Db *db, const Web *w, const AkunUser *u, const Writing *x)
{
    Str token = {0};

    TRY(db_do(db, &SQL_kabar_stop_make, db_i64(u->id), db_i64(KABAR_HOUR), db_text(token_new(a, 15))));
    TRY(db_one_text(db_query(a, db, &SQL_kabar_stop_token, db_i64(u->id)), &token));
    Letter l = {.to = u->facts.email, .keep = true, .stop_url = origin_link(a, w, "/kabar/henti/", token)};
    l.subject = subject_of(a, u, x);
    l.body    = body_of(a, w, u, x, l.stop_url);

    Err e     = mail_queue(*a, db, &l, x->now);
    return e.kind == ERR_INVALID ? NO_ERR : e;          /* an address that is none holds up nobody else */
}

static Err write_one(Arena scratch, Db *db, const Web *w, Writing *x)
{
    bool     first = true;
    AkunUser u     = {0};

    if (str_is(x->letter, "daily"))
        TRY(first_today(&scratch, db, x, &first));
    if (!first)
        return NO_ERR;
    TRY(take(&scratch, db, w, x));
    TRY(akun_user_find(&scratch, db, x->user_id, &u));
    if (!x->count || !u.active || !u.facts.email.len)
        return NO_ERR;
    return write_letter(&scratch, db, w, &u, x);
}

static Err due(Arena *a, Db *db, Instant now, Writing *out, int *out_count)
{
    TRY(db_begin(db, false));
    DbRows rows = db_query(a, db, &SQL_kabar_due, db_at(now), db_i64(AT_ONCE));
    for (*out_count = 0; *out_count < AT_ONCE && db_next(&rows); (*out_count)++) {
        i64 user_id = db_get_i64(&rows);
        out[*out_count] = (Writing){.user_id = user_id, .letter = db_get_text(&rows), .now = now};
    }
    Err e    = db_done(&rows);
    Err done = db_end(db, false);
    return e.kind ? e : done;
}

/* Another process may be at the same person: then it writes the letter, and there is nothing for us. */
Err kabar_letters(Arena scratch, Db *db, const Web *w, Instant now)
{
    Writing all[AT_ONCE];
    int     count;

    TRY(due(&scratch, db, now, all, &count));
    for (int i = 0; i < count; i++) {
        TRY(db_begin(db, true));
        Err e    = write_one(scratch, db, w, &all[i]);
        Err done = db_end(db, !e.kind);
        if (e.kind && e.kind != ERR_CONFLICT)
            return e;
        if (done.kind && done.kind != ERR_CONFLICT)
            return done;
    }
    return NO_ERR;
}
