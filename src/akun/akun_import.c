#include "akun/akun_import.h"

const SheetCol akun_sheet_cols[AKUN_COLS] = {
    [AKUN_COL_NIP]      = {"nip", "nomor induk pegawai", true, "198001012005011001"},
    [AKUN_COL_NAME]     = {"nama", "nama lengkap|name", true, "Siti Contoh"},
    [AKUN_COL_EMAIL]    = {"surel", "email|e-mail|alamat surel", false, "siti@contoh.go.id"},
    [AKUN_COL_UNIT]     = {"kode_unit", "unit|satker|unit code", true, "012.02"},
    [AKUN_COL_POSITION] = {"jabatan", "position", false, "Analis Kebijakan"},
    [AKUN_COL_ROLES]    = {"peran", "roles|role", false, "TIM_KERJA; AGEN"},
};

typedef struct {
    Arena           *a;
    Db              *db;
    const UnitAsker *by;
    const Sheet     *s;
    AkunRoleParse   *parse;
    Issues          *issues;
    AkunImport      *out;
    Units            reached;
} Judge;

static void problem(const Judge *j, const SheetRow *row, int col, Msg msg)
{
    issue_say(j->issues, j->by->lang, sheet_cell(j->a, j->s, row, col), msg);
}

#define problemf(j, row, col, msg, ...) \
    issue_sayf((j)->issues, (j)->by->lang, sheet_cell((j)->a, (j)->s, row, col), msg, __VA_ARGS__)

static i64 read_roles(const Judge *j, const SheetRow *row)
{
    Str rest = row->cells[AKUN_COL_ROLES];
    i64 bits = 0, bit;

    while (rest.len) {
        Str part = str_trim(str_cut(&rest, ';'));
        if (part.len && !j->parse(part, &bit))
            problemf(j, row, AKUN_COL_ROLES, MSG_akun_import_role, part);
        else if (part.len)
            bits |= bit;
    }
    return bits;
}

static int column_of(Str field)
{
    return str_is(field, "nip") ? AKUN_COL_NIP : str_is(field, "email") ? AKUN_COL_EMAIL
         : str_is(field, "position") ? AKUN_COL_POSITION : AKUN_COL_NAME;
}

static void find_unit(const Judge *j, AkunImportRow *r)
{
    Str code = r->row->cells[AKUN_COL_UNIT];
    for (isize i = 0; i < j->reached.count && !r->unit.id; i++)
        if (str_eq(j->reached.at[i].facts.code, code))
            r->unit = j->reached.at[i];
    if (!r->unit.id)
        problem(j, r->row, AKUN_COL_UNIT, code.len ? MSG_unit_unknown : MSG_unit_need);
}

/* Somebody else's NIP says no more than that it cannot be used. */
static Err find_person(const Judge *j, AkunImportRow *r)
{
    bool     may = false;
    AkunUser u;
    Err      e = akun_user_find_nip(j->a, j->db, r->facts.nip, &u);

    if (e.kind == ERR_NOT_FOUND)
        return NO_ERR;
    TRY(e);
    TRY(akun_may_manage(*j->a, j->db, j->by, u.id, &may));
    if (!may || !u.active)
        return NO_ERR;                          /* stays "new", and its NIP is found to be taken */
    r->now  = u;
    r->fate = str_eq(u.facts.name, r->facts.name) && str_eq(u.facts.email, r->facts.email)
               && str_eq(u.facts.position, r->facts.position) && u.unit_id == r->unit.id
            ? AKUN_ROW_SAME : AKUN_ROW_CHANGED;
    return NO_ERR;
}

static Err drop_held_roles(const Judge *j, AkunImportRow *r)
{
    AkunRoles held = {0};

    if (!r->now.id || !r->bits)
        return NO_ERR;
    if (r->now.id == j->by->user_id) {
        problem(j, r->row, AKUN_COL_ROLES, MSG_akun_role_self);
        return NO_ERR;
    }
    TRY(akun_roles(j->a, j->db, r->now.id, j->by->today, &held));
    for (isize i = 0; i < held.count; i++)
        if (held.at[i].holds && held.at[i].unit_id == r->unit.id)
            r->bits &= ~held.at[i].role_bits;
    if (r->bits && r->fate == AKUN_ROW_SAME)
        r->fate = AKUN_ROW_CHANGED;
    return NO_ERR;
}

static Err read_row(const Judge *j, const SheetRow *row, AkunImportRow *r)
{
    Issues own = {.arena = j->a};

    *r = (AkunImportRow){.row = row, .bits = read_roles(j, row)};
    r->facts = (AkunFacts){.nip = akun_nip(j->a, row->cells[AKUN_COL_NIP]), .name = row->cells[AKUN_COL_NAME],
                           .email = akun_email(j->a, row->cells[AKUN_COL_EMAIL]),
                           .position = row->cells[AKUN_COL_POSITION], .lang = LANG_ID};
    find_unit(j, r);
    TRY(find_person(j, r));
    TRY(drop_held_roles(j, r));
    TRY(akun_user_check(*j->a, j->db, j->by, r->now.id, &r->facts, &own));
    for (isize i = 0; i < own.count; i++)
        issue_add(j->issues, sheet_cell(j->a, j->s, row, column_of(own.at[i].field)), own.at[i].text);
    return NO_ERR;
}

static void look_for_twins(const Judge *j)
{
    const AkunImportRow *rows = j->out->rows.at;
    for (isize i = 0; i < j->out->rows.count; i++) {
        for (isize k = 0; k < i; k++) {
            Str line = str_fmt(j->a, "%lld", (long long)rows[k].row->line);
            if (str_eq(rows[i].facts.nip, rows[k].facts.nip) && rows[i].facts.nip.len)
                problemf(j, rows[i].row, AKUN_COL_NIP, MSG_akun_import_twice, line);
            else if (rows[i].facts.email.len && str_eq(rows[i].facts.email, rows[k].facts.email))
                problemf(j, rows[i].row, AKUN_COL_EMAIL, MSG_akun_import_twice, line);
        }
    }
}

Err akun_import_judge(Arena *a, Db *db, const UnitAsker *by, const Sheet *s, AkunRoleParse *parse, Issues *issues,
                      AkunImport *out)
{
    Judge j = {.a = a, .db = db, .by = by, .s = s, .parse = parse, .issues = issues, .out = out};

    *out = (AkunImport){0};
    TRY(unit_reached(a, db, by, &j.reached));
    for (isize i = 0; i < s->rows.count; i++) {
        AkunImportRow *r = list_add(a, &out->rows);
        TRY(read_row(&j, &s->rows.at[i], r));
        *(r->fate == AKUN_ROW_NEW ? &out->made : r->fate == AKUN_ROW_CHANGED ? &out->changed : &out->same) += 1;
    }
    look_for_twins(&j);
    sheet_surplus(a, s, by->lang, issues);
    return NO_ERR;
}

static Err grant_all(Arena scratch, Db *db, const UnitAsker *by, const AkunImportRow *r, i64 user_id, Str why)
{
    for (i64 bit = 1; bit <= r->bits; bit <<= 1) {
        AkunGrant g = {user_id, bit, by->today, {0}, why};
        i64       id;
        if (r->bits & bit)
            TRY(akun_role_grant(scratch, db, by, &r->unit, &g, &id));
    }
    return NO_ERR;
}

Err akun_import_write(Arena scratch, Db *db, const UnitAsker *by, const AkunImport *plan, Str why)
{
    for (isize i = 0; i < plan->rows.count; i++) {
        const AkunImportRow *r  = &plan->rows.at[i];
        i64                  id = r->now.id;
        if (r->fate == AKUN_ROW_NEW)
            TRY(akun_user_add(scratch, db, by, &r->unit, &r->facts, &id));
        else if (r->fate == AKUN_ROW_CHANGED)
            TRY(akun_user_edit(scratch, db, by, &r->now, &r->unit, &r->facts));
        TRY(grant_all(scratch, db, by, r, id, why));
    }
    return NO_ERR;
}
