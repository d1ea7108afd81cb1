#include "papan/papan.h"

#include "papan.sql.h"

enum { NONE = -1, UNIT_STEP = 5 };

i64 papan_cut(Arena scratch, Ratio exact)
{
    bool  minus = ratio_cmp(exact, ratio(0, 1)) < 0;
    Ratio size  = ratio_mul(minus ? ratio_sub(ratio(0, 1), exact) : exact, ratio(PAPAN_POINT, 1));
    i64   cut   = 0;

    if (ratio_cmp(size, ratio(1, 1)) >= 0)      /* half a unit less rounds to what is below */
        str_i64(ratio_round(&scratch, ratio_sub(size, ratio(1, 2)), 0, '.'), &cut);
    return minus ? -cut : cut;
}

Ratio papan_exact(i64 millionths)
{
    return ratio(millionths, PAPAN_POINT);
}

/* --- a row, as it is counted --- */

typedef struct { i64 year, stage, points, gates, tpi, tpi_gates; Str target; bool there, judged; } Row;

static Err find(Arena *a, Db *db, i64 instansi_id, i64 worksheet_id, Row *out)
{
    DbRows rows = db_query(a, db, &SQL_papan_find, db_i64(instansi_id), db_i64(worksheet_id));

    *out = (Row){.there = db_next(&rows)};
    if (out->there) {
        out->year      = db_get_i64(&rows);
        out->stage     = db_get_i64(&rows);
        out->target    = db_get_text(&rows);
        out->points    = db_get_i64(&rows);
        out->gates     = db_get_i64(&rows);
        out->judged    = !db_is_null(&rows);
        out->tpi       = db_get_i64(&rows);
        out->tpi_gates = db_get_i64(&rows);
    }
    return db_done(&rows);
}

static bool alike(const Row *x, const Row *y)
{
    return x->there == y->there && x->stage == y->stage && str_eq(x->target, y->target) && x->gates == y->gates
        && x->judged == y->judged && x->tpi_gates == y->tpi_gates;
}

static Err count(Db *db, i64 instansi_id, const Row *row, int n)
{
    if (!row->there)
        return NO_ERR;
    return db_do(db, &SQL_papan_tally, db_i64(instansi_id), db_i64(row->year), db_i64(row->stage),
                 db_text(row->target), db_i64(row->gates), db_i64(row->judged ? row->tpi_gates : NONE), db_i64(n));
}

static i64 band(const Row *row, const char *kind)
{
    if (!row->there)
        return NONE;
    if (str_is(str_of(kind), "unit"))
        return row->points / PAPAN_POINT / UNIT_STEP * UNIT_STEP;
    if (!row->judged || (str_is(str_of(kind), "decided") && row->stage < PAPAN_DECIDED))
        return NONE;
    return row->tpi / PAPAN_POINT;
}

typedef struct { Db *db; i64 instansi_id, year; const char *kind; } Bands;

static Err count_band(const Bands *b, i64 at, int n)
{
    if (at == NONE)
        return NO_ERR;
    return db_do(b->db, &SQL_papan_band, db_i64(b->instansi_id), db_i64(b->year), db_text(str_of(b->kind)),
                 db_i64(at), db_i64(n));
}

/* The lower one first: two who change the same two wait for each other, and not both. */
static Err move_band(const Bands *b, i64 was, i64 is)
{
    if (was == is)
        return NO_ERR;
    TRY(count_band(b, was < is ? was : is, was < is ? -1 : 1));
    return count_band(b, was < is ? is : was, was < is ? 1 : -1);
}

static bool stands_before(const Row *x, const Row *y)
{
    int target = str_cmp(x->target, y->target);
    i64 order  = x->stage != y->stage ? x->stage - y->stage
               : target               ? target
               : x->gates != y->gates ? x->gates - y->gates
                                      : (x->judged ? x->tpi_gates : NONE) - (y->judged ? y->tpi_gates : NONE);
    return order < 0;
}

static Err recount(Db *db, i64 instansi_id, const Row *was, const Row *is)
{
    static const char *const kinds[] = {"decided", "tpi", "unit"};
    bool first = stands_before(was, is);

    if (!alike(was, is)) {
        TRY(count(db, instansi_id, first ? was : is, first ? -1 : 1));
        TRY(count(db, instansi_id, first ? is : was, first ? 1 : -1));
    }
    for (isize i = 0; i < countof(kinds); i++)
        TRY(move_band(&(Bands){db, instansi_id, is->year, kinds[i]}, band(was, kinds[i]), band(is, kinds[i])));
    return NO_ERR;
}

/* --- what changes it --- */

Err papan_score(Arena scratch, Db *db, const PapanScore *s)
{
    Row was, is;

    TRY(find(&scratch, db, s->instansi_id, s->worksheet_id, &was));
    if (was.there && was.points == s->points && was.gates == s->gates && str_eq(was.target, s->target))
        return NO_ERR;
    TRY(db_do(db, &SQL_papan_score, db_i64(s->worksheet_id), db_i64(s->instansi_id), db_i64(s->unit_id),
              db_i64(s->year), db_text(s->pack_id), db_text(s->target), db_i64(s->points), db_i64(s->gates),
              db_at(s->made_at)));
    if (!was.there || was.points != s->points)
        TRY(db_do(db, &SQL_papan_next_year, db_i64(s->instansi_id), db_i64(s->unit_id), db_i64(s->year + 1),
                  db_text(s->pack_id), db_i64(s->points)));
    TRY(find(&scratch, db, s->instansi_id, s->worksheet_id, &is));
    return recount(db, s->instansi_id, &was, &is);
}

Err papan_stage(Arena scratch, Db *db, const PapanStage *s)
{
    Row was, is;

    TRY(find(&scratch, db, s->instansi_id, s->worksheet_id, &was));
    if (!was.there)
        return FAIL(ERR_NOT_FOUND, "a worksheet that is on no board");
    TRY(db_do(db, &SQL_papan_stage, db_i64(s->instansi_id), db_i64(s->worksheet_id), db_i64(s->stage),
              db_at(s->since), s->judged ? db_i64(s->tpi) : db_null(), s->judged ? db_i64(s->tpi_gates) : db_null()));
    TRY(find(&scratch, db, s->instansi_id, s->worksheet_id, &is));
    return recount(db, s->instansi_id, &was, &is);
}

Err papan_miscounted(Arena scratch, Db *db, i64 *out)
{
    return db_one_i64(db_query0(&scratch, db, &SQL_papan_miscounted), out);
}
