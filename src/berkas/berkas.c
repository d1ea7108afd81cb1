#include "berkas/berkas.h"

#include "audit/audit.h"
#include "format/json.h"

#include "berkas.sql.h"

#include <unistd.h>

enum { NAME_MAX_BYTES = 200, NOTE_MAX_BYTES = 1000, COMPARED_MAX = 200 };

const BerkasLimits berkas_limits = {
    .picture_max = 30000000, .document_max = 50000000, .video_max = 200000000, .quota = 5000000000, .files_max = 50,
};

/* --- owners --- */

Err berkas_owner_set(Db *db, const BerkasOwner *o)
{
    return db_do(db, &SQL_berkas_owner_set, db_i64(o->instansi_id), db_i64(o->id), db_i64(o->unit_id), db_text(o->kind),
                 db_text(o->title), db_text(o->item_url), db_date(o->window_from), db_date(o->window_until),
                 db_i64(o->fill_bits), db_bool(o->locked));
}

static Err read_owner(DbRows *rows, BerkasOwner *out)
{
    bool found = db_next(rows);
    if (found) {
        out->id           = db_get_i64(rows);
        out->instansi_id  = db_get_i64(rows);
        out->unit_id      = db_get_i64(rows);
        out->kind         = db_get_text(rows);
        out->title        = db_get_text(rows);
        out->item_url     = db_get_text(rows);
        out->window_from  = db_get_date(rows);
        out->window_until = db_get_date(rows);
        out->fill_bits    = db_get_i64(rows);
        out->locked       = db_get_bool(rows);
        out->unit_name    = db_get_text(rows);
    }
    TRY(db_done(rows));
    return found ? NO_ERR : FAIL(ERR_NOT_FOUND, "no such owner of evidence for this asker");
}

Err berkas_owner_find(Arena *a, Db *db, i64 instansi_id, i64 id, BerkasOwner *out)
{
    DbRows rows = db_query(a, db, &SQL_berkas_owner_find, db_i64(instansi_id), db_i64(id));
    return read_owner(&rows, out);
}

Err berkas_owner_reached(Arena *a, Db *db, const UnitAsker *by, i64 id, BerkasOwner *out)
{
    DbRows rows = db_query(a, db, &SQL_berkas_owner_reached, db_i64(by->instansi_id), db_i64(by->user_id),
                           db_i64(by->role_bits), db_date(by->today), db_i64(id));
    return read_owner(&rows, out);
}

Err berkas_shelf(Arena *a, Db *db, const Unit *unit, Str title, i64 fill_bits, BerkasOwner *out)
{
    *out = (BerkasOwner){.id = unit->id, .instansi_id = unit->instansi_id, .unit_id = unit->id, .kind = S("unit"),
                         .title = str_copy(a, title), .fill_bits = fill_bits, .unit_name = unit->facts.name};
    return berkas_owner_set(db, out);
}

/* --- receiving: before the transaction --- */

/* A name is shown, never followed: control bytes go, and what stands before a slash, as some browsers send it. */
static Str clean_name(Arena *a, Str sent)
{
    Buf b = {.arena = a, .max = NAME_MAX_BYTES};
    for (isize i = sent.len - 1; i >= 0; i--)
        if (sent.at[i] == '/' || sent.at[i] == '\\') {
            sent = str_sub(sent, i + 1, -1);
            break;
        }
    for (isize i = 0; i < sent.len; i++) {
        bool turns = (u8)sent.at[i] == 0xE2 && i + 2 < sent.len     /* U+202A ... 202E, 2066 ... 2069: reading order */
            && (((u8)sent.at[i + 1] == 0x80 && (u8)sent.at[i + 2] >= 0xAA && (u8)sent.at[i + 2] <= 0xAE)
                || ((u8)sent.at[i + 1] == 0x81 && (u8)sent.at[i + 2] >= 0xA6 && (u8)sent.at[i + 2] <= 0xA9));
        i += turns ? 2 : 0;
        if (!turns && (u8)sent.at[i] >= 32 && sent.at[i] != 127)
            buf_char(&b, sent.at[i]);
    }
    Str name = str_trim(buf_str(&b));
    while (name.len && !str_is_utf8(name))      /* cut in the middle of a letter */
        name.len--;
    return name.len ? name : S("berkas");
}

i64 berkas_most_bytes(const BerkasLimits *l, BerkasType type)
{
    if (!type)
        return l->video_max;
    switch (berkas_types[type].kind) {
    case BERKAS_PICTURE: return l->picture_max;
    case BERKAS_VIDEO:   return l->video_max;
    case BERKAS_PDF:
    case BERKAS_OFFICE:
    case BERKAS_OTHER:   return l->document_max;
    }
    return 0;
}

/* Content that is on disk already takes no space; whether it counts for this unit is decided when it is taken. */
static bool is_kept(Arena scratch, const Blobs *blobs, Digest sha256)
{
    int  fd = -1;
    i64  bytes;
    bool kept = !blob_open(scratch, blobs, sha256, &fd, &bytes).kind;
    if (kept)
        close(fd);
    return kept;
}

static Err receive(Arena scratch, const Blobs *blobs, const BerkasLimits *limits, i64 *room, BerkasSent *s)
{
    if (s->bytes > limits->video_max)
        s->refused = REFUSED_TOO_BIG;
    if (s->refused)
        return NO_ERR;
    TRY(berkas_look(s->path, &s->look));
    s->refused = s->look.refused;
    if (!s->refused && s->bytes > berkas_most_bytes(limits, s->look.type))
        s->refused = REFUSED_TOO_BIG;
    if (!s->refused && s->bytes > *room && !is_kept(scratch, blobs, s->sha256))
        s->refused = REFUSED_QUOTA;
    if (s->refused)
        return NO_ERR;
    *room -= s->bytes;
    return blob_keep(scratch, blobs, s->path, s->sha256);
}

Err berkas_receive(Arena scratch, const Blobs *blobs, const BerkasLimits *limits, BerkasSents *sents)
{
    return berkas_receive_within(scratch, blobs, limits, INT64_MAX, sents);
}

Err berkas_receive_within(Arena scratch, const Blobs *blobs, const BerkasLimits *limits, i64 room,
                          BerkasSents *sents)
{
    for (isize i = 0; i < sents->count; i++) {
        sents->at[i].refused = i >= limits->files_max ? REFUSED_TOO_MANY : REFUSED_NOT;
        TRY(receive(scratch, blobs, limits, &room, &sents->at[i]));
    }
    return NO_ERR;
}

/* --- taking: in the transaction --- */

static Str kind_code(BerkasKind kind)
{
    switch (kind) {
    case BERKAS_PDF:     return S("pdf");
    case BERKAS_PICTURE: return S("picture");
    case BERKAS_OFFICE:  return S("office");
    case BERKAS_VIDEO:   return S("video");
    case BERKAS_OTHER:   break;
    }
    return S("other");
}

static Err find_file(Arena scratch, Db *db, i64 instansi_id, Str sha256, i64 *out_id)
{
    return db_one_i64(db_query(&scratch, db, &SQL_berkas_file_find, db_i64(instansi_id), db_text(sha256)), out_id);
}

typedef struct { i64 id; int bits; } Candidate;
typedef LIST(Candidate) Candidates;

/* Would an earlier band have shown this one too? */
static bool was_met(u64 a, u64 b, int band)
{
    for (int k = 0; k < band; k++)
        if (berkas_bits_apart(a >> (16 * k) & 0xFFFF, b >> (16 * k) & 0xFFFF) <= 1)
            return true;
    return false;
}

static Err find_in_band(Arena *a, Db *db, const i64 ids[2], u64 hash, int band, Candidates *out)
{
    enum { HEAD = 2 };
    DbVal vals[HEAD + BERKAS_PROBES] = {db_i64(ids[0]), db_i64(ids[1])};
    i64   probes[BERKAS_PROBES];

    berkas_probes(hash, band, probes);
    for (int i = 0; i < BERKAS_PROBES; i++)
        vals[HEAD + i] = db_i64(probes[i]);
    DbRows rows = db_run(a, db, &SQL_berkas_band_find, countof(vals), vals);
    while (db_next(&rows)) {
        i64 id   = db_get_i64(&rows);
        u64 have = (u64)db_get_i64(&rows);
        int bits = berkas_bits_apart(hash, have);
        if (bits <= BERKAS_BITS_NEAR && !was_met(hash, have, band))
            *list_add(a, out) = (Candidate){id, bits};
    }
    return db_done(&rows);
}

static Err is_alike(Arena scratch, Db *db, i64 instansi_id, const BerkasLook *look, i64 other_id, bool *out)
{
    DbRows rows  = db_query(&scratch, db, &SQL_berkas_thumb, db_i64(instansi_id), db_i64(other_id));
    Str    thumb = db_next(&rows) ? db_get_blob(&rows) : (Str){0};
    *out = thumb.len == (isize)sizeof look->thumb && berkas_thumbs_agree(look->thumb, (const u8 *)thumb.at);
    return db_done(&rows);
}

/* The closest first, and not without end: among thousands that look alike the rest would say nothing new. */
static Err add_pairs(Arena scratch, Db *db, i64 instansi_id, i64 file_id, const BerkasLook *look)
{
    Candidates near = {0};
    int        left = COMPARED_MAX;

    for (int band = 0; band < BERKAS_BANDS; band++)
        TRY(find_in_band(&scratch, db, (i64[]){instansi_id, file_id}, look->hash, band, &near));
    for (int bits = 0; bits <= BERKAS_BITS_NEAR; bits++)
        for (isize i = 0; i < near.count && left; i++) {
            bool alike;
            if (near.at[i].bits != bits)
                continue;
            left--;
            TRY(is_alike(scratch, db, instansi_id, look, near.at[i].id, &alike));
            if (alike)
                TRY(db_do(db, &SQL_berkas_near_add, db_i64(instansi_id), db_i64(file_id), db_i64(near.at[i].id)));
        }
    return NO_ERR;
}

static Err add_print(Arena scratch, Db *db, i64 instansi_id, i64 file_id, const BerkasLook *look)
{
    i64 keys[BERKAS_BANDS];
    berkas_keys(look->hash, keys);
    TRY(add_pairs(scratch, db, instansi_id, file_id, look));
    return db_do(db, &SQL_berkas_band_add, db_i64(instansi_id), db_i64(file_id), db_i64((i64)look->hash),
                 db_i64(keys[0]), db_i64(keys[1]), db_i64(keys[2]), db_i64(keys[3]));
}

static Err add_file(Arena scratch, Db *db, const UnitAsker *by, const BerkasSent *s, i64 *out_id)
{
    const BerkasLook     *l    = &s->look;
    const BerkasTypeInfo *type = &berkas_types[l->type];
    Str   sha = hex_of(&scratch, s->sha256.at, sizeof s->sha256.at);
    i64   id  = id_new();
    DbVal print = l->has_print ? db_i64((i64)l->hash) : db_null();
    DbVal thumb = l->has_print ? db_blob((Str){(const char *)l->thumb, sizeof l->thumb}) : db_null();

    TRY(db_do(db, &SQL_berkas_file_add, db_i64(id), db_i64(by->instansi_id), db_text(sha), db_i64(s->bytes),
              db_i64(s->crc32), db_text(str_of(type->mime)), db_text(kind_code(type->kind)), db_i64(l->found),
              db_i64(l->pages), db_i64(l->width), db_i64(l->height), print, thumb, db_at(by->now)));
    TRY(find_file(scratch, db, by->instansi_id, sha, out_id));      /* another process may have been first */
    return l->has_print && *out_id == id ? add_print(scratch, db, by->instansi_id, id, l) : NO_ERR;
}

Err berkas_held(Arena scratch, Db *db, i64 instansi_id, i64 unit_id, i64 *out_bytes, i64 *out_files)
{
    DbRows rows = db_query(&scratch, db, &SQL_berkas_quota, db_i64(instansi_id), db_i64(unit_id));
    *out_bytes = *out_files = 0;
    if (db_next(&rows)) {
        *out_bytes = db_get_i64(&rows);
        *out_files = db_get_i64(&rows);
    }
    return db_done(&rows);
}

static Err fits_quota(Arena scratch, Db *db, const BerkasOwner *o, i64 file_id, i64 bytes, i64 quota, bool *out)
{
    i64 held, files, has = 0;
    if (file_id)
        TRY(db_one_i64(db_query(&scratch, db, &SQL_berkas_unit_has, db_i64(o->instansi_id), db_i64(o->unit_id),
                                db_i64(file_id)), &has));
    TRY(berkas_held(scratch, db, o->instansi_id, o->unit_id, &held, &files));
    *out = has || held + bytes <= quota;
    return NO_ERR;
}

static Err audit_use(Arena scratch, Db *db, const UnitAsker *by, const char *action, i64 use_id,
                     const BerkasUse *before, const BerkasUse *after);

static Err add_use(Arena scratch, Db *db, const UnitAsker *by, const BerkasUseFacts *f, BerkasUse *u)
{
    i64    id   = id_new();
    DbRows rows = db_query(&scratch, db, &SQL_berkas_use_add, db_i64(id), db_i64(f->owner->instansi_id),
                           db_i64(f->owner->id), db_i64(u->file_id), db_text(f->item), db_text(u->name),
                           db_date(f->from), db_date(f->until), db_text(f->note), db_id(by->user_id), db_at(by->now));
    TRY(db_one_or(rows, FAIL(ERR_NOT_FOUND, "the owner of the evidence is gone")));
    u->id    = id;
    u->item  = f->item;
    u->note  = f->note;
    u->from  = f->from;
    u->until = f->until;
    u->owner_title = f->owner->title;
    return audit_use(scratch, db, by, "berkas_add", id, NULL, u);
}

static Err may_fill(const UnitAsker *by, const BerkasOwner *o)
{
    if (o->locked)
        return FAIL(ERR_FORBIDDEN, "the owner is locked");
    if (by->user_id && !(by->role_bits & o->fill_bits))
        return FAIL(ERR_FORBIDDEN, "holds none of the roles that may fill");
    return NO_ERR;
}

static Err attach(Arena scratch, Db *db, const UnitAsker *by, const BerkasUseFacts *f, BerkasUse *u, bool *out_again)
{
    i64 have = 0;
    TRY(may_fill(by, f->owner));
    TRY(db_one_i64(db_query(&scratch, db, &SQL_berkas_use_again, db_i64(f->owner->instansi_id), db_i64(f->owner->id),
                            db_text(f->item), db_i64(u->file_id)), &have));
    *out_again = have != 0;
    u->id      = have;
    return have ? NO_ERR : add_use(scratch, db, by, f, u);
}

Err berkas_take(Arena scratch, Db *db, const UnitAsker *by, const BerkasUseFacts *f, const BerkasLimits *limits,
                BerkasSent *s)
{
    Str  sha = hex_of(&scratch, s->sha256.at, sizeof s->sha256.at);
    i64  file_id;
    bool fits;

    if (s->refused)
        return NO_ERR;
    TRY(may_fill(by, f->owner));
    TRY(find_file(scratch, db, by->instansi_id, sha, &file_id));
    TRY(fits_quota(scratch, db, f->owner, file_id, s->bytes, limits->quota, &fits));
    if (!fits) {
        s->refused = REFUSED_QUOTA;
        return NO_ERR;
    }
    if (!file_id)
        TRY(add_file(scratch, db, by, s, &file_id));
    BerkasUse u = {.file_id = file_id, .name = clean_name(&scratch, s->name), .sha256 = sha};
    TRY(attach(scratch, db, by, f, &u, &s->again));
    s->use_id = u.id;
    return NO_ERR;
}

Err berkas_reuse(Arena scratch, Db *db, const UnitAsker *by, const BerkasUseFacts *f, i64 use_id, bool *out_again)
{
    BerkasUse from = {0};
    TRY(berkas_find(&scratch, db, by, use_id, &from));
    if (from.unit_id != f->owner->unit_id || from.removed_at.s)
        return FAIL(ERR_NOT_FOUND, "the file is another unit's, or was removed");
    BerkasUse      u = {.file_id = from.file_id, .name = from.name, .sha256 = from.sha256};
    BerkasUseFacts g = *f;
    if (!g.from.days) {
        g.from  = from.from;
        g.until = from.until;
        g.note  = from.note;
    }
    return attach(scratch, db, by, &g, &u, out_again);
}

void berkas_check(const BerkasUseFacts *f, const UnitAsker *by, Issues *issues)
{
    if (f->from.days && f->until.days && f->from.days > f->until.days)
        issue_say(issues, by->lang, S("until"), MSG_berkas_period_backwards);
    if (f->from.days > by->today.days)
        issue_say(issues, by->lang, S("from"), MSG_berkas_period_ahead);
    if (f->note.len > NOTE_MAX_BYTES)
        issue_say(issues, by->lang, S("note"), MSG_berkas_note_long);
}

/* --- changing --- */

static Str use_json(Arena *a, const BerkasUse *u)
{
    Buf     b = {.arena = a};
    JsonOut j = {.to = &b};

    if (!u)
        return (Str){0};
    json_open_map(&j, NO_KEY);
    json_put_text(&j, S("name"), u->name);
    json_put_text(&j, S("owner"), u->owner_title);
    json_put_text(&j, S("item"), u->item);
    json_put_date(&j, S("from"), u->from);
    json_put_date(&j, S("until"), u->until);
    json_put_text(&j, S("note"), u->note);
    json_put_text(&j, S("sha256"), u->sha256);
    json_close(&j);
    return buf_str(&b);
}

static Err audit_use(Arena scratch, Db *db, const UnitAsker *by, const char *action, i64 use_id,
                     const BerkasUse *before, const BerkasUse *after)
{
    AuditEntry e = {.instansi_id = by->instansi_id, .actor_id = by->user_id, .action = action, .entity = "berkas_use",
                    .entity_id = use_id};
    e.before = use_json(&scratch, before);
    e.after  = use_json(&scratch, after);
    return audit_add(db, &e, by->now);
}

static Err may_change(const UnitAsker *by, const BerkasUse *u)
{
    BerkasOwner o = {.fill_bits = u->fill_bits, .locked = u->locked};
    return may_fill(by, &o);
}

static Err changed(DbRows rows)
{
    return db_one_or(rows, FAIL(ERR_CONFLICT, "the use was changed or removed meanwhile"));
}

Err berkas_edit(Arena scratch, Db *db, const UnitAsker *by, const BerkasUse *u, const BerkasEdit *e)
{
    BerkasUse after = *u;
    TRY(may_change(by, u));
    after.name  = clean_name(&scratch, e->name);
    after.note  = e->note;
    after.from  = e->from;
    after.until = e->until;
    TRY(changed(db_query(&scratch, db, &SQL_berkas_use_edit, db_i64(by->instansi_id), db_i64(u->id), db_i64(u->version),
                         db_text(after.name), db_date(e->from), db_date(e->until), db_text(e->note), db_i64(e->sort))));
    return audit_use(scratch, db, by, "berkas_edit", u->id, u, &after);
}

Err berkas_remove(Arena scratch, Db *db, const UnitAsker *by, const BerkasUse *u)
{
    TRY(may_change(by, u));
    TRY(changed(db_query(&scratch, db, &SQL_berkas_use_remove, db_i64(by->instansi_id), db_i64(u->id),
                         db_id(by->user_id), db_at(by->now))));
    return audit_use(scratch, db, by, "berkas_remove", u->id, u, NULL);
}
