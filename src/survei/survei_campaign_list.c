/* The list of campaigns that somebody reaches. */
#include "survei/survei_campaign.h"

#include "survei_campaign.sql.h"

Ratio survei_index_of(const SurveiPack *p, const SurveiScale *scale, i64 n, i64 total)
{
    if (!n)
        return (Ratio){0};
    return ratio_mul(ratio_mul(ratio(total, n), p->weight.is), ratio_mul(scale->factor.is, p->times.is));
}

enum { WORDS = 3, SEEN = 8, WANTED = 11, CUT = 13, KEYED = 15 };

static void bind(Arena *a, const UnitAsker *by, const SurveiWanted *ask, DbVal *v)
{
    v[0]  = db_i64(by->user_id);
    v[1]  = db_i64(by->role_bits);
    v[2]  = db_date(by->today);
    v[3]  = db_i64(by->instansi_id);
    v[4]  = db_text(ask->state);
    v[5]  = db_date(date_ymd(ask->year ? ask->year : 2000, 1, 1));
    v[6]  = db_date(date_ymd(ask->year ? ask->year : 2999, 12, 31));
    v[7]  = db_i64(ask->unit_id);
    db_words(a, ask->search, WORDS, v + 8);
    v[11] = db_i64(ask->most);
    v[12] = db_i64(ask->after);
    v[13] = db_text(ask->key);
    v[14] = db_i64(ask->least > 0 ? ask->least : 1);
}

static Err read_forms(Arena *a, Db *db, SurveiListRow *c)
{
    DbRows rows = db_query(a, db, &SQL_campaign_list_forms, db_i64(c->id));

    while (c->nforms < SURVEI_FORMS && db_next(&rows)) {
        SurveiListForm *f = &c->forms[c->nforms++];
        f->pack_id = db_get_text(&rows);
        f->points  = (int)db_get_i64(&rows);
        f->n       = db_get_i64(&rows);
        f->total   = db_get_i64(&rows);
    }
    c->n = c->nforms ? c->forms[0].n : 0;
    return db_done(&rows);
}

static Err read_row(Arena *a, Db *db, i64 id, SurveiListRow *c)
{
    DbRows rows = db_query(a, db, &SQL_campaign_list_row, db_i64(id));

    if (db_next(&rows)) {
        c->id           = db_get_i64(&rows);
        c->unit_id      = db_get_i64(&rows);
        c->version      = db_get_i64(&rows);
        c->unit_code    = db_get_text(&rows);
        c->unit_name    = db_get_text(&rows);
        c->title        = db_get_text(&rows);
        c->slug         = db_get_text(&rows);
        c->mode         = (SurveiMode)db_get_name(&rows, survei_modes, SURVEI_MODES);
        c->state        = (SurveiState)db_get_name(&rows, survei_states, SURVEI_STATES);
        c->opens_on     = db_get_date(&rows);
        c->closes_on    = db_get_date(&rows);
        c->published_at = db_get_at(&rows);
        c->quota        = db_get_i64(&rows);
        c->utc_minutes  = (int)db_get_i64(&rows);
    }
    TRY(db_done(&rows));
    return read_forms(a, db, c);
}

Err survei_list(Arena *a, Db *db, const UnitAsker *by, const SurveiWanted *ask, SurveiList *out, i64 *out_of)
{
    static const Sql *const sorts[SURVEI_SORTS] = {
        &SQL_campaign_list_opens_down,  &SQL_campaign_list_opens, &SQL_campaign_list_closes,
        &SQL_campaign_list_closes_down, &SQL_campaign_list_unit,  &SQL_campaign_list_unit_down,
        &SQL_campaign_list_title,       &SQL_campaign_list_title_down,
        &SQL_campaign_list_key,         &SQL_campaign_list_key_down,
    };
    LIST(i64) ids = {0};
    DbVal     v[KEYED];

    *out = (SurveiList){0};
    bind(a, by, ask, v);
    bool words = str_trim(ask->search).len > 0;
    TRY(db_one_i64(words ? db_run(a, db, &SQL_campaign_list_count, WANTED, v)
                         : db_run(a, db, &SQL_campaign_list_count_all, SEEN, v), out_of));
    DbRows rows = db_run(a, db, sorts[ask->sort], ask->sort < SORT_KEY ? CUT : KEYED, v);
    while (db_next(&rows))
        *list_add(a, &ids) = db_get_i64(&rows);
    TRY(db_done(&rows));
    for (isize i = 0; i < ids.count; i++)
        TRY(read_row(a, db, ids.at[i], list_add(a, out)));
    return NO_ERR;
}

Err survei_list_years(Arena scratch, Db *db, i64 instansi_id, int *out_first, int *out_last)
{
    DbRows rows = db_query(&scratch, db, &SQL_campaign_years, db_i64(instansi_id));

    *out_first = *out_last = 0;
    if (db_next(&rows) && !db_is_null(&rows)) {
        *out_first = date_split(db_get_date(&rows)).year;
        *out_last  = date_split(db_get_date(&rows)).year;
    }
    return db_done(&rows);
}
