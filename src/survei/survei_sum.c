#include "survei/survei_inside.h"

#include "survei.sql.h"

#include <stdlib.h>

enum { BATCH = 500, BATCH_WHOLE = 5000, PAGE = 1000, TALLY_ROOM = 8 << 20 };

/* --- adding one answer to the cells it belongs to --- */

typedef struct { SurveiCells forms[SURVEI_FORMS + 1]; } Tally;

static SurveiCell *cell_of(Arena *a, SurveiCells *cells, int cut, i64 cell)
{
    for (isize i = 0; i < cells->count; i++)
        if (cells->at[i].cut == cut && cells->at[i].cell == cell)
            return &cells->at[i];
    SurveiCell *fresh = list_add(a, cells);
    *fresh = (SurveiCell){.cut = cut, .cell = cell};
    return fresh;
}

typedef struct { Arena *a; SurveiCells *cells; const u8 *marks; int n, sign; bool index; } Add;

static void add_to(const Add *d, int cut, i64 cell)
{
    SurveiCell *to  = cell_of(d->a, d->cells, cut, cell);
    i64         sum = 0;

    for (int i = 0; i < d->n; i++) {
        sum += d->marks[i];
        to->marks[i][d->marks[i]] += d->sign;
    }
    to->n += d->sign;
    if (d->index) {
        to->total    += d->sign * sum;
        to->total_sq += d->sign * sum * sum;
    }
}

/* sign 1: one answer more; -1: one less. */
static void tally(Arena *a, Tally *t, const SurveiCampaign *c, const SurveiAnswer *x, int sign)
{
    Ymd served = date_split(x->answered_on);

    for (int f = 0; f <= c->nforms; f++) {
        int from = survei_marks_from(c, f);
        int n    = f < c->nforms ? c->forms[f].elements : survei_marks(c) - from;
        Add d    = {a, &t->forms[f], x->marks + from, n, sign, f < c->nforms};
        if (!d.n)
            continue;
        add_to(&d, CUT_ALL, 0);
        add_to(&d, CUT_SERVICE, x->service_id);
        add_to(&d, CUT_MONTH, served.year * 100 + served.month);
        for (int i = 0; i < ABOUTS; i++)
            add_to(&d, CUT_ABOUT + i, x->about[i]);
        for (int i = 0; i < SURVEI_FLAGS; i++)
            if (x->flags >> i & 1)
                add_to(&d, CUT_FLAG, i);
        if (!x->flags)
            add_to(&d, CUT_FLAG, SURVEI_FLAGS);
    }
}

static int by_cell(const void *x, const void *y)
{
    const SurveiCell *p = x, *q = y;
    if (p->cut != q->cut)
        return p->cut - q->cut;
    return (p->cell > q->cell) - (p->cell < q->cell);
}

static void sort_cells(SurveiCells *cells)
{
    if (cells->count)
        qsort(cells->at, (size_t)cells->count, sizeof *cells->at, by_cell);
}

/* --- folding --- */

/* An answer as it stands in the table; what it says can be read once its campaign is known. */
typedef struct {
    i64  campaign_id, service_id, seconds, flags, alike, twins;
    Date on, served_on;
    Str  key, about, marks;
    SurveiChannel channel;
} Fresh;
typedef LIST(Fresh) Freshes;

static int by_campaign(const void *x, const void *y)
{
    const Fresh *p = x, *q = y;
    return (p->campaign_id > q->campaign_id) - (p->campaign_id < q->campaign_id);
}

static void read_fresh(DbRows *rows, Fresh *f)
{
    f->service_id = db_get_i64(rows);
    f->served_on  = db_get_date(rows);
    f->about      = db_get_text(rows);
    f->marks      = db_get_text(rows);
    f->seconds    = db_get_i64(rows);
    f->channel    = (SurveiChannel)db_get_name(rows, survei_channels, SURVEI_CHANNELS);
    f->flags      = db_get_i64(rows);
    f->alike      = db_get_i64(rows);
    f->twins      = db_get_i64(rows);
}

static Err fill_fresh(Arena *a, Db *db, i64 campaign_id, Fresh *f)
{
    DbRows rows  = db_query(a, db, &SQL_survei_answer_full, db_i64(campaign_id), db_date(f->on), db_blob(f->key));
    bool   there = db_next(&rows);

    f->campaign_id = campaign_id;
    if (there)
        read_fresh(&rows, f);
    TRY(db_done(&rows));
    return there ? NO_ERR : FAIL(ERR_DB, "an answer is to be counted and is not there");
}

/* On PostgreSQL they come whole; on SQLite asking for each costs next to nothing. */
static Err take_fresh(Arena *a, Db *db, Freshes *out, bool *out_more)
{
    bool   whole = db_engine(db) == DB_PGSQL;
    i64    most  = whole ? BATCH_WHOLE : BATCH;
    DbRows rows  = db_query(a, db, &SQL_survei_fresh_take, db_i64(most));

    *out = (Freshes){0};
    while (db_next(&rows)) {
        Fresh *f       = list_add(a, out);
        f->campaign_id = db_get_i64(&rows);
        f->on          = db_get_date(&rows);
        f->key         = db_get_blob(&rows);
        if (whole)
            read_fresh(&rows, f);
    }
    TRY(db_done(&rows));
    *out_more = out->count == most;
    for (isize i = 0; i < out->count && !whole; i++)
        TRY(fill_fresh(a, db, out->at[i].campaign_id, &out->at[i]));
    if (out->count)
        qsort(out->at, (size_t)out->count, sizeof *out->at, by_campaign);
    return NO_ERR;
}

static SurveiAnswer answer_of(const SurveiCampaign *c, const Fresh *f)
{
    SurveiAnswer x = {.service_id = f->service_id, .served_on = f->served_on, .answered_on = f->on,
                      .seconds = (int)f->seconds, .flags = (int)f->flags, .channel = f->channel};

    survei_digits_read(f->about, x.about, ABOUTS);
    survei_digits_read(f->marks, x.marks, survei_marks(c));
    for (int i = 0; i < SURVEI_KEY && i < f->key.len; i++)
        x.key[i] = (u8)f->key.at[i];
    return x;
}

/* Is it the second of its kind?  Then it says so from now on. */
static Err mark_alike(Db *db, const Fresh *f, SurveiAnswer *x)
{
    if (!f->alike || f->twins < 2)
        return NO_ERR;
    x->flags |= 1 << FLAG_ALIKE;
    return db_do(db, &SQL_survei_flag, db_i64(f->campaign_id), db_date(f->on), db_blob(f->key), db_i64(x->flags));
}

static Err write_cell(Db *db, const SurveiCampaign *c, int form, const SurveiCell *x)
{
    TRY(db_do(db, &SQL_survei_sum_add, db_i64(c->instansi_id), db_i64(c->id), db_i64(form), db_i64(x->cut),
              db_i64(x->cell), db_i64(x->n), db_i64(x->total), db_i64(x->total_sq)));
    for (int e = 0; e < SURVEI_QUESTIONS; e++)
        for (int m = 0; m <= SURVEI_CHOICES; m++)
            if (x->marks[e][m])
                TRY(db_do(db, &SQL_survei_mark_add, db_i64(c->instansi_id), db_i64(c->id), db_i64(form), db_i64(x->cut),
                          db_i64(x->cell), db_i64(e), db_i64(m), db_i64(x->marks[e][m])));
    return NO_ERR;
}

/* In one order always, so that two who add to the same wait for each other and not both. */
static Err write_tally(Db *db, const SurveiCampaign *c, Tally *t)
{
    for (int f = 0; f <= c->nforms; f++) {
        sort_cells(&t->forms[f]);
        for (isize i = 0; i < t->forms[f].count; i++)
            TRY(write_cell(db, c, f, &t->forms[f].at[i]));
    }
    return NO_ERR;
}

/* All of one campaign's. */
static Err fold_campaign(Arena scratch, Db *db, const Fresh *at, isize n)
{
    SurveiCampaign c;
    Tally          t = {0};

    TRY(survei_raw(&scratch, db, at->campaign_id, &c));
    for (isize i = 0; i < n; i++) {
        SurveiAnswer x = answer_of(&c, &at[i]);
        TRY(mark_alike(db, &at[i], &x));
        tally(&scratch, &t, &c, &x, 1);
    }
    TRY(write_tally(db, &c, &t));
    TRY(db_do(db, &SQL_survei_answers_add, db_i64(c.id), db_i64(n)));
    return c.state == SURVEI_CLOSED ? survei_outcome(db, c.id) : NO_ERR;
}

Err survei_fold(Arena scratch, Db *db, bool *out_more)
{
    Freshes all;

    TRY(take_fresh(&scratch, db, &all, out_more));
    for (isize i = 0, n; i < all.count; i += n) {
        for (n = 1; i + n < all.count && all.at[i + n].campaign_id == all.at[i].campaign_id;)
            n++;
        TRY(fold_campaign(scratch, db, &all.at[i], n));
    }
    return NO_ERR;
}

Err survei_outcome(Db *db, i64 campaign_id)
{
    TRY(db_do(db, &SQL_survei_outcome_drop, db_i64(campaign_id)));
    return db_do(db, &SQL_survei_outcome_add, db_i64(campaign_id));
}

Err survei_waiting(Arena scratch, Db *db, i64 campaign_id, i64 *out)
{
    return db_one_i64(db_query(&scratch, db, &SQL_survei_waiting, db_i64(campaign_id)), out);
}

/* --- reading the sums --- */

Err survei_cells(Arena *a, Db *db, const SurveiCampaign *c, int form, int cut, SurveiCells *out)
{
    i64    from = cut < 0 ? 0 : cut, until = cut < 0 ? SURVEI_CUTS : cut;
    DbRows rows = db_query(a, db, &SQL_survei_sums, db_i64(c->id), db_i64(form), db_i64(from), db_i64(until));

    *out = (SurveiCells){0};
    while (db_next(&rows)) {
        SurveiCell *x = list_add(a, out);
        *x          = (SurveiCell){.cut = (int)db_get_i64(&rows)};
        x->cell     = db_get_i64(&rows);
        x->n        = db_get_i64(&rows);
        x->total    = db_get_i64(&rows);
        x->total_sq = db_get_i64(&rows);
    }
    TRY(db_done(&rows));
    isize at = 0;
    rows = db_query(a, db, &SQL_survei_mark_list, db_i64(c->id), db_i64(form), db_i64(from), db_i64(until));
    while (db_next(&rows)) {
        int of   = (int)db_get_i64(&rows);
        i64 cell = db_get_i64(&rows), element = db_get_i64(&rows), mark = db_get_i64(&rows);
        while (at < out->count && (out->at[at].cut != of || out->at[at].cell != cell))
            at++;
        if (at < out->count && element < SURVEI_QUESTIONS && mark <= SURVEI_CHOICES)
            out->at[at].marks[element][mark] = db_get_i64(&rows);
    }
    return db_done(&rows);
}

SurveiSums survei_sums_of(const SurveiForm *f, const SurveiCell *x)
{
    SurveiSums s = {.n = x->n, .total = x->total, .total_sq = x->total_sq};
    for (int e = 0; e < f->elements; e++)
        for (int m = 0; m < f->points; m++)
            s.marks[e][m] = x->marks[e][m + 1];
    return s;
}

/* --- every answer --- */

static Err read_said(Arena *a, Db *db, const SurveiCampaign *c, SurveiAnswer *at, int n, const DbVal *after)
{
    const SurveiAnswer *last = &at[n - 1];
    DbRows rows = db_query(a, db, &SQL_survei_page_said, db_i64(c->id), after[0], after[1], db_date(last->answered_on),
                           db_blob((Str){(const char *)last->key, SURVEI_KEY}));
    int    i    = 0;

    while (db_next(&rows)) {
        Date on = db_get_date(&rows);
        Str  key = db_get_blob(&rows);
        while (i < n && (at[i].answered_on.days != on.days || !str_eq(key, (Str){(const char *)at[i].key, SURVEI_KEY})))
            i++;
        if (i < n && at[i].nsaid <= SURVEI_QUESTIONS) {
            SurveiSaid *s  = &at[i].said[at[i].nsaid++];
            s->question_id = db_get_i64(&rows);
            s->say         = db_get_text(&rows);
        }
    }
    return db_done(&rows);
}

static Err read_page(Arena *a, Db *db, const SurveiCampaign *c, const DbVal *after, SurveiAnswer *at, int *out_n)
{
    DbRows rows = db_query(a, db, &SQL_survei_page, db_i64(c->id), after[0], after[1], db_i64(PAGE));

    *out_n = 0;
    while (*out_n < PAGE && db_next(&rows)) {
        Fresh f = {.on = db_get_date(&rows)};
        f.key   = db_get_blob(&rows);
        read_fresh(&rows, &f);
        at[(*out_n)++] = answer_of(c, &f);
    }
    TRY(db_done(&rows));
    return *out_n ? read_said(a, db, c, at, *out_n, after) : NO_ERR;
}

Err survei_each(Arena scratch, Db *db, const SurveiCampaign *c, SurveiEach each, void *to)
{
    SurveiAnswer *at = new(&scratch, SurveiAnswer, PAGE), last;
    DbVal         after[2] = {db_text(S("")), db_blob(S(""))};
    int           n        = PAGE;

    while (n == PAGE) {
        Arena page = scratch;
        TRY(read_page(&page, db, c, after, at, &n));
        for (int i = 0; i < n; i++)
            TRY(each(to, &at[i]));
        if (n) {
            last     = at[n - 1];
            after[0] = db_date(last.answered_on);
            after[1] = db_blob((Str){(const char *)last.key, SURVEI_KEY});
        }
    }
    return NO_ERR;
}

/* --- proving --- */

typedef struct { Arena *a; const SurveiCampaign *c; Tally t; i64 n; int sign; } Recount;

static Err recount(void *to, const SurveiAnswer *x)
{
    Recount *r = to;
    tally(r->a, &r->t, r->c, x, r->sign);
    r->n++;
    return NO_ERR;
}

/* What waits is not in the sums: it is taken off again. */
static Err without_waiting(Arena scratch, Db *db, Recount *r)
{
    DbRows  rows = db_query(&scratch, db, &SQL_survei_waiting_keys, db_i64(r->c->id));
    Freshes all  = {0};

    while (db_next(&rows)) {
        Fresh *f = list_add(&scratch, &all);
        f->on    = db_get_date(&rows);
        f->key   = db_get_blob(&rows);
    }
    TRY(db_done(&rows));
    for (isize i = 0; i < all.count; i++) {
        TRY(fill_fresh(&scratch, db, r->c->id, &all.at[i]));
        SurveiAnswer x = answer_of(r->c, &all.at[i]);
        tally(r->a, &r->t, r->c, &x, -1);
    }
    return NO_ERR;
}

static bool cell_empty(const SurveiCell *x)
{
    return !x->n && !x->total && !x->total_sq;
}

static bool cell_same(const SurveiCell *x, const SurveiCell *y)
{
    if (x->cut != y->cut || x->cell != y->cell || x->n != y->n || x->total != y->total || x->total_sq != y->total_sq)
        return false;
    for (int e = 0; e < SURVEI_QUESTIONS; e++)
        for (int m = 0; m <= SURVEI_CHOICES; m++)
            if (x->marks[e][m] != y->marks[e][m])
                return false;
    return true;
}

/* Two sorted lists; how many cells stand in one of them alone, or differ. */
static i64 differ(const SurveiCells *x, const SurveiCells *y)
{
    i64   bad = 0;
    isize i = 0, j = 0;

    while (i < x->count || j < y->count) {
        int order = i == x->count ? 1 : j == y->count ? -1 : by_cell(&x->at[i], &y->at[j]);
        if (!order)
            bad += !cell_same(&x->at[i++], &y->at[j++]);
        else
            bad += order < 0 ? !cell_empty(&x->at[i++]) : !cell_empty(&y->at[j++]);
    }
    return bad;
}

static Err miscounted_in(Arena scratch, Db *db, i64 id, i64 *bad, i64 *answers)
{
    SurveiCampaign c;
    char          *room = new(&scratch, char, TALLY_ROOM);
    Arena          keep = {.beg = room, .end = room + TALLY_ROOM};

    TRY(survei_raw(&keep, db, id, &c));
    Recount r = {.a = &keep, .c = &c, .sign = 1};
    TRY(survei_each(scratch, db, &c, recount, &r));
    TRY(without_waiting(scratch, db, &r));
    *answers += r.n;
    for (int f = 0; f <= c.nforms; f++) {
        SurveiCells have;
        TRY(survei_cells(&scratch, db, &c, f, -1, &have));
        sort_cells(&r.t.forms[f]);
        *bad += differ(&r.t.forms[f], &have);
    }
    return NO_ERR;
}

Err survei_miscounted(Arena scratch, Db *db, i64 *out_bad, i64 *out_answers)
{
    LIST(i64) ids  = {0};
    DbRows    rows = db_query0(&scratch, db, &SQL_survei_campaign_ids);

    *out_bad = *out_answers = 0;
    while (db_next(&rows))
        *list_add(&scratch, &ids) = db_get_i64(&rows);
    TRY(db_done(&rows));
    for (isize i = 0; i < ids.count; i++)
        TRY(miscounted_in(scratch, db, ids.at[i], out_bad, out_answers));
    i64 copies, counts;
    TRY(db_one_i64(db_query0(&scratch, db, &SQL_survei_outcome_wrong), &copies));
    TRY(db_one_i64(db_query0(&scratch, db, &SQL_survei_answers_wrong), &counts));
    *out_bad += copies + counts;
    return NO_ERR;
}
