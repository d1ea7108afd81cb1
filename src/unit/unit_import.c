#include "unit/unit_import.h"

const SheetCol unit_sheet_cols[UNIT_COLS] = {
    [UNIT_COL_CODE]     = {"kode", "kode unit|kode satker|code", true, "012.02"},
    [UNIT_COL_NAME]     = {"nama", "nama unit|nama satker|name", true, "Balai Contoh Wilayah II"},
    [UNIT_COL_KIND]     = {"jenis", "jenis unit|kind", true, "satker"},
    [UNIT_COL_PARENT]   = {"kode_induk", "induk|parent", true, "012"},
    [UNIT_COL_SHORT]    = {"singkatan", "nama singkat|short name", false, "BC II"},
    [UNIT_COL_ADDRESS]  = {"alamat", "address", false, "Jalan Merpati 5"},
    [UNIT_COL_CITY]     = {"kota", "kabupaten|kabupaten/kota|city", false, "Kota Contoh"},
    [UNIT_COL_PROVINCE] = {"provinsi", "province", false, "Sulawesi Selatan"},
    [UNIT_COL_ZONE]     = {"zona_waktu", "zona|waktu|time zone", false, "WITA"},
    [UNIT_COL_PUBLIC]   = {"layanan_publik", "pelayanan publik|serves public", false, "ya"},
    [UNIT_COL_CORE]     = {"layanan_inti", "core service", false, "ya"},
    [UNIT_COL_RISK]     = {"rawan_korupsi", "high risk", false, "tidak"},
    [UNIT_COL_OPENED]   = {"berdiri", "tanggal berdiri|opened", false, "2010-04-01"},
};

/* What a judgement needs at hand. */
typedef struct {
    Arena           *a;
    const UnitAsker *by;
    const Sheet     *s;
    Issues          *issues;
    UnitImport      *out;
    Units            all, reached;
} Judge;

static void problem(const Judge *j, const SheetRow *row, int col, Msg msg)
{
    issue_say(j->issues, j->by->lang, sheet_cell(j->a, j->s, row, col), msg);
}

#define problemf(j, row, col, msg, ...) \
    issue_sayf((j)->issues, (j)->by->lang, sheet_cell((j)->a, (j)->s, row, col), msg, __VA_ARGS__)

static const Unit *with_code(const Units *units, Str code)
{
    for (isize i = 0; i < units->count; i++)
        if (str_eq(units->at[i].facts.code, code))
            return &units->at[i];
    return NULL;
}

static UnitImportRow *row_with_code(const Judge *j, Str code)
{
    for (isize i = 0; i < j->out->rows.count; i++)
        if (str_eq(j->out->rows.at[i].facts.code, code))
            return &j->out->rows.at[i];
    return NULL;
}

/* --- one row, by itself --- */

static bool read_flag(const Judge *j, const SheetRow *row, int col)
{
    Str v = row->cells[col];
    if (!v.len || str_eq_nocase(v, S("tidak")) || str_eq_nocase(v, S("no")) || str_is(v, "0") || str_is(v, "-"))
        return false;
    if (!str_eq_nocase(v, S("ya")) && !str_eq_nocase(v, S("yes")) && !str_is(v, "1") && !str_eq_nocase(v, S("x")))
        problem(j, row, col, MSG_unit_flag_unknown);
    return true;
}

static i64 read_zone(const Judge *j, const SheetRow *row)
{
    Str v = row->cells[UNIT_COL_ZONE];
    if (str_eq_nocase(v, S("WITA")))
        return 480;
    if (str_eq_nocase(v, S("WIT")))
        return 540;
    if (v.len && !str_eq_nocase(v, S("WIB")))
        problem(j, row, UNIT_COL_ZONE, MSG_unit_zone_unknown);
    return 420;
}

static Date read_day(const Judge *j, const SheetRow *row)
{
    Str  v = row->cells[UNIT_COL_OPENED];
    Date d = {0};
    if (v.len == 10 && v.at[2] == '/' && v.at[5] == '/')
        v = str_fmt(j->a, "%.4s-%.2s-%.2s", v.at + 6, v.at + 3, v.at);
    if (v.len && !date_parse(v, &d))
        problem(j, row, UNIT_COL_OPENED, MSG_unit_day_unknown);
    return d;
}

static int column_of(Str field)
{
    return str_is(field, "code") ? UNIT_COL_CODE : str_is(field, "name") ? UNIT_COL_NAME
         : str_is(field, "opened_on") ? UNIT_COL_OPENED : UNIT_COL_ZONE;
}

static UnitImportRow read_row(const Judge *j, const SheetRow *row)
{
    Issues        own = {.arena = j->a};
    UnitImportRow r   = {.row = row, .parent_code = row->cells[UNIT_COL_PARENT]};

    r.facts = (UnitFacts){
        .code = row->cells[UNIT_COL_CODE], .name = row->cells[UNIT_COL_NAME],
        .short_name = row->cells[UNIT_COL_SHORT], .address = row->cells[UNIT_COL_ADDRESS],
        .city = row->cells[UNIT_COL_CITY], .province = row->cells[UNIT_COL_PROVINCE], .utc_minutes = read_zone(j, row),
        .serves_public = read_flag(j, row, UNIT_COL_PUBLIC), .core_service = read_flag(j, row, UNIT_COL_CORE),
        .high_risk = read_flag(j, row, UNIT_COL_RISK), .opened_on = read_day(j, row),
    };
    unit_check(&r.facts, j->by, &own);
    for (isize i = 0; i < own.count; i++)
        issue_add(j->issues, sheet_cell(j->a, j->s, row, column_of(own.at[i].field)), own.at[i].text);
    const Unit *top = with_code(&j->all, r.facts.code);
    r.kind_known    = unit_kind_parse(row->cells[UNIT_COL_KIND], &r.kind)
                   && (r.kind != UNIT_INSTANSI || (top && top->kind == UNIT_INSTANSI));
    if (!r.kind_known)
        problem(j, row, UNIT_COL_KIND, MSG_unit_kind_unknown);
    return r;
}

/* --- against what is there --- */

static bool same_facts(const UnitFacts *x, const UnitFacts *y)
{
    return str_eq(x->name, y->name) && str_eq(x->short_name, y->short_name) && str_eq(x->address, y->address)
        && str_eq(x->city, y->city) && str_eq(x->province, y->province) && x->utc_minutes == y->utc_minutes
        && x->serves_public == y->serves_public && x->core_service == y->core_service
        && x->high_risk == y->high_risk && x->opened_on.days == y->opened_on.days;
}

static void compare(const Judge *j, UnitImportRow *r)
{
    const Unit *u = with_code(&j->all, r->facts.code);

    if (!u)
        return;
    r->now    = *u;
    r->fate   = same_facts(&u->facts, &r->facts) ? UNIT_ROW_SAME : UNIT_ROW_CHANGED;
    r->placed = true;
    if (r->fate == UNIT_ROW_CHANGED && !with_code(&j->reached, r->facts.code))
        problem(j, r->row, UNIT_COL_CODE, u->closed_on.days ? MSG_unit_is_closed : MSG_unit_unknown);
    if (r->kind_known && r->kind != u->kind)
        problem(j, r->row, UNIT_COL_KIND, MSG_unit_import_kind);
    if (!u->parent_code.len && r->parent_code.len)
        problem(j, r->row, UNIT_COL_PARENT, MSG_unit_import_top);
    else if (!str_eq(r->parent_code, u->parent_code))
        problemf(j, r->row, UNIT_COL_PARENT, MSG_unit_import_moved, u->parent_code);
}

/* The parent is a unit within reach, or another new row of the file. */
static void find_parent(const Judge *j, UnitImportRow *r)
{
    const Unit          *u = with_code(&j->reached, r->parent_code);
    const UnitImportRow *p = u ? NULL : row_with_code(j, r->parent_code);

    if (r->placed)
        return;
    if (!r->parent_code.len)
        problem(j, r->row, UNIT_COL_PARENT, MSG_unit_need);
    else if (!u && (!p || p->fate != UNIT_ROW_NEW))
        problem(j, r->row, UNIT_COL_PARENT, MSG_unit_unknown);
    else if (r->kind_known && (u || (p->kind_known && p != r)) && !unit_fits_below(r->kind, u ? u->kind : p->kind))
        problemf(j, r->row, UNIT_COL_KIND, MSG_unit_wrong_place, say(j->by->lang, unit_kind_msg(r->kind)),
                 say(j->by->lang, unit_kind_msg(u ? u->kind : p->kind)));
}

/* The new row that this one hangs below; -1: none, its parent is there, or nowhere. */
static isize above(const Judge *j, isize i)
{
    const UnitImportRow *r = &j->out->rows.at[i], *p;

    if (r->placed || !r->parent_code.len || with_code(&j->reached, r->parent_code))
        return -1;
    p = row_with_code(j, r->parent_code);
    return p && p->fate == UNIT_ROW_NEW ? p - j->out->rows.at : -1;
}

/* From each row upwards, over rows that nobody has walked yet: who meets the own steps again goes round. */
static void look_for_rings(const Judge *j)
{
    isize  n    = j->out->rows.count;
    isize *up   = new(j->a, isize, n), *walk = new(j->a, isize, n);     /* the first row of the walk, from 1 */
    bool  *ring = new(j->a, bool, n);

    for (isize i = 0; i < n; i++)
        up[i] = above(j, i);
    for (isize i = 0; i < n; i++) {
        isize at = i;
        for (; at >= 0 && !walk[at]; at = up[at])
            walk[at] = i + 1;
        for (; at >= 0 && walk[at] == i + 1 && !ring[at]; at = up[at])
            ring[at] = true;
    }
    for (isize i = 0; i < n; i++)
        if (ring[i])
            problem(j, j->out->rows.at[i].row, UNIT_COL_PARENT, MSG_unit_import_ring);
}

/* Rows move behind their parents, round by round; none hangs in a ring. */
static void put_in_order(Judge *j)
{
    UnitImport *out  = j->out;
    isize       done = 0;

    for (bool moved = true; moved;) {
        moved = false;
        for (isize i = done; i < out->rows.count; i++) {
            UnitImportRow r = out->rows.at[i];
            bool ready = r.placed || with_code(&j->reached, r.parent_code);
            for (isize k = 0; k < done && !ready; k++)
                ready = str_eq(out->rows.at[k].facts.code, r.parent_code);
            if (!ready)
                continue;
            r.placed            = moved = true;
            out->rows.at[i]     = out->rows.at[done];
            out->rows.at[done++] = r;
        }
    }
}

static void look_for_twins(const Judge *j)
{
    for (isize i = 0; i < j->out->rows.count; i++) {
        UnitImportRow *r = &j->out->rows.at[i], *first = row_with_code(j, r->facts.code);
        if (r->facts.code.len && first != r)
            problemf(j, r->row, UNIT_COL_CODE, MSG_unit_import_twice,
                     str_fmt(j->a, "%lld", (long long)first->row->line));
    }
}

Err unit_import_judge(Arena *a, Db *db, const UnitAsker *by, const Sheet *s, Issues *issues, UnitImport *out)
{
    Judge j = {.a = a, .by = by, .s = s, .issues = issues, .out = out};

    *out = (UnitImport){0};
    TRY(unit_tree(a, db, by->instansi_id, by->instansi_id, &j.all));
    TRY(unit_reached(a, db, by, &j.reached));
    for (isize i = 0; i < s->rows.count; i++)
        *list_add(a, &out->rows) = read_row(&j, &s->rows.at[i]);
    look_for_twins(&j);
    for (isize i = 0; i < out->rows.count; i++)
        compare(&j, &out->rows.at[i]);
    for (isize i = 0; i < out->rows.count; i++)
        find_parent(&j, &out->rows.at[i]);
    look_for_rings(&j);
    sheet_surplus(a, s, by->lang, issues);
    if (!issues->count)
        put_in_order(&j);
    for (isize i = 0; i < out->rows.count; i++) {
        UnitRowFate fate = out->rows.at[i].fate;
        *(fate == UNIT_ROW_NEW ? &out->made : fate == UNIT_ROW_CHANGED ? &out->changed : &out->same) += 1;
    }
    return NO_ERR;
}

/* --- writing --- */

static Err write_changed(Arena scratch, Db *db, const UnitAct *act, const UnitFacts *f)
{
    const UnitFacts *now  = &act->unit->facts;
    Unit             next = *act->unit;
    UnitAct          then = *act;

    if (!str_eq(now->name, f->name) || !str_eq(now->short_name, f->short_name)) {
        TRY(unit_rename(scratch, db, act, f->name, f->short_name));
        next.version++;
        next.facts.name       = f->name;
        next.facts.short_name = f->short_name;
    }
    then.unit = &next;
    return same_facts(&next.facts, f) ? NO_ERR : unit_edit(scratch, db, &then, f);
}

Err unit_import_write(Arena scratch, Db *db, const UnitAsker *by, const UnitImport *plan, Str why)
{
    for (isize i = 0; i < plan->rows.count; i++) {
        const UnitImportRow *r = &plan->rows.at[i];
        Arena   a   = scratch;
        UnitAct act = {by, &r->now, by->today, why};
        Unit    parent;
        i64     id;
        if (r->fate == UNIT_ROW_CHANGED)
            TRY(write_changed(a, db, &act, &r->facts));
        if (r->fate != UNIT_ROW_NEW)
            continue;
        TRY(unit_find_code(&a, db, by->instansi_id, r->parent_code, &parent));
        act.unit = &parent;
        TRY(unit_add(a, db, &act, r->kind, &r->facts, &id));
    }
    return NO_ERR;
}
