#include "unit/unit.h"

#include "unit/unit_rows.h"

/* --- kinds --- */

static const struct { const char *code, *written; Msg msg; } kinds[UNIT_KINDS] = {
    [UNIT_INSTANSI] = {"instansi", "instansi", MSG_unit_kind_instansi},
    [UNIT_ESELON1]  = {"eselon1",  "eselon i", MSG_unit_kind_eselon1},
    [UNIT_KERJA]    = {"unit",     "unit kerja", MSG_unit_kind_unit},
    [UNIT_SATKER]   = {"satker",   "satker", MSG_unit_kind_satker},
    [UNIT_KAWASAN]  = {"kawasan",  "kawasan", MSG_unit_kind_kawasan},
};

Str unit_kind_code(UnitKind kind)
{
    return str_of(kinds[kind].code);
}

Msg unit_kind_msg(UnitKind kind)
{
    return kinds[kind].msg;
}

bool unit_kind_parse(Str code, UnitKind *out)
{
    for (int k = 0; k < UNIT_KINDS; k++)
        if (str_eq_nocase(code, str_of(kinds[k].code)) || str_eq_nocase(code, str_of(kinds[k].written))) {
            *out = (UnitKind)k;
            return true;
        }
    return false;
}

/* --- reading --- */

void unit_read(DbRows *rows, Unit *u)
{
    u->id             = db_get_i64(rows);
    u->instansi_id    = db_get_i64(rows);
    u->parent_id      = db_get_i64(rows);
    u->merged_into_id = db_get_i64(rows);
    u->version        = db_get_i64(rows);
    (void)unit_kind_parse(db_get_text(rows), &u->kind);
    u->facts.code          = db_get_text(rows);
    u->facts.name          = db_get_text(rows);
    u->facts.short_name    = db_get_text(rows);
    u->facts.address       = db_get_text(rows);
    u->facts.city          = db_get_text(rows);
    u->facts.province      = db_get_text(rows);
    u->facts.utc_minutes   = db_get_i64(rows);
    u->facts.serves_public = db_get_bool(rows);
    u->facts.core_service  = db_get_bool(rows);
    u->facts.high_risk     = db_get_bool(rows);
    u->facts.opened_on     = db_get_date(rows);
    u->closed_on           = db_get_date(rows);
    (void)unit_kind_parse(db_get_text(rows), &u->parent_kind);
    u->parent_code      = db_get_text(rows);
    u->parent_name      = db_get_text(rows);
    u->merged_into_name = db_get_text(rows);
}

static Err read_one(DbRows rows, Unit *out)
{
    Unit u     = {0};
    bool found = db_next(&rows);
    if (found)
        unit_read(&rows, &u);
    TRY(db_done(&rows));
    if (!found)
        return FAIL(ERR_NOT_FOUND, "no such unit within these walls");
    *out = u;
    return NO_ERR;
}

static Err read_all(Arena *a, DbRows rows, Units *out)
{
    while (db_next(&rows)) {
        Unit u = {0};
        unit_read(&rows, &u);
        *list_add(a, out) = u;
    }
    return db_done(&rows);
}

Err unit_find(Arena *a, Db *db, i64 instansi_id, i64 id, Unit *out)
{
    return read_one(db_query(a, db, &SQL_unit_find, db_i64(instansi_id), db_i64(id)), out);
}

Err unit_find_code(Arena *a, Db *db, i64 instansi_id, Str code, Unit *out)
{
    return read_one(db_query(a, db, &SQL_unit_find_code, db_i64(instansi_id), db_text(code)), out);
}

Err unit_find_reached(Arena *a, Db *db, const UnitAsker *by, i64 id, Unit *out)
{
    return read_one(db_query(a, db, &SQL_unit_find_reached, db_i64(by->instansi_id), db_i64(by->user_id),
                             db_i64(by->role_bits), db_date(by->today), db_i64(id)), out);
}

Err unit_find_code_reached(Arena *a, Db *db, const UnitAsker *by, Str code, Unit *out)
{
    return read_one(db_query(a, db, &SQL_unit_find_code_reached, db_i64(by->instansi_id), db_i64(by->user_id),
                             db_i64(by->role_bits), db_date(by->today), db_text(code)), out);
}

Err unit_reaches(Arena scratch, Db *db, const UnitAsker *by, i64 id, bool *out)
{
    Unit u;
    Err  e = unit_find_reached(&scratch, db, by, id, &u);
    *out = !e.kind;
    return e.kind == ERR_NOT_FOUND ? NO_ERR : e;
}

Err unit_reached(Arena *a, Db *db, const UnitAsker *by, Units *out)
{
    return read_all(a, db_query(a, db, &SQL_unit_reached, db_i64(by->instansi_id), db_i64(by->user_id),
                                db_i64(by->role_bits), db_date(by->today)), out);
}

Err unit_instansi(Arena *a, Db *db, Units *out)
{
    return read_all(a, db_query0(a, db, &SQL_unit_instansi), out);
}

Err unit_children(Arena *a, Db *db, i64 instansi_id, i64 id, Units *out)
{
    return read_all(a, db_query(a, db, &SQL_unit_children, db_i64(instansi_id), db_i64(id)), out);
}

Err unit_members(Arena *a, Db *db, i64 instansi_id, i64 kawasan_id, Units *out)
{
    return read_all(a, db_query(a, db, &SQL_unit_members, db_i64(instansi_id), db_i64(kawasan_id)), out);
}

/* --- the tree in order: rows come by code; each is hung behind its parent's last child --- */

typedef struct { isize child, last, next; } Knot;       /* 1 + index into the rows; 0: none */

/* Rows by their id, so that a parent is found in a few steps. */
typedef struct { i64 id; isize row; } Place;

static void sort_places(Place *p, Place *room, isize n)
{
    if (n < 2)
        return;
    isize half = n / 2, i = 0, k = half;
    sort_places(p, room, half);
    sort_places(p + half, room, n - half);
    for (isize to = 0; to < n; to++)
        room[to] = k == n || (i < half && p[i].id <= p[k].id) ? p[i++] : p[k++];
    for (isize to = 0; to < n; to++)
        p[to] = room[to];
}

static isize place_of(const Place *p, isize n, i64 id)
{
    isize low = 0;
    while (n > 0) {
        isize half = n / 2;
        if (p[low + half].id < id) {
            low += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return low;
}

static void knot(Arena scratch, const Units *rows, i64 top_id, Knot *knots)
{
    Place *places = new(&scratch, Place, rows->count);
    Place *room   = new(&scratch, Place, rows->count);

    for (isize i = 0; i < rows->count; i++)
        places[i] = (Place){rows->at[i].id, i};
    sort_places(places, room, rows->count);
    for (isize i = 0; i < rows->count; i++) {
        isize at = place_of(places, rows->count, rows->at[i].parent_id);
        if (rows->at[i].id == top_id || at == rows->count || places[at].id != rows->at[i].parent_id)
            continue;
        Knot *parent = &knots[places[at].row];
        *(parent->last ? &knots[parent->last - 1].next : &parent->child) = i + 1;
        parent->last = i + 1;
    }
}

Err unit_tree(Arena *a, Db *db, i64 instansi_id, i64 top_id, Units *out)
{
    Units rows = {0};
    TRY(read_all(a, db_query(a, db, &SQL_unit_tree, db_i64(instansi_id), db_i64(top_id)), &rows));

    Knot  *knots = new(a, Knot, rows.count);
    isize *stack = new(a, isize, rows.count + 1), depth = 0, at = 0;
    knot(*a, &rows, top_id, knots);
    for (isize i = 0; i < rows.count; i++)
        if (rows.at[i].id == top_id)
            at = i + 1;
    while (at) {
        Unit *u = list_add(a, out);
        *u = rows.at[at - 1];
        u->depth = (int)depth;
        if (knots[at - 1].child) {
            stack[depth++] = at;
            at = knots[at - 1].child;
            continue;
        }
        while (depth && !knots[at - 1].next)
            at = stack[--depth];
        at = depth ? knots[at - 1].next : 0;
    }
    return NO_ERR;
}

/* --- history --- */

Err unit_events(Arena *a, Db *db, i64 instansi_id, i64 id, UnitEvents *out)
{
    DbRows rows = db_query(a, db, &SQL_unit_events, db_i64(instansi_id), db_i64(id));
    while (db_next(&rows)) {
        UnitEvent *e = list_add(a, out);
        e->at      = db_get_at(&rows);
        e->on_day  = db_get_date(&rows);
        e->user_id = db_get_i64(&rows);
        e->action  = db_get_text(&rows);
        e->before  = db_get_text(&rows);
        e->after   = db_get_text(&rows);
        e->why     = db_get_text(&rows);
    }
    return db_done(&rows);
}

Msg unit_event_msg(Str action)
{
    static const struct { const char *action; Msg msg; } words[] = {
        {"made", MSG_unit_event_made},         {"edited", MSG_unit_event_edited},
        {"renamed", MSG_unit_event_renamed},   {"moved", MSG_unit_event_moved},
        {"merged", MSG_unit_event_merged},     {"took_in", MSG_unit_event_took_in},
        {"closed", MSG_unit_event_closed},     {"reopened", MSG_unit_event_reopened},
        {"joined", MSG_unit_event_joined},     {"left", MSG_unit_event_left},
    };
    for (isize i = 0; i < countof(words); i++)
        if (str_is(action, words[i].action))
            return words[i].msg;
    return MSG_unit_event_edited;
}
