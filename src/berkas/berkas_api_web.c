/* Evidence, as the API gives it: units and what they hold, the uses of a unit, one use, its bytes. */
#include "berkas/berkas_pages_web.h"

/* --- one use; other rooms list theirs by the same table --- */

static const char *const kinds[]       = {"other", "pdf", "picture", "office", "video", NULL};
static const char *const flag_names[]  = {"outside", "other_item", "other_unit", "near_unit", "empty", "encrypted",
                                          "damaged", "name_lies"};

static const Give use_gives[] = {
    GIVE(BerkasOut, id, G_ID, MSG_berkas_api_id),
    GIVE(BerkasOut, name, G_TEXT, MSG_berkas_col_name),
    GIVE(BerkasOut, unit_id, G_ID, MSG_berkas_api_unit_id),
    GIVE(BerkasOut, unit_code, G_TEXT, MSG_berkas_col_code),
    GIVE(BerkasOut, unit_name, G_TEXT, MSG_berkas_col_unit),
    GIVE(BerkasOut, owner_id, G_ID, MSG_berkas_api_owner_id),
    GIVE(BerkasOut, owner_kind, G_TEXT, MSG_berkas_api_owner_kind),
    GIVE(BerkasOut, owner_title, G_TEXT, MSG_berkas_col_for),
    GIVE(BerkasOut, item, G_TEXT, MSG_berkas_api_item, .maybe = true),
    GIVE(BerkasOut, from, G_DATE, MSG_berkas_col_from),
    GIVE(BerkasOut, until, G_DATE, MSG_berkas_col_until),
    GIVE(BerkasOut, note, G_TEXT, MSG_berkas_col_note, .maybe = true),
    GIVE(BerkasOut, kind, G_ENUM, MSG_berkas_col_type, .choices = kinds),
    GIVE(BerkasOut, mime, G_TEXT, MSG_berkas_api_mime),
    GIVE(BerkasOut, bytes, G_I64, MSG_berkas_api_bytes),
    GIVE(BerkasOut, sha256, G_TEXT, MSG_berkas_col_sha256),
    GIVE(BerkasOut, pages, G_I64, MSG_berkas_api_pages, .maybe = true),
    GIVE(BerkasOut, width, G_I64, MSG_berkas_api_width, .maybe = true),
    GIVE(BerkasOut, height, G_I64, MSG_berkas_api_height, .maybe = true),
    GIVE(BerkasOut, flags, G_TEXTS, MSG_berkas_api_flags),
    GIVE(BerkasOut, added_at, G_AT, MSG_berkas_col_added),
    GIVE(BerkasOut, removed_at, G_AT, MSG_berkas_api_removed),
    GIVE(BerkasOut, content, G_TEXT, MSG_berkas_api_content),
    GIVE(BerkasOut, version, G_I64, MSG_berkas_api_version),
};
const Gives gives_berkas = GIVES(BerkasOut, "Evidence", MSG_berkas_api_use, use_gives);

BerkasOut berkas_out(Req *r, const BerkasUse *u)
{
    BerkasOut v = {
        .id = u->id, .unit_id = u->unit_id, .owner_id = u->owner_id, .bytes = u->bytes, .pages = u->pages,
        .width = u->width, .height = u->height, .version = u->version, .name = u->name, .unit_code = u->unit_code,
        .unit_name = u->unit_name, .owner_kind = u->owner_kind, .owner_title = u->owner_title, .item = u->item,
        .note = u->note, .sha256 = u->sha256, .from = u->from, .until = u->until, .added_at = u->added_at,
        .removed_at = u->removed_at, .kind = str_of(kinds[berkas_types[u->type].kind]),
        .mime = str_of(berkas_types[u->type].mime),
        .content = str_fmt(r->arena, "/api/v1/berkas/%lld/unduh", (long long)u->id),
    };
    for (int i = 0; i < FLAG_KINDS; i++)
        if (u->flags & 1 << i)
            *list_add(r->arena, &v.flags) = str_of(flag_names[i]);
    return v;
}

/* GET /api/v1/berkas/:id */
Err berkas_api_file(Req *r)
{
    BerkasUse u = {0};
    TRY(berkas_use_found(r, &u));
    BerkasOut v = berkas_out(r, &u);
    api_version(r, u.version);
    return api_give(r, &v);
}

/* GET /api/v1/berkas/unit/:id */
Err berkas_api_of_unit(Req *r)
{
    UnitAsker  by   = berkas_asker(r);
    BerkasUses uses = {0};
    Unit       unit = {0};
    BerkasOuts rows = {0};

    TRY(unit_find_reached(r->arena, r->db, &by, r->id, &unit));
    TRY(berkas_of_unit(r->arena, r->db, &by, unit.id, &uses));
    for (isize i = 0; i < uses.count; i++)
        *list_add(r->arena, &rows) = berkas_out(r, &uses.at[i]);
    return api_give_all(r, &rows);
}

/* --- the units --- */

static const Give unit_gives[] = {
    GIVE(BerkasUnit, id, G_ID, MSG_berkas_api_unit_id),
    GIVE(BerkasUnit, code, G_TEXT, MSG_berkas_col_code),
    GIVE(BerkasUnit, name, G_TEXT, MSG_berkas_col_unit),
    GIVE(BerkasUnit, files, G_I64, MSG_berkas_col_files),
    GIVE(BerkasUnit, bytes, G_I64, MSG_berkas_api_bytes),
};
const Gives gives_berkas_unit = GIVES(BerkasUnit, "EvidenceUnit", MSG_berkas_api_unit, unit_gives);

/* GET /api/v1/berkas */
Err berkas_api_units(Req *r)
{
    UnitAsker   by    = berkas_asker(r);
    BerkasUnits units = {0};
    TRY(berkas_units(r->arena, r->db, &by, &units));
    return api_give_all(r, &units);
}
