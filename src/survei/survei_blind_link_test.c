/* The whole database, after many were invited and all of them answered one after the other, in an order known to this
 * test alone: does anything in it tell whose answer is whose? */
#include "app/tables.h"
#include "survei/survei_blind_fixture_test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    PEOPLE  = 64,
    MATCHES = 9,                /* by chance one of them; ten or more once in ten million */
};
static const double CLOSE = 0.70;       /* rank correlation; by chance +-0.13 */

typedef struct { i64 order[PEOPLE]; Str name; } Sequence;      /* persons, as something in the database orders them */
typedef LIST(Sequence) Sequences;

typedef struct {
    SurveiWorld w;
    Str         codes[PEOPLE], blinded[PEOPLE];
    BlindRight  rights[PEOPLE];
    Str         tokens[PEOPLE];
    i64         came[PEOPLE];   /* who answered first, second ... */
    SurveiAnswer answers[PEOPLE];
} Village;

static Str bytes_of(const Digest *d)
{
    return (Str){(const char *)d->at, sizeof d->at};
}

/* An order that is nobody's: by the hash of a number. */
static void shuffle(i64 *list)
{
    Digest by[PEOPLE];
    for (i64 i = 0; i < PEOPLE; i++) {
        char text[24];
        int  n  = snprintf(text, sizeof text, "giliran %lld", (long long)i);
        by[i]   = hash_blake2b((Str){text, n});
        list[i] = i;
    }
    for (int i = 1; i < PEOPLE; i++)
        for (int k = i; k > 0 && memcmp(by[list[k]].at, by[list[k - 1]].at, sizeof by[0].at) < 0; k--) {
            i64 t       = list[k];
            list[k]     = list[k - 1];
            list[k - 1] = t;
        }
}

/* Each fetches a token and answers at once: the case that is easiest to see through. */
static void live(Village *v, Arena *a)
{
    v->w = blind_world(a);
    for (int i = 0; i < PEOPLE; i++)
        v->codes[i] = blind_world_invite(&v->w);
    shuffle(v->came);
    for (int i = 0; i < PEOPLE; i++) {
        i64           who  = v->came[i];
        ClientToken   t    = client_token(a, v->w.c.blind_public);
        SurveiAnswer *x    = &v->answers[who];
        Str           sign;
        CHECK(blind_world_ask(&v->w, v->codes[who], t.blinded, &sign) == BLIND_FRESH);
        Str plain      = client_unblind(a, v->w.c.blind_public, sign, t.inverse);
        v->blinded[who] = t.blinded;
        v->rights[who]  = (BlindRight){survei_blind_text(a, t.prepared), survei_blind_text(a, plain)};
        *x              = survei_world_answer(&v->w, (int)who, S("4344"));
        Digest key      = hash_blake2b(sign);           /* random, as browsers make it */
        memcpy(x->key, key.at, SURVEI_KEY);
        x->said[0] = (SurveiSaid){0, str_fmt(a, "kata orang ke-%lld", (long long)who)};
        x->nsaid   = 1;
        CHECK_OK(survei_blind_check(a, &v->w.c, v->rights[who].token, v->rights[who].sig, &v->tokens[who]));
        x->token = v->tokens[who];
        CHECK(survei_world_take(&v->w, x) == TAKEN);
    }
    for (bool more = true; more;) {
        CHECK_OK(db_begin(v->w.db, true));
        CHECK_OK(survei_blind_mix(*a, v->w.db, &more));
        CHECK_OK(db_end(v->w.db, true));
    }
}

/* --- what could give it away: orders --- */

/* Which person's is it?  -1: nobody's. */
static i64 person_of(const Village *v, Str bytes)
{
    for (int i = 0; i < PEOPLE; i++) {
        Digest code = hash_blake2b(v->codes[i]), token = hash_blake2b(v->tokens[i]);
        if (str_eq(bytes, bytes_of(&code)) || str_eq(bytes, bytes_of(&token))
            || str_eq(bytes, (Str){(const char *)v->answers[i].key, SURVEI_KEY}))
            return i;
    }
    return -1;
}

static void add_order(const Village *v, Sequences *to, const char *what, const char *table, Str by)
{
    Arena   *a    = v->w.a;
    Sequence s    = {.name = str_fmt(a, "%s%s%.*s", table, by.len ? " by " : "", STRF(by))};
    Str      text = str_fmt(a, "SELECT %s FROM %s%s%.*s", what, table, by.len ? " ORDER BY " : "", STRF(by));
    Sql      sql  = {"test_order", str_c(a, text), NULL};
    DbRows   rows = db_query0(a, v->w.db, &sql);
    int      n    = 0;

    while (n < PEOPLE && db_next(&rows)) {
        s.order[n] = person_of(v, db_get_blob(&rows));
        CHECK(s.order[n++] >= 0);
    }
    CHECK_OK(db_done(&rows));
    CHECK(n == PEOPLE);
    *list_add(a, to) = s;
}

/* Every order a table can be brought into: as it lies there, by each column, and by what the engine keeps of a row. */
static Sequences orders(const Village *v, const char *table, const char *what)
{
    Sequences       out = {0};
    const TableDef *t   = table_named(str_of(table));

    CHECK(t);
    add_order(v, &out, what, table, (Str){0});
    for (int i = 0; t && i < t->ncols; i++)
        add_order(v, &out, what, table, str_of(t->cols[i]));
    if (db_engine(v->w.db) == DB_PGSQL) {
        add_order(v, &out, what, table, S("ctid"));
        add_order(v, &out, what, table, S("CAST(CAST(xmin AS text) AS BIGINT), ctid"));
        add_order(v, &out, what, table, S("CAST(CAST(xmax AS text) AS BIGINT), ctid"));
    }
    return out;
}

static int matches(const i64 *x, const i64 *y)
{
    int n = 0;
    for (int i = 0; i < PEOPLE; i++)
        n += x[i] == y[i];
    return n;
}

static double closeness(const i64 *x, const i64 *y)
{
    double px[PEOPLE], py[PEOPLE], sum = 0;
    for (int i = 0; i < PEOPLE; i++) {
        px[x[i]] = i;
        py[y[i]] = i;
    }
    for (int i = 0; i < PEOPLE; i++)
        sum += (px[i] - py[i]) * (px[i] - py[i]);
    return 1 - 6 * sum / ((double)PEOPLE * (PEOPLE * PEOPLE - 1));
}

static bool tells(const i64 *x, const i64 *y)
{
    return matches(x, y) > MATCHES || fabs(closeness(x, y)) > CLOSE;
}

static void none_tells(const Sequences *asked, const Sequences *answered)
{
    for (isize i = 0; i < asked->count; i++)
        for (isize k = 0; k < answered->count; k++)
            if (tells(asked->at[i].order, answered->at[k].order)) {
                CHECK_STR(asked->at[i].name, answered->at[k].name);
                CHECK(!"one order matches the other better than chance");
            }
}

LONG_TEST(no_order_in_the_database_says_whose_answer_is_whose)
{
    Village  *v = new(&a, Village, 1);
    Sequences truth = {0};

    live(v, &a);
    Sequence in_time = {.name = S("the order of time, which the log keeps of answers")};
    memcpy(in_time.order, v->came, sizeof in_time.order);
    Sequences asked = orders(v, "survei_invite", "code_hash"), answered = orders(v, "survei_answer", "key"),
              spent = orders(v, "survei_spent", "token_hash"), fresh = orders(v, "survei_fresh", "key");
    *list_add(&a, &truth) = in_time;
    none_tells(&asked, &truth);
    none_tells(&asked, &answered);
    none_tells(&asked, &spent);
    none_tells(&asked, &fresh);
    none_tells(&spent, &answered);
}

TEST(the_measure_sees_an_order_that_is_there)
{
    i64 x[PEOPLE], y[PEOPLE], mixed[PEOPLE];

    shuffle(mixed);
    for (int i = 0; i < PEOPLE; i++) {
        x[i] = i;
        y[i] = PEOPLE - 1 - i;
    }
    CHECK(tells(x, x) && tells(x, y) && !tells(x, mixed));
    y[0] = 1, y[1] = 0;
    for (int i = 2; i < PEOPLE; i++)
        y[i] = i;
    CHECK(tells(x, y));
    memcpy(y, mixed, sizeof y);         /* a sixth of all lie as they came */
    for (int i = 0; i < PEOPLE / 6; i++)
        for (int k = 0; k < PEOPLE; k++)
            if (y[k] == x[i]) {
                y[k] = y[i];
                y[i] = x[i];
            }
    CHECK(tells(x, y));
}

/* By their transaction, on PostgreSQL; by their bytes, on both. */
TEST(rows_of_invitations_are_of_one_age_and_length)
{
    Village *v = new(&a, Village, 1);
    Sql      kinds = {"test_kinds", "SELECT COUNT(DISTINCT LENGTH(blinded)) FROM survei_invite", NULL};
    Sql      ages  = {"test_ages", "SELECT COUNT(DISTINCT CAST(xmin AS text)) FROM survei_invite", NULL};
    Str      signature;

    v->w = blind_world(&a);
    for (int i = 0; i < PEOPLE; i++)
        v->codes[i] = blind_world_invite(&v->w);
    ClientToken t = client_token(&a, v->w.c.blind_public);
    CHECK(blind_world_ask(&v->w, v->codes[20], t.blinded, &signature) == BLIND_FRESH);
    DbRows rows = db_query0(&a, v->w.db, &kinds);
    CHECK(db_next(&rows) && db_get_i64(&rows) == 1);
    CHECK_OK(db_done(&rows));
    if (!test_only(DB_PGSQL))
        return;
    rows = db_query0(&a, v->w.db, &ages);
    CHECK(db_next(&rows) && db_get_i64(&rows) == 1);
    CHECK_OK(db_done(&rows));
}

/* --- what could give it away: values --- */

typedef struct { Arena *a; Buf all; } Dump;

static Err collect(void *to, Str piece)
{
    buf_add(&((Dump *)to)->all, piece);
    return NO_ERR;
}

static Str dump(const Village *v, Arena *a, const char *only, const char *but)
{
    Dump d = {.a = a, .all = {.arena = a}};
    for (isize i = 0; i < tables_count; i++) {
        i64 n;
        if ((only && strcmp(tables[i].name, only)) || (but && !strcmp(tables[i].name, but)))
            continue;
        CHECK_OK(table_out(*v->w.a, v->w.db, &tables[i], collect, &d, &n));
    }
    return buf_str(&d.all);
}

static bool has(Arena *a, Str all, Str bytes)
{
    return str_has(all, hex_of(a, (const u8 *)bytes.at, bytes.len < 16 ? bytes.len : 16))
        || str_has(all, str_sub(survei_blind_text(a, bytes), 0, 20));
}

LONG_TEST(nothing_that_was_covered_is_stored_and_no_value_stands_on_both_sides)
{
    Village *v = new(&a, Village, 1);

    live(v, &a);
    CHECK_OK(db_begin(v->w.db, false));
    Arena half  = arena_reserve((isize)64 << 20), whole = half;
    Str   all   = dump(v, &half, NULL, NULL), asked = dump(v, &half, "survei_invite", NULL),
          other = dump(v, &half, NULL, "survei_invite");
    CHECK(all.len > 10000 && asked.len > 5000);
    for (int i = 0; i < PEOPLE; i++) {
        Digest code = hash_blake2b(v->codes[i]), blinded = hash_blake2b(v->blinded[i]),
               token = hash_blake2b(v->tokens[i]);
        Str    key  = {(const char *)v->answers[i].key, SURVEI_KEY};
        CHECK(has(&half, asked, bytes_of(&code)) && has(&half, asked, bytes_of(&blinded)));
        CHECK(has(&half, other, bytes_of(&token)) && has(&half, other, key));
        CHECK(!has(&half, other, bytes_of(&code)) && !has(&half, other, bytes_of(&blinded)));
        CHECK(!has(&half, asked, bytes_of(&token)) && !has(&half, asked, key));
        CHECK(!str_has(all, v->codes[i]) && !has(&half, all, v->blinded[i]) && !has(&half, all, v->tokens[i]));
    }
    CHECK_OK(db_end(v->w.db, false));
    arena_release(whole);
}
