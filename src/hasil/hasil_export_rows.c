#include "hasil/hasil_export_rows.h"

#include <string.h>

#include "hasil_export.sql.h"

enum { ROWS_HELD = 40000, PAGE_MOST = 400, PAGE_LEAST = 20, WORK = 4 << 20 };

struct HasilDay {
    Date       day;
    HasilRow *rows;
    isize      at, count;
    bool       last;            /* nothing after this page */
};

static void read_digits(Str digits, u8 *to, int most)
{
    for (int i = 0; i < most; i++)
        to[i] = i < digits.len && digits.at[i] >= '0' && digits.at[i] <= '9' ? (u8)(digits.at[i] - '0') : 0;
}

static void read_row(DbRows *from, HasilRow *row)
{
    Str key = db_get_blob(from);
    memcpy(row->key, key.at, key.len == SURVEI_KEY ? SURVEI_KEY : 0);
    row->service_id = db_get_i64(from);
    read_digits(db_get_text(from), row->about, ABOUTS);
    read_digits(db_get_text(from), row->marks, HASIL_MARKS);
    row->seconds = (int)db_get_i64(from);
    row->channel = (SurveiChannel)db_get_name(from, survei_channels, SURVEI_CHANNELS);
    row->flags   = (int)db_get_i64(from);
    row->said    = db_get_bool(from);
}

/* The next page of a day, after the last row of this one. */
static void turn(HasilRows *all, HasilDay *d)
{
    Arena work  = all->work;
    Str   after = d->count ? str_copy(&work, (Str){(const char *)d->rows[d->count - 1].key, SURVEI_KEY}) : S("");

    d->at = d->count = 0;
    if (d->last || all->err.kind)
        return;
    DbRows rows = db_query(&work, all->db, &SQL_hasil_export_page, db_i64(all->c->id), db_date(d->day),
                           db_blob(after), db_i64(all->page));
    while (d->count < all->page && db_next(&rows)) {
        HasilRow *row = &d->rows[d->count++];
        row->day = d->day;
        read_row(&rows, row);
    }
    d->last  = d->count < all->page;
    all->err = db_done(&rows);
}

static const u8 *first_key(const HasilDay *d)
{
    return d->rows[d->at].key;
}

/* Down to its place: every day's first key is before those below it. */
static void sink(HasilRows *all, isize i)
{
    for (isize low; (low = 2 * i + 1) < all->count; i = low) {
        if (low + 1 < all->count && memcmp(first_key(all->heap[low + 1]), first_key(all->heap[low]), SURVEI_KEY) < 0)
            low++;
        if (memcmp(first_key(all->heap[i]), first_key(all->heap[low]), SURVEI_KEY) <= 0)
            return;
        HasilDay *d = all->heap[i];
        all->heap[i]   = all->heap[low];
        all->heap[low] = d;
    }
}

void hasil_rows_open(Arena *a, Db *db, const SurveiCampaign *c, HasilRows *out)
{
    isize days = c->closes_on.days < c->opens_on.days ? 0 : c->closes_on.days - c->opens_on.days + 1;
    isize page = ROWS_HELD / (days ? days : 1);
    char *work = new(a, char, WORK);

    *out = (HasilRows){.db = db, .work = {work, work + WORK, a->on_full}, .c = c, .heap = new(a, HasilDay *, days),
                        .page = page > PAGE_MOST ? PAGE_MOST : page < PAGE_LEAST ? PAGE_LEAST : page};
    for (isize i = 0; i < days && !out->err.kind; i++) {
        Arena      whole = *a;
        HasilDay *d     = new(a, HasilDay, 1);
        d->day  = (Date){(i32)(c->opens_on.days + i)};
        d->rows = new(a, HasilRow, out->page);
        turn(out, d);
        if (d->count)
            out->heap[out->count++] = d;
        else
            *a = whole;                         /* a day without answers takes nothing */
    }
    for (isize i = out->count / 2; i-- > 0;)
        sink(out, i);
}

bool hasil_rows_next(HasilRows *all, HasilRow *out)
{
    if (!all->count || all->err.kind)
        return false;
    HasilDay *d = all->heap[0];
    *out = d->rows[d->at++];
    if (d->at == d->count)
        turn(all, d);
    if (d->at == d->count)
        all->heap[0] = all->heap[--all->count];
    sink(all, 0);
    return true;
}

Err hasil_rows_said(Arena *a, const HasilRows *all, const HasilRow *row, SurveiSaid out[SURVEI_QUESTIONS + 1],
                     int *out_count)
{
    DbRows rows = db_query(a, all->db, &SQL_hasil_export_said, db_i64(all->c->id), db_date(row->day),
                           db_blob((Str){(const char *)row->key, SURVEI_KEY}));
    *out_count = 0;
    while (*out_count <= SURVEI_QUESTIONS && db_next(&rows)) {
        SurveiSaid *s = &out[(*out_count)++];
        s->question_id = db_get_i64(&rows);
        s->say         = db_get_text(&rows);
    }
    return db_done(&rows);
}
