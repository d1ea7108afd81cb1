#include "berkas/berkas.h"

#include "berkas.sql.h"

/* One row for each bit, in the order of the bits. */
// clang-format off
static const struct { Msg name, why; bool bad; } flags[FLAG_KINDS] = {
    {MSG_berkas_flag_outside,    MSG_berkas_why_outside,    true},
    {MSG_berkas_flag_other_item, MSG_berkas_why_other_item, false},
    {MSG_berkas_flag_other_unit, MSG_berkas_why_other_unit, true},
    {MSG_berkas_flag_near_unit,  MSG_berkas_why_near_unit,  true},
    {MSG_berkas_flag_empty,      MSG_berkas_why_empty,      true},
    {MSG_berkas_flag_encrypted,  MSG_berkas_why_encrypted,  true},
    {MSG_berkas_flag_damaged,    MSG_berkas_why_damaged,    true},
    {MSG_berkas_flag_name_lies,  MSG_berkas_why_name_lies,  false},
};
// clang-format on

static int place(int flag)
{
    assert(flag > 0 && flag < 1 << FLAG_KINDS && !(flag & (flag - 1)));
    return __builtin_ctz((unsigned)flag);
}

Msg berkas_flag_msg(int flag)
{
    return flags[place(flag)].name;
}

Msg berkas_flag_why_msg(int flag)
{
    return flags[place(flag)].why;
}

bool berkas_flag_is_bad(int flag)
{
    return flags[place(flag)].bad;
}

/* The columns of berkas_card, in its order. */
static void read_use(DbRows *rows, i64 *out_found, BerkasUse *u)
{
    u->id           = db_get_i64(rows);
    db_get_i64(rows);
    u->unit_id      = db_get_i64(rows);
    u->file_id      = db_get_i64(rows);
    u->owner_id     = db_get_i64(rows);
    u->item         = db_get_text(rows);
    u->name         = db_get_text(rows);
    u->from         = db_get_date(rows);
    u->until        = db_get_date(rows);
    u->note         = db_get_text(rows);
    u->sort         = db_get_i64(rows);
    u->added_by     = db_get_i64(rows);
    u->added_at     = db_get_at(rows);
    u->removed_by   = db_get_i64(rows);
    u->removed_at   = db_get_at(rows);
    u->version      = db_get_i64(rows);
    u->sha256       = db_get_text(rows);
    u->bytes        = db_get_i64(rows);
    u->crc32        = (u32)db_get_i64(rows);
    u->type         = berkas_type_of(db_get_text(rows));
    *out_found      = db_get_i64(rows);
    u->pages        = db_get_i64(rows);
    u->width        = db_get_i64(rows);
    u->height       = db_get_i64(rows);
    u->owner_kind   = db_get_text(rows);
    u->owner_title  = db_get_text(rows);
    u->item_url     = db_get_text(rows);
    u->fill_bits    = db_get_i64(rows);
    u->locked       = db_get_bool(rows);
    u->unit_code    = db_get_text(rows);
    u->unit_name    = db_get_text(rows);
    u->flags        = (int)db_get_i64(rows);
}

static bool next(DbRows *rows, BerkasUse *out)
{
    i64 found = 0;
    if (!db_next(rows))
        return false;
    read_use(rows, &found, out);
    out->flags |= (found & FOUND_EMPTY ? FLAG_EMPTY : 0) | (found & FOUND_ENCRYPTED ? FLAG_ENCRYPTED : 0)
        | (found & FOUND_DAMAGED ? FLAG_DAMAGED : 0) | (berkas_name_lies(out->name, out->type) ? FLAG_NAME_LIES : 0);
    return true;
}

static Err read_all(DbRows rows, BerkasUses *out)
{
    BerkasUse u = {0};
    while (next(&rows, &u))
        *list_add(rows.arena, out) = u;
    return db_done(&rows);
}

#define ASKER(by) db_i64((by)->instansi_id), db_i64((by)->user_id), db_i64((by)->role_bits), db_date((by)->today)

Err berkas_find(Arena *a, Db *db, const UnitAsker *by, i64 id, BerkasUse *out)
{
    DbRows rows  = db_query(a, db, &SQL_berkas_find, ASKER(by), db_i64(id));
    bool   found = next(&rows, out);
    TRY(db_done(&rows));
    return found ? NO_ERR : FAIL(ERR_NOT_FOUND, "no such file for this asker");
}

Err berkas_of_unit(Arena *a, Db *db, const UnitAsker *by, i64 unit_id, BerkasUses *out)
{
    return read_all(db_query(a, db, &SQL_berkas_of_unit, ASKER(by), db_i64(unit_id)), out);
}

Err berkas_units(Arena *a, Db *db, const UnitAsker *by, BerkasUnits *out)
{
    DbRows rows = db_query(a, db, &SQL_berkas_units, ASKER(by));
    while (db_next(&rows)) {
        BerkasUnit *u = list_add(a, out);
        u->id    = db_get_i64(&rows);
        u->code  = db_get_text(&rows);
        u->name  = db_get_text(&rows);
        u->files = db_get_i64(&rows);
        u->bytes = db_get_i64(&rows);
    }
    return db_done(&rows);
}

/* Words to look for, as LIKE wants them; its own signs are taken as any letter. */
static Str like(Arena *a, Str search)
{
    Buf b = {.arena = a};
    search = str_lower(a, str_trim(search));
    if (!search.len)
        return search;
    buf_char(&b, '%');
    for (isize i = 0; i < search.len; i++) {
        char c = search.at[i];
        buf_char(&b, c == '%' || c == '\\' ? '_' : c == ' ' ? '%' : c);
    }
    buf_char(&b, '%');
    return buf_str(&b);
}

Err berkas_to_reuse(Arena *a, Db *db, const UnitAsker *by, i64 unit_id, Str search, BerkasUses *out)
{
    return read_all(db_query(a, db, &SQL_berkas_to_reuse, ASKER(by), db_i64(unit_id), db_text(like(a, search))), out);
}

Err berkas_of_item(Arena *a, Db *db, const BerkasOwner *o, Str item, BerkasUses *out)
{
    return read_all(db_query(a, db, &SQL_berkas_of_item, db_i64(o->instansi_id), db_i64(o->id), db_text(item)), out);
}

Err berkas_of_owner(Arena *a, Db *db, const BerkasOwner *o, BerkasUses *out)
{
    return read_all(db_query(a, db, &SQL_berkas_of_owner, db_i64(o->instansi_id), db_i64(o->id)), out);
}

Err berkas_counts(Arena *a, Db *db, const BerkasOwner *o, BerkasCounts *out)
{
    DbRows rows = db_query(a, db, &SQL_berkas_counts, db_i64(o->instansi_id), db_i64(o->id));
    while (db_next(&rows)) {
        BerkasCount *c = list_add(a, out);
        c->item    = db_get_text(&rows);
        c->files   = db_get_i64(&rows);
        c->flagged = db_get_i64(&rows);
    }
    return db_done(&rows);
}

Err berkas_elsewhere(Arena *a, Db *db, const UnitAsker *by, const BerkasUse *u, BerkasElsewhere *out)
{
    DbRows rows = db_query(a, db, &SQL_berkas_elsewhere, db_i64(by->instansi_id), db_i64(u->file_id),
                           db_i64(u->unit_id));
    if (db_next(&rows)) {
        out->same_units = db_get_i64(&rows);
        out->near_units = db_get_i64(&rows);
    }
    TRY(db_done(&rows));
    TRY(read_all(db_query(a, db, &SQL_berkas_uses_seen, ASKER(by), db_i64(u->file_id), db_i64(u->id)), &out->same));
    return read_all(db_query(a, db, &SQL_berkas_near_seen, ASKER(by), db_i64(u->file_id)), &out->near);
}

Err berkas_contents(Arena *a, Db *db, Str after, BerkasHashes *out)
{
    DbRows rows = db_query(a, db, &SQL_berkas_contents, db_text(after));
    while (db_next(&rows))
        *list_add(a, out) = db_get_text(&rows);
    return db_done(&rows);
}

Err berkas_holes(Arena scratch, Db *db, i64 *out_count)
{
    return db_one_i64(db_query0(&scratch, db, &SQL_berkas_holes), out_count);
}
