#include "evaluasi/evaluasi_cycle_tell.h"

#include "evaluasi_cycle.sql.h"

enum { KIND_SEATED, KIND_UNSEATED, KIND_CLOSING, KIND_UNIT_CLOSING };

#define WORDS(x) MSG_cycle_kind_##x, MSG_cycle_tell_##x, MSG_cycle_mail_##x

const KabarKind evaluasi_cycle_kinds[CYCLE_KINDS] = {
    [KIND_SEATED]       = {"evaluasi_cycle_seated",       WORDS(seated),       KABAR_DAILY, true,  WHO_ASSESSES},
    [KIND_UNSEATED]     = {"evaluasi_cycle_unseated",     WORDS(unseated),     KABAR_DAILY, true,  WHO_ASSESSES},
    [KIND_CLOSING]      = {"evaluasi_cycle_closing",      WORDS(closing),      KABAR_NOW,   false, WHO_ASSESSES},
    [KIND_UNIT_CLOSING] = {"evaluasi_cycle_unit_closing", WORDS(unit_closing), KABAR_NOW,   false, WHO_FILLS},
};

/* --- seats --- */

static Err tell_count(Arena scratch, Db *db, Kabar k, int kind, i64 n)
{
    if (!n)
        return NO_ERR;
    k.kind    = &evaluasi_cycle_kinds[kind];
    k.args[0] = (KabarArg){.number = n};
    return kabar_tell(scratch, db, &k);
}

/* A unit counts once for a person, in however many seats. */
static void count_units(const Bench *b, const SeatChanges *all, i64 *came, i64 *went)
{
    for (isize i = 0; i < all->count; i++) {
        int to = bench_person(b, all->at[i].user_id), from = bench_person(b, all->at[i].before_id);
        if (to >= 0)
            came[to]++;
        if (from >= 0)
            went[from]++;
    }
}

Err evaluasi_tell_seats(Arena scratch, Db *db, const UnitAsker *by, const Bench *b, const SeatChanges *all)
{
    i64 *came = new(&scratch, i64, b->people.count), *went = new(&scratch, i64, b->people.count);
    Str  url  = str_fmt(&scratch, "/siklus/%lld/penugasan", (long long)b->c.is.id);

    count_units(b, all, came, went);
    for (isize i = 0; i < b->people.count; i++) {
        Kabar k = {.instansi_id = b->c.instansi_id, .user_id = b->people.at[i].id, .from_id = by->user_id, .url = url,
                   .entity = "evaluasi_cycle", .entity_id = b->c.is.id, .at = by->now};
        k.args[1] = (KabarArg){.text = str_fmt(&scratch, "%d", b->c.is.year)};
        TRY(tell_count(scratch, db, k, KIND_SEATED, came[i]));
        TRY(tell_count(scratch, db, k, KIND_UNSEATED, went[i]));
    }
    return NO_ERR;
}

/* --- windows that close --- */

typedef struct { i64 instansi_id, cycle_id; int year, window; Date closes_on; } Closing;
typedef LIST(Closing) Closings;
typedef struct { Arena *a; Db *db; const KabarDay *day; const Closing *w; } Reminding;

static Err read_closings(Arena *a, Db *db, const KabarDay *day, Closings *out)
{
    Date   last = {day->today.days + (i32)kabar_longest(day)};
    DbRows rows = db_query(a, db, &SQL_cycle_closing, db_date(day->today), db_date(last));
    while (db_next(&rows)) {
        Closing c  = {.instansi_id = db_get_i64(&rows)};
        Str     name;
        c.cycle_id  = db_get_i64(&rows);
        c.year      = (int)db_get_i64(&rows);
        name        = db_get_text(&rows);
        c.closes_on = db_get_date(&rows);
        for (c.window = 0; c.window < WINDOWS; c.window++)
            if (str_is(name, evaluasi_windows[c.window]))
                break;
        if (c.window < WINDOWS)
            *list_add(a, out) = c;
    }
    return db_done(&rows);
}

static Kabar reminder(Arena *a, const Reminding *r, i64 user_id, const char *of)
{
    Kabar k = {.instansi_id = r->w->instansi_id, .user_id = user_id, .entity = "evaluasi_cycle",
               .entity_id = r->w->cycle_id, .at = r->day->now};
    k.once_key = str_fmt(a, "evaluasi:%lld:%s:%s:%lld", (long long)r->w->cycle_id, evaluasi_windows[r->w->window], of,
                         (long long)kabar_days_before(r->day, r->w->closes_on));
    return k;
}

typedef struct { i64 user_id, number; Str text; } Waiting;
typedef LIST(Waiting) Waitings;

static Err read_waiting(Arena *a, DbRows rows, Waitings *out)
{
    while (db_next(&rows)) {
        Waiting w = {.user_id = db_get_i64(&rows)};
        w.number  = db_get_i64(&rows);
        w.text    = db_get_text(&rows);
        *list_add(a, out) = w;
    }
    return db_done(&rows);
}

static Err tell_waiting(const Reminding *r, const Waitings *all, const char *of, Str url)
{
    for (isize i = 0; i < all->count; i++) {
        Arena scratch = *r->a;
        Kabar k       = reminder(&scratch, r, all->at[i].user_id, of);
        k.kind    = &evaluasi_cycle_kinds[KIND_CLOSING];
        k.url     = url;
        k.args[0] = (KabarArg){.number = all->at[i].number};
        k.args[1] = (KabarArg){.say = evaluasi_window_msg(r->w->window)};
        k.args[2] = (KabarArg){.date = r->w->closes_on};
        TRY(kabar_tell(scratch, r->db, &k));
    }
    return NO_ERR;
}

/* Those who sit where units now are: how many wait for each.  Decisions are made from the last seat. */
static Err remind_seats(const Reminding *r)
{
    static const char *const of_window[WINDOWS] = {NULL, "pendahuluan", "anggota", "ketua", "dalnis", "dalnis"};
    Waitings all = {0};
    Str      url = str_fmt(r->a, "/siklus/%lld/penugasan", (long long)r->w->cycle_id);

    TRY(read_waiting(r->a, db_query(r->a, r->db, &SQL_cycle_waiting_seats, db_i64(r->w->instansi_id),
                                    db_i64(r->w->cycle_id), db_i64(r->w->year),
                                    db_text(str_of(of_window[r->w->window]))), &all));
    return tell_waiting(r, &all, "kursi", url);
}

/* Whoever may sign second what others have decided. */
static Err remind_signers(const Reminding *r)
{
    Waitings all = {0};
    Who      who = 0;

    for (isize i = 0; i < evaluasi_moves_count; i++)
        if (evaluasi_moves[i].from == STAGE_DALNIS)
            who |= evaluasi_moves[i].second;
    TRY(read_waiting(r->a, db_query(r->a, r->db, &SQL_cycle_waiting_signatures, db_i64(r->w->instansi_id),
                                    db_i64(r->w->year), db_i64(who), db_date(r->day->today)), &all));
    return tell_waiting(r, &all, "tanda", S("/evaluasi"));
}

/* Those who fill a worksheet that has not been handed in, and have not been told. */
static Err remind_units(const Reminding *r)
{
    Waitings all  = {0};
    Kabar    none = reminder(r->a, r, 0, "*");
    isize    star = str_find(none.once_key, S("*"));

    TRY(read_waiting(r->a, db_query(r->a, r->db, &SQL_cycle_waiting_units, db_i64(r->w->instansi_id),
                                    db_i64(r->w->year), db_i64(WHO_FILLS), db_date(r->day->today),
                                    db_text(str_sub(none.once_key, 0, star)),
                                    db_text(str_sub(none.once_key, star + 1, -1))), &all));
    for (isize i = 0; i < all.count; i++) {
        Arena     scratch = *r->a;
        long long sheet   = all.at[i].number;
        Kabar     k       = reminder(&scratch, r, all.at[i].user_id, str_c(&scratch, str_fmt(&scratch, "%lld", sheet)));
        k.kind    = &evaluasi_cycle_kinds[KIND_UNIT_CLOSING];
        k.url     = str_fmt(&scratch, "/lke/%lld", sheet);
        k.args[0] = (KabarArg){.text = all.at[i].text};
        k.args[1] = (KabarArg){.date = r->w->closes_on};
        TRY(kabar_tell(scratch, r->db, &k));
    }
    return NO_ERR;
}

Err evaluasi_cycle_remind(Arena scratch, Db *db, const KabarDay *day)
{
    Closings all = {0};

    TRY(read_closings(&scratch, db, day, &all));
    for (isize i = 0; i < all.count; i++) {
        Arena     a = scratch;
        Reminding r = {&a, db, day, &all.at[i]};
        if (kabar_days_before(day, all.at[i].closes_on) < 0)
            continue;
        if (all.at[i].window == WINDOW_ISI)
            TRY(remind_units(&r));
        else
            TRY(remind_seats(&r));
        if (all.at[i].window == WINDOW_PUTUSAN)
            TRY(remind_signers(&r));
    }
    return NO_ERR;
}
