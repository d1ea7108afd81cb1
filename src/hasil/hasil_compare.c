#include "hasil/hasil_compare.h"

#include "hasil.sql.h"

/* The most that any instrument of the family asks of a group. */
static i64 least_of(const SurveiPacks *packs, Str family)
{
    i64 least = 0;
    for (isize i = 0; i < packs->packs.count; i++) {
        const SurveiPack *p = packs->packs.at[i];
        i64               n = str_eq(p->family, family) ? survei_set(p, SURVEI_GROUP_LEAST) : 0;
        least = n > least ? n : least;
    }
    return least;
}

static void read_row(const SurveiPacks *packs, DbRows *rows, CompareRow *x)
{
    *x           = (CompareRow){.unit_id = db_get_i64(rows)};
    x->unit_code = db_get_text(rows);
    x->unit_name = db_get_text(rows);
    x->pack      = survei_pack(packs, db_get_text(rows));
    i64 points   = db_get_i64(rows), elements = db_get_i64(rows);
    x->campaigns = db_get_i64(rows);
    x->newest_id = db_get_i64(rows);
    x->n         = db_get_i64(rows);
    x->total     = db_get_i64(rows);
    x->total_sq  = db_get_i64(rows);
    x->scale     = x->pack && x->pack->nelements == elements ? survei_scale(x->pack, points) : NULL;
}

static Err ask(Arena *a, Db *db, const UnitAsker *by, const SurveiPacks *packs, const CompareSpan *span, Str pack,
               CompareRows *out)
{
    DbRows rows = db_query(a, db, &SQL_hasil_compare, db_i64(by->instansi_id), db_i64(by->user_id),
                           db_i64(by->role_bits), db_date(by->today), db_i64(least_of(packs, span->family)),
                           db_date(span->from), db_date(span->until), db_text(pack));

    while (db_next(&rows)) {
        CompareRow x;
        read_row(packs, &rows, &x);
        if (x.scale)
            *list_add(a, out) = x;
    }
    return db_done(&rows);
}

Err hasil_compare(Arena *a, Db *db, const UnitAsker *by, const SurveiPacks *packs, const CompareSpan *span,
                   CompareRows *out)
{
    *out = (CompareRows){0};
    for (isize i = 0; i < packs->packs.count; i++)
        if (str_eq(packs->packs.at[i]->family, span->family))
            TRY(ask(a, db, by, packs, span, packs->packs.at[i]->id, out));
    return NO_ERR;
}

Err hasil_compare_sums(Arena scratch, Db *db, const SurveiPacks *packs, const CompareOne *one, SurveiSums *out)
{
    const CompareRow *row  = one->row;
    DbRows            rows = db_query(&scratch, db, &SQL_hasil_compare_marks, db_i64(row->unit_id),
                                      db_text(row->pack->id), db_i64(row->scale->points), db_date(one->span->from),
                                      db_date(one->span->until), db_i64(least_of(packs, one->span->family)));

    *out = (SurveiSums){.n = row->n, .total = row->total, .total_sq = row->total_sq};
    while (db_next(&rows)) {
        i64 e = db_get_i64(&rows), mark = db_get_i64(&rows), n = db_get_i64(&rows);
        if (e >= 0 && e < SURVEI_ELEMENTS && mark >= 1 && mark <= SURVEI_POINTS)
            out->marks[e][mark - 1] = n;
    }
    return db_done(&rows);
}

/* --- index and band of thousands --- */

void hasil_compare_rule(const CompareRow *row, CompareRule *rule)
{
    const SurveiPack *p = row->pack;

    if (rule->pack == p && rule->scale == row->scale)
        return;
    *rule      = (CompareRule){.pack = p, .scale = row->scale};
    rule->each = ratio_mul(ratio_mul(p->times.is, p->weight.is), row->scale->factor.is);
    Ratio half = ratio_div(ratio(1, 2), survei_step(p));
    for (int i = 0; i < p->nbands - 1; i++) {
        Ratio reach = ratio_div(ratio_sub(p->bands[i].from.is, half), rule->each);
        if (!ratio_split(reach, &rule->num[i], &rule->den[i]))
            rule->num[i] = rule->den[i] = 0;
    }
}

Ratio hasil_compare_index(const CompareRule *rule, const CompareRow *row)
{
    return ratio_mul(rule->each, ratio(row->total, row->n));
}

const SurveiBand *hasil_compare_band(const CompareRule *rule, const CompareRow *row)
{
    const SurveiPack *p = rule->pack;

    for (int i = 0; i < p->nbands - 1; i++) {
        i64 have, reach;
        if (!rule->den[i] || __builtin_mul_overflow(row->total, rule->den[i], &have)
            || __builtin_mul_overflow(row->n, rule->num[i], &reach))
            return survei_band(p, hasil_compare_index(rule, row));
        if (have >= reach)
            return &p->bands[i];
    }
    return &p->bands[p->nbands - 1];
}
