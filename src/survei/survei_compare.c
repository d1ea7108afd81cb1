#include "survei/survei_compare.h"

#include "survei_result.sql.h"

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

Err survei_compare(Arena *a, Db *db, const UnitAsker *by, const SurveiPacks *packs, const CompareSpan *span,
                   CompareRows *out)
{
    DbRows rows = db_query(a, db, &SQL_survei_compare, db_i64(by->instansi_id), db_i64(by->user_id),
                           db_i64(by->role_bits), db_date(by->today), db_text(survei_family(a, packs, span->family)),
                           db_date(span->from), db_date(span->until), db_i64(least_of(packs, span->family)));

    *out = (CompareRows){0};
    while (db_next(&rows)) {
        CompareRow x = {.unit_id = db_get_i64(&rows)};
        x.unit_code  = db_get_text(&rows);
        x.unit_name  = db_get_text(&rows);
        x.pack       = survei_pack(packs, db_get_text(&rows));
        i64 points   = db_get_i64(&rows), elements = db_get_i64(&rows);
        x.campaigns  = db_get_i64(&rows);
        x.newest_id  = db_get_i64(&rows);
        x.sums       = (SurveiSums){.n = db_get_i64(&rows)};
        x.sums.total    = db_get_i64(&rows);
        x.sums.total_sq = db_get_i64(&rows);
        x.scale         = x.pack && x.pack->nelements == elements ? survei_scale(x.pack, points) : NULL;
        if (x.scale)
            *list_add(a, out) = x;
    }
    return db_done(&rows);
}

Err survei_compare_marks(Arena scratch, Db *db, const SurveiPacks *packs, const CompareSpan *span, CompareRow *row)
{
    DbRows rows = db_query(&scratch, db, &SQL_survei_compare_marks, db_i64(row->unit_id), db_text(row->pack->id),
                           db_i64(row->scale->points), db_date(span->from), db_date(span->until),
                           db_i64(least_of(packs, span->family)));

    while (db_next(&rows)) {
        i64 e = db_get_i64(&rows), mark = db_get_i64(&rows), n = db_get_i64(&rows);
        if (e >= 0 && e < SURVEI_ELEMENTS && mark >= 1 && mark <= SURVEI_POINTS)
            row->sums.marks[e][mark - 1] = n;
    }
    return db_done(&rows);
}
