#include "kabar/kabar.h"

#include "base/secret.h"
#include "format/json.h"

#include "kabar.sql.h"

enum { UNREAD_DAYS = 366 };

const char *const kabar_ways[KABAR_WAYS] = {"now", "daily", "app", "none"};

/* --- what fills a sentence --- */

/* A sentence of its own is kept in every language: its number is another one in the next version of the program. */
static void put_arg(JsonOut *o, const KabarArg *arg)
{
    if (!arg->date.days && !arg->say) {
        arg->number ? json_put_i64(o, NO_KEY, arg->number)
                    : json_put_text(o, NO_KEY, str_sub(arg->text, 0, KABAR_ARG_MAX));
        return;
    }
    json_open_map(o, NO_KEY);
    if (arg->date.days)
        json_put_date(o, S("on"), arg->date);
    for (int lang = 0; arg->say && lang < LANG_COUNT; lang++)
        json_put_text(o, str_of(lang_code((Lang)lang)), say((Lang)lang, arg->say));
    json_close(o);
}

static Str args_of(Arena *a, const Kabar *k)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};

    json_open_list(&o, NO_KEY);
    for (int i = 0; i < KABAR_ARGS; i++)
        put_arg(&o, &k->args[i]);
    json_close(&o);
    return buf_str(&b);
}

static Str arg_text(Arena *a, Lang lang, const Json *j)
{
    Date day;
    i64  n;

    if (j->kind == JSON_NUMBER && json_i64(j, &n))
        return say_i64(a, lang, n);
    if (j->kind == JSON_MAP && date_parse(json_text(json_get(j, "on")), &day))
        return say_date(a, lang, day);
    return j->kind == JSON_MAP ? json_text(json_get(j, lang_code(lang))) : json_text(j);
}

Str kabar_text(Arena *a, Lang lang, const KabarKind *kind, Str args)
{
    const Json *list;
    Str         texts[KABAR_ARGS] = {0};

    if (!kind)
        return say(lang, MSG_kabar_unknown);
    if (json_read(a, args, (JsonMost){0}, &list).kind)
        list = &(const Json){0};
    for (isize i = 0; i < list->count && i < KABAR_ARGS; i++)
        texts[i] = arg_text(a, lang, &list->at[i]);
    return say_with(a, lang, kind->text, KABAR_ARGS, texts);
}

/* --- telling --- */

typedef struct {
    i64         user_id, utc_minutes;
    Str         way;
    KabarHabits habits;
} Hearer;

typedef LIST(Hearer) Hearers;

static Err read_hearers(Arena *a, DbRows rows, Hearers *out)
{
    while (db_next(&rows)) {
        Hearer h = {0};
        h.user_id            = db_get_i64(&rows);
        h.way                = db_get_text(&rows);
        h.utc_minutes        = db_get_i64(&rows);
        h.habits.digest_hour = db_get_i64(&rows);
        h.habits.weekends    = db_get_bool(&rows);
        h.habits.letters     = db_get_bool(&rows);
        *list_add(a, out) = h;
    }
    return db_done(&rows);
}

static KabarWay way_of(const KabarKind *kind, Str chosen)
{
    int      i   = str_among(chosen, kabar_ways, KABAR_WAYS);
    KabarWay way = i < 0 ? kind->way : (KabarWay)i;
    return kind->must && way == KABAR_NONE ? KABAR_APP : way;
}

static Err tell_one(Db *db, const Kabar *k, Str args, const Hearer *h)
{
    KabarWay way   = way_of(k->kind, h->way);
    bool     daily = way == KABAR_DAILY, letter = h->habits.letters && (daily || way == KABAR_NOW);
    Instant  due   = {k->at.s + KABAR_GATHER_S};

    if (way == KABAR_NONE)
        return NO_ERR;
    if (daily)
        due = kabar_digest_at(k->at, h->utc_minutes, &h->habits);
    return db_do(db, &SQL_kabar_add, db_i64(h->user_id), db_i64(id_new()), db_i64(k->instansi_id),
                 db_text(str_of(k->kind->name)), db_text(args), db_text(k->url),
                 db_text(k->entity ? str_of(k->entity) : S("")), db_id(k->entity_id), db_at(k->at),
                 db_text(letter ? str_of(kabar_ways[way]) : S("none")), letter ? db_at(due) : db_null(),
                 k->once_key.len ? db_text(k->once_key) : db_null());
}

static Err tell_all(Arena *a, Db *db, const Kabar *k, const Hearers *who)
{
    Str args = args_of(a, k);

    if (!str_starts(k->url, S("/")) || str_starts(k->url, S("//")) || k->url.len > KABAR_URL_MAX)
        return FAIL(ERR_INVALID, "a notice leads to a page of this site");
    for (isize i = 0; i < who->count; i++)
        if (who->at[i].user_id != k->from_id)
            TRY(tell_one(db, k, args, &who->at[i]));
    return NO_ERR;
}

Err kabar_tell(Arena scratch, Db *db, const Kabar *k)
{
    Hearers who = {0};
    TRY(read_hearers(&scratch, db_query(&scratch, db, &SQL_kabar_hears, db_i64(k->instansi_id), db_i64(k->user_id),
                                        db_text(str_of(k->kind->name))), &who));
    return tell_all(&scratch, db, k, &who);
}

Err kabar_tell_role(Arena scratch, Db *db, const Kabar *k, i64 role_bits, i64 unit_id, Date today)
{
    Hearers who = {0};
    TRY(read_hearers(&scratch, db_query(&scratch, db, &SQL_kabar_holders, db_i64(k->instansi_id), db_i64(k->from_id),
                                        db_text(str_of(k->kind->name)), db_i64(unit_id), db_i64(role_bits),
                                        db_date(today)), &who));
    return tell_all(&scratch, db, k, &who);
}

/* --- reminders --- */

i64 kabar_days_before(const KabarDay *d, Date closes_on)
{
    i64 left = closes_on.days - d->today.days, step = -1;
    for (int i = 0; i < d->count; i++)
        if (left >= 0 && left <= d->before[i])
            step = d->before[i];
    return step;
}

i64 kabar_longest(const KabarDay *d)
{
    return d->count ? d->before[0] : 0;
}

/* --- reading --- */

Err kabar_unread(Arena scratch, Db *db, i64 user_id, i64 *out)
{
    return db_one_i64(db_query(&scratch, db, &SQL_kabar_unread, db_i64(user_id), db_i64(KABAR_MANY)), out);
}

static KabarRow read_row(DbRows *rows)
{
    KabarRow k = {.id = db_get_i64(rows)};
    k.kind    = db_get_text(rows);
    k.url     = db_get_text(rows);
    k.args    = db_get_text(rows);
    k.at      = db_get_at(rows);
    k.read_at = db_get_at(rows);
    return k;
}

Err kabar_list(Arena *a, Db *db, const KabarAsk *ask, KabarRows *out, i64 *out_of)
{
    TRY(db_one_i64(db_query(a, db, &SQL_kabar_count, db_i64(ask->user_id), db_text(ask->kind), db_bool(ask->unread)),
                   out_of));
    DbRows rows = db_query(a, db, &SQL_kabar_list, db_i64(ask->user_id), db_text(ask->kind), db_bool(ask->unread),
                           db_i64(ask->skip), db_i64(ask->limit));
    while (db_next(&rows))
        *list_add(a, out) = read_row(&rows);
    return db_done(&rows);
}

Err kabar_find(Arena *a, Db *db, i64 user_id, i64 id, KabarRow *out)
{
    DbRows rows  = db_query(a, db, &SQL_kabar_find, db_i64(user_id), db_i64(id));
    bool   found = db_next(&rows);
    if (found)
        *out = read_row(&rows);
    TRY(db_done(&rows));
    return found ? NO_ERR : FAIL(ERR_NOT_FOUND, "no such notice of this person");
}

Err kabar_read(Arena scratch, Db *db, i64 user_id, i64 id, Instant now)
{
    DbRows rows = db_query(&scratch, db, &SQL_kabar_read, db_i64(user_id), db_i64(id), db_at(now));
    return db_one_or(rows, FAIL(ERR_NOT_FOUND, "no such notice of this person"));
}

Err kabar_read_all(Db *db, i64 user_id, Instant until, Instant now)
{
    return db_do(db, &SQL_kabar_read_all, db_i64(user_id), db_at(until), db_at(now));
}

/* --- preferences --- */

Err kabar_choices(Arena *a, Db *db, i64 user_id, KabarChoices *out)
{
    DbRows rows = db_query(a, db, &SQL_kabar_choices, db_i64(user_id));
    while (db_next(&rows)) {
        KabarChoice *c = list_add(a, out);
        c->kind        = db_get_text(&rows);
        c->way         = (KabarWay)db_get_name(&rows, kabar_ways, KABAR_WAYS);
    }
    return db_done(&rows);
}

Err kabar_choose(Db *db, i64 user_id, const KabarKind *kind, KabarWay way)
{
    if (kind->must && way == KABAR_NONE)
        return FAIL(ERR_INVALID, "this kind cannot be switched off");
    return db_do(db, &SQL_kabar_choose, db_i64(user_id), db_text(str_of(kind->name)), db_text(str_of(kabar_ways[way])));
}

Err kabar_habits(Arena scratch, Db *db, i64 user_id, KabarHabits *out)
{
    DbRows rows = db_query(&scratch, db, &SQL_kabar_habits, db_i64(user_id));
    *out = (KabarHabits){.digest_hour = KABAR_HOUR, .letters = true};
    if (db_next(&rows)) {
        out->digest_hour = db_get_i64(&rows);
        out->weekends    = db_get_bool(&rows);
        out->letters     = db_get_bool(&rows);
    }
    return db_done(&rows);
}

Err kabar_set_habits(Arena scratch, Db *db, i64 user_id, const KabarHabits *h, Instant now)
{
    TRY(db_do(db, &SQL_kabar_set_habits, db_i64(user_id), db_i64(h->digest_hour), db_bool(h->weekends),
              db_bool(h->letters), db_text(token_new(&scratch, 15))));
    if (!h->letters)
        return db_do(db, &SQL_kabar_no_letters, db_i64(user_id));
    return kabar_move_digest(scratch, db, user_id, h, now);
}

Err kabar_zone(Arena scratch, Db *db, i64 user_id, i64 *out_utc_minutes)
{
    DbRows rows = db_query(&scratch, db, &SQL_kabar_zone, db_i64(user_id));
    if (db_next(&rows))
        *out_utc_minutes = db_get_i64(&rows);
    return db_done(&rows);
}

Err kabar_move_digest(Arena scratch, Db *db, i64 user_id, const KabarHabits *h, Instant now)
{
    i64 zone = 420;
    TRY(kabar_zone(scratch, db, user_id, &zone));
    return db_do(db, &SQL_kabar_move_digest, db_i64(user_id), db_at(kabar_digest_at(now, zone, h)));
}

Err kabar_stop(Arena scratch, Db *db, Str token, bool stop)
{
    i64 user_id = 0;
    TRY(db_one_i64(db_query(&scratch, db, stop ? &SQL_kabar_stop : &SQL_kabar_stop_find, db_text(token)), &user_id));
    if (!user_id)
        return FAIL(ERR_NOT_FOUND, "no letter has this token");
    return stop ? db_do(db, &SQL_kabar_no_letters, db_i64(user_id)) : NO_ERR;
}

Instant kabar_digest_at(Instant now, i64 utc_minutes, const KabarHabits *h)
{
    Date    d  = instant_date(now, (int)utc_minutes);
    Instant at = {(i64)d.days * 86400 + h->digest_hour * 3600 - utc_minutes * 60};

    for (; at.s <= now.s || (!h->weekends && date_is_weekend(d)); d.days++)
        at.s += 86400;
    return at;
}

/* --- sweeping --- */

Err kabar_sweep(Db *db, Instant now, i64 days)
{
    TRY(db_do(db, &SQL_kabar_sweep_read, db_at((Instant){now.s - days * 86400})));
    return db_do(db, &SQL_kabar_sweep_old, db_at((Instant){now.s - (i64)UNREAD_DAYS * 86400}));
}
