#include "berkas/berkas_pages_web.h"

#include "akun/akun.h"
#include "audit/audit.h"

#include "berkas_file.html.h"

#define SCOPE "unit tree"

// clang-format off
static const Route routes[] = {
    {GET,  "/berkas",                        BERKAS_READS, READS,  berkas_home_page, SCOPE},
    {GET,  "/berkas/unit/:id",               BERKAS_READS, READS,  berkas_unit_page, SCOPE},
    {GET,  "/berkas/unit/:id/unggah",        BERKAS_FILLS, READS,  berkas_send_page, SCOPE,
     .look = berkas_shelf_look},
    {POST, "/berkas/unit/:id/unggah",        BERKAS_FILLS, WRITES, berkas_send, SCOPE, .look = berkas_shelf_look,
     .before = berkas_send_before, .flags = ROUTE_UPLOAD, .form = berkas_send_fields, .form_count = SEND_FIELDS},
    {GET,  "/berkas/untuk/:id/:item/unggah", BERKAS_FILLS, READS,  berkas_send_page, SCOPE, .look = berkas_item_look},
    {POST, "/berkas/untuk/:id/:item/unggah", BERKAS_FILLS, WRITES, berkas_send, SCOPE, .look = berkas_item_look,
     .before = berkas_send_before, .flags = ROUTE_UPLOAD, .form = berkas_send_fields, .form_count = SEND_FIELDS},
    {GET,  "/berkas/untuk/:id/:item/pilih",  BERKAS_FILLS, READS,  berkas_pick_page, SCOPE, .look = berkas_item_look},
    {POST, "/berkas/untuk/:id/:item/pilih",  BERKAS_FILLS, WRITES, berkas_pick, SCOPE, .look = berkas_item_look,
     .form = berkas_send_fields, .form_count = SEND_FIELDS},
    {GET,  "/api/v1/berkas",                 BERKAS_READS, READS,  berkas_api_units, SCOPE,
     .gives = &gives_berkas_unit, .about = MSG_berkas_api_units, .flags = ROUTE_MANY},
    {GET,  "/api/v1/berkas/unit/:id",        BERKAS_READS, READS,  berkas_api_of_unit, SCOPE, .gives = &gives_berkas,
     .about = MSG_berkas_api_of_unit, .flags = ROUTE_MANY},
    {GET,  "/api/v1/berkas/:id",             BERKAS_READS, READS,  berkas_api_file, SCOPE, .gives = &gives_berkas,
     .about = MSG_berkas_api_use},
    {GET,  "/api/v1/berkas/:id/unduh",       BERKAS_READS, READS,  berkas_download, SCOPE, .gives = &gives_file,
     .about = MSG_berkas_api_download},
    {GET,  "/berkas/:id",                    BERKAS_READS, READS,  berkas_file_page, SCOPE},
    {GET,  "/berkas/:id/isi",                BERKAS_READS, READS,  berkas_content, SCOPE},
    {GET,  "/berkas/:id/unduh",              BERKAS_READS, READS,  berkas_download, SCOPE},
    {GET,  "/berkas/:id/ubah",               BERKAS_FILLS, READS,  berkas_edit_page, SCOPE},
    {POST, "/berkas/:id/ubah",               BERKAS_FILLS, WRITES, berkas_edit_save, SCOPE,
     .form = berkas_edit_fields, .form_count = EDIT_FIELDS},
    {GET,  "/berkas/:id/lepas",              BERKAS_FILLS, READS,  berkas_remove_page, SCOPE},
    {POST, "/berkas/:id/lepas",              BERKAS_FILLS, WRITES, berkas_remove_go, SCOPE},
};
// clang-format on

const Room berkas_room = {"berkas", routes, countof(routes), .about = MSG_berkas_title};

UnitAsker berkas_asker(const Req *r)
{
    return (UnitAsker){.user_id = r->user->id, .instansi_id = r->user->instansi_id, .role_bits = r->route->who,
                       .today = r->today, .now = r->now, .lang = r->lang};
}

Str berkas_period(Req *r, Date from, Date until)
{
    Str a = say_date(r->arena, r->lang, from), b = say_date(r->arena, r->lang, until);
    return from.days == until.days ? a : str_fmt(r->arena, "%.*s - %.*s", STRF(a), STRF(b));
}

void berkas_trail(Req *r, i64 unit_id, Str unit_name)
{
    r->page.section = S("berkas");
    crumb_add(r, say(r->lang, MSG_berkas_title), url_for(r, "/berkas"));
    if (unit_name.len)
        crumb_add(r, unit_name, url_for(r, "/berkas/unit/%lld", (long long)unit_id));
}

Err berkas_use_found(Req *r, BerkasUse *out)
{
    UnitAsker by = berkas_asker(r);
    return berkas_find(r->arena, r->db, &by, r->id, out);
}

/* --- parts for this room and others --- */

static Str measure(Req *r, const BerkasUse *u)
{
    if (u->pages)
        return say_args(r->arena, r->lang, MSG_berkas_pages, say_i64(r->arena, r->lang, u->pages));
    if (u->width)
        return say_args(r->arena, r->lang, MSG_berkas_pixels, say_i64(r->arena, r->lang, u->width),
                        say_i64(r->arena, r->lang, u->height));
    return (Str){0};
}

static Tone flag_tone(int flag)
{
    return berkas_flag_is_bad(flag) ? TONE_WARN : TONE_INFO;
}

Str berkas_owner_words(Req *r, const BerkasUse *u)
{
    Str owner = str_is(u->owner_kind, "unit") ? say(r->lang, MSG_berkas_shelf) : u->owner_title;
    return u->item.len ? str_fmt(r->arena, "%.*s, %.*s", STRF(owner), STRF(u->item)) : owner;
}

static Url item_url(Req *r, Str prefix, Str item)
{
    if (!prefix.len || !item.len)
        return (Url){0};
    return url_for(r, "%.*s%.*s", STRF(prefix), STRF(url_part(r->arena, item)));
}

Url berkas_back(Req *r, const BerkasUse *u)
{
    Url item = item_url(r, u->item_url, u->item);
    return item.s.len ? item : url_for(r, "/berkas/unit/%lld", (long long)u->unit_id);
}

const BerkasLimits *berkas_limits_of(const Req *r)
{
    return r->web->berkas ? r->web->berkas : &berkas_limits;
}

/* `where`: say what each is used for, unless a note says more. */
static Files files_of(Req *r, const BerkasUses *uses, bool fills, bool where)
{
    Files f = {.empty = say(r->lang, MSG_berkas_none_here)};
    for (isize i = 0; i < uses->count; i++) {
        const BerkasUse *u  = &uses->at[i];
        FileItem        *it = list_add(r->arena, &f.of);
        it->name   = u->name;
        it->kind   = say(r->lang, berkas_types[u->type].name);
        it->size   = say_bytes(r->arena, r->lang, u->bytes);
        it->period = berkas_period(r, u->from, u->until);
        it->note   = u->note.len || !where ? u->note
                   : str_fmt(r->arena, "%.*s, %.*s", STRF(u->unit_name), STRF(berkas_owner_words(r, u)));
        it->open   = url_for(r, "/berkas/%lld", (long long)u->id);
        if (fills && !u->locked && !u->removed_at.s)
            it->remove = url_for(r, "/berkas/%lld/lepas", (long long)u->id);
        for (int bit = 1; bit < 1 << FLAG_KINDS; bit <<= 1)
            if (u->flags & bit)
                *list_add(r->arena, &it->flags) = (Tag){flag_tone(bit), say(r->lang, berkas_flag_msg(bit))};
    }
    return f;
}

Files berkas_files(Req *r, const BerkasUses *uses, bool fills)
{
    return files_of(r, uses, fills, false);
}

/* --- lists --- */

/* GET /berkas - the units whose evidence one may see; with one alone, straight to it */
Err berkas_home_page(Req *r)
{
    static const Col cols[] = {
        {"kode", MSG_berkas_col_code, COL_TEXT, false}, {"unit", MSG_berkas_col_unit, COL_TEXT, false},
        {"berkas", MSG_berkas_col_files, COL_NUMBER, false}, {"ukuran", MSG_berkas_col_size, COL_BYTES, false},
    };
    Table           t  = {.name = "berkas-unit", .cols = cols, .cols_count = countof(cols), .search = true};
    UnitAsker       by = berkas_asker(r);
    BerkasUnits     units = {0};

    TRY(berkas_units(r->arena, r->db, &by, &units));
    if (units.count == 1)
        return redirect(r, "/berkas/unit/%lld", (long long)units.at[0].id);
    r->page.title   = say(r->lang, MSG_berkas_title);
    r->page.lead    = say(r->lang, MSG_berkas_lead);
    r->page.section = S("berkas");
    t.caption = say(r->lang, MSG_berkas_by_unit);
    t.empty   = say(r->lang, MSG_berkas_no_units);
    for (isize i = 0; i < units.count; i++) {
        Cell *c = table_row(r, &t);
        c[0].text   = units.at[i].code;
        c[1].text   = units.at[i].name;
        c[1].url    = url_for(r, "/berkas/unit/%lld", (long long)units.at[i].id);
        c[2].number = units.at[i].files;
        c[3].number = units.at[i].bytes;
    }
    return table_show(r, &t);
}

static void flag_filter(Req *r, Table *t, Str chosen)
{
    Filter *f = list_add(r->arena, &t->filters);
    *f = (Filter){.name = S("tanda"), .label = say(r->lang, MSG_berkas_col_flags)};
    *list_add(r->arena, &f->choices) = (ChoiceView){.label = say(r->lang, MSG_berkas_all), .chosen = !chosen.len};
    for (int bit = 1; bit < 1 << FLAG_KINDS; bit <<= 1) {
        Str value = str_fmt(r->arena, "%d", bit);
        *list_add(r->arena, &f->choices) =
            (ChoiceView){.value = value, .label = say(r->lang, berkas_flag_msg(bit)), .chosen = str_eq(value, chosen)};
    }
}

static Str flag_words(Req *r, int flags)
{
    Buf b = {.arena = r->arena};
    for (int bit = 1; bit < 1 << FLAG_KINDS; bit <<= 1)
        if (flags & bit)
            buf_addf(&b, "%s%.*s", b.len ? ", " : "", STRF(say(r->lang, berkas_flag_msg(bit))));
    return b.len ? buf_str(&b) : say(r->lang, MSG_berkas_good);
}

static void use_row(Req *r, Table *t, const BerkasUse *u)
{
    Cell *c = table_row(r, t);
    c[0].text   = u->name;
    c[0].url    = url_for(r, "/berkas/%lld", (long long)u->id);
    c[1].text   = say(r->lang, berkas_types[u->type].name);
    c[2].number = u->bytes;
    c[3].text   = berkas_owner_words(r, u);
    c[3].url    = item_url(r, u->item_url, u->item);
    c[4].date   = u->from;
    c[5].date   = u->until;
    c[6].text   = flag_words(r, u->flags);
    c[6].tone   = !u->flags ? TONE_GOOD : u->flags & ~(FLAG_OTHER_ITEM | FLAG_NAME_LIES) ? TONE_WARN : TONE_INFO;
    c[7].date   = instant_date(u->added_at, r->utc_minutes);
    c[8].text   = u->note;
    c[9].text   = u->sha256;
}

static void figures(Req *r, const BerkasUses *uses, i64 bytes, i64 files)
{
    Figures f = {0};
    i64     flagged = 0;
    for (isize i = 0; i < uses->count; i++)
        flagged += (uses->at[i].flags & ~(FLAG_OTHER_ITEM | FLAG_NAME_LIES)) != 0;
    *list_add(r->arena, &f.of) = (Figure){.label = say(r->lang, MSG_berkas_contents),
                                          .value = say_i64(r->arena, r->lang, files)};
    *list_add(r->arena, &f.of) = (Figure){.label = say(r->lang, MSG_berkas_uses),
                                          .value = say_i64(r->arena, r->lang, uses->count)};
    *list_add(r->arena, &f.of) = (Figure){.label = say(r->lang, MSG_berkas_to_check),
                                          .value = say_i64(r->arena, r->lang, flagged)};
    *list_add(r->arena, &f.of) = (Figure){.label = say(r->lang, MSG_berkas_space),
                                          .value = say_bytes(r->arena, r->lang, bytes),
                                          .note  = say_args(r->arena, r->lang, MSG_berkas_space_of,
                                                            say_bytes(r->arena, r->lang, berkas_limits_of(r)->quota))};
    view_figures(r, &f);
}

/* GET /berkas/unit/:id - every use of a file in a unit */
Err berkas_unit_page(Req *r)
{
    static const Col cols[] = {
        {"nama", MSG_berkas_col_name, COL_TEXT, false}, {"jenis", MSG_berkas_col_type, COL_TEXT, false},
        {"ukuran", MSG_berkas_col_size, COL_BYTES, false}, {"untuk", MSG_berkas_col_for, COL_TEXT, false},
        {"dari", MSG_berkas_col_from, COL_DATE, false}, {"sampai", MSG_berkas_col_until, COL_DATE, false},
        {"tanda", MSG_berkas_col_flags, COL_STATE, false}, {"diunggah", MSG_berkas_col_added, COL_DATE, false},
        {"catatan", MSG_berkas_col_note, COL_TEXT, true}, {"sha256", MSG_berkas_col_sha256, COL_TEXT, true},
    };
    Table      t    = {.name = "berkas", .cols = cols, .cols_count = countof(cols), .search = true};
    UnitAsker  by   = berkas_asker(r);
    BerkasUses uses = {0};
    Unit       unit = {0};
    Str        flag = query_get(r, "tanda");
    i64        bytes, files, bit = 0;

    TRY(unit_find_reached(r->arena, r->db, &by, r->id, &unit));
    TRY(berkas_of_unit(r->arena, r->db, &by, unit.id, &uses));
    TRY(berkas_held(*r->arena, r->db, by.instansi_id, unit.id, &bytes, &files));
    r->page.title = say_args(r->arena, r->lang, MSG_berkas_of_unit, unit.facts.name);
    berkas_trail(r, unit.id, (Str){0});
    if (may(r, BERKAS_FILLS)) {
        r->page.action      = url_for(r, "/berkas/unit/%lld/unggah", (long long)unit.id);
        r->page.action_text = say(r->lang, MSG_berkas_send);
    }
    str_i64(flag, &bit);
    for (isize i = 0; i < uses.count; i++)
        if (!flag.len || (uses.at[i].flags & bit))
            use_row(r, &t, &uses.at[i]);
    t.caption = say(r->lang, MSG_berkas_uses);
    t.empty   = say(r->lang, MSG_berkas_none_yet);
    flag_filter(r, &t, flag);
    if (!table_is_asked(r))
        figures(r, &uses, bytes, files);
    return table_show(r, &t);
}

/* --- one file --- */

static void facts(Req *r, const BerkasUse *u, Summary *s)
{
    Str what = say(r->lang, berkas_types[u->type].name), more = measure(r, u);
    Str size = say_bytes(r->arena, r->lang, u->bytes);

    summary_add(r, s, MSG_berkas_col_type,
                more.len ? str_fmt(r->arena, "%.*s, %.*s, %.*s", STRF(what), STRF(size), STRF(more))
                                                    : str_fmt(r->arena, "%.*s, %.*s", STRF(what), STRF(size)));
    summary_add(r, s, MSG_berkas_period, berkas_period(r, u->from, u->until));
    summary_add(r, s, MSG_berkas_col_for, berkas_owner_words(r, u));
    s->lines.at[s->lines.count - 1].url = item_url(r, u->item_url, u->item);
    summary_add(r, s, MSG_berkas_col_unit, u->unit_name);
    summary_add(r, s, MSG_berkas_col_note, u->note);
    summary_add(r, s, MSG_berkas_col_added, say_instant(r->arena, r->lang, u->added_at, r->utc_minutes));
    summary_add(r, s, MSG_berkas_col_sha256, u->sha256);
}

static void flag_notices(Req *r, const BerkasUse *u, BerkasFileView *v)
{
    for (int bit = 1; bit < 1 << FLAG_KINDS; bit <<= 1)
        if (u->flags & bit)
            *list_add(r->arena, &v->flags) = (Notice){.tone  = flag_tone(bit),
                                                      .title = say(r->lang, berkas_flag_msg(bit)),
                                                      .text  = say(r->lang, berkas_flag_why_msg(bit))};
}

static Err elsewhere(Req *r, const UnitAsker *by, const BerkasUse *u, BerkasFileView *v)
{
    BerkasElsewhere e = {0};
    TRY(berkas_elsewhere(r->arena, r->db, by, u, &e));
    v->same = files_of(r, &e.same, false, true);
    v->near = files_of(r, &e.near, false, true);
    v->same.title = e.same.count ? say(r->lang, MSG_berkas_same_title) : (Str){0};
    v->near.title = e.near.count ? say(r->lang, MSG_berkas_near_title) : (Str){0};
    if (e.same_units)
        v->same_units = say_args(r->arena, r->lang, MSG_berkas_same_units, say_i64(r->arena, r->lang, e.same_units));
    if (e.near_units)
        v->near_units = say_args(r->arena, r->lang, MSG_berkas_near_units, say_i64(r->arena, r->lang, e.near_units));
    v->elsewhere = e.same.count || e.near.count || e.same_units || e.near_units;
    return NO_ERR;
}

static Err name_of(Req *r, i64 user_id, Str *out)
{
    AkunUser u = {0};
    Err      e = user_id ? akun_user_find(r->arena, r->db, user_id, &u) : NO_ERR;
    *out = u.facts.name;
    return e.kind == ERR_NOT_FOUND ? NO_ERR : e;
}

static Err history(Req *r, const BerkasUse *u, Timeline *t)
{
    AuditFilter f = {.instansi_id = r->user->instansi_id, .limit = 50, .entity = S("berkas_use"), .entity_id = u->id};
    AuditRows   rows = {0};
    TRY(audit_list(r->arena, r->db, &f, &rows));
    for (isize i = 0; i < rows.count; i++) {
        Str action = rows.at[i].action;
        Msg what   = str_is(action, "berkas_add")    ? MSG_berkas_did_add
                   : str_is(action, "berkas_remove") ? MSG_berkas_did_remove : MSG_berkas_did_edit;
        *list_add(r->arena, &t->of) = (Event){.at = rows.at[i].at, .what = say(r->lang, what)};
        TRY(name_of(r, rows.at[i].actor_id, &t->of.at[t->of.count - 1].who));
    }
    return NO_ERR;
}

static void preview(Req *r, const BerkasUse *u, BerkasFileView *v)
{
    BerkasKind kind  = berkas_types[u->type].kind;
    bool       lies  = (u->flags & (FLAG_DAMAGED | FLAG_ENCRYPTED)) != 0;

    v->src_name   = u->name;
    v->content    = url_for(r, "/berkas/%lld/isi", (long long)u->id);
    v->download   = url_for(r, "/berkas/%lld/unduh", (long long)u->id);
    v->is_picture = kind == BERKAS_PICTURE;
    v->is_video   = kind == BERKAS_VIDEO;
    v->is_frame   = !lies && (kind == BERKAS_PDF || kind == BERKAS_OTHER);
    v->is_none    = !v->is_picture && !v->is_video && !v->is_frame;
}

/* GET /berkas/:id - what a file is, what is to know about it, where else it is */
Err berkas_file_page(Req *r)
{
    UnitAsker      by = berkas_asker(r);
    BerkasUse      u  = {0};
    BerkasFileView v  = {0};

    TRY(berkas_use_found(r, &u));
    r->page.title = u.name;
    berkas_trail(r, u.unit_id, u.unit_name);
    preview(r, &u, &v);
    facts(r, &u, &v.facts);
    flag_notices(r, &u, &v);
    TRY(elsewhere(r, &by, &u, &v));
    TRY(history(r, &u, &v.history));
    v.is_removed = u.removed_at.s != 0;
    if (v.is_removed)
        v.removed = say_args(r->arena, r->lang, MSG_berkas_removed_at,
                             say_instant(r->arena, r->lang, u.removed_at, r->utc_minutes));
    if (!v.is_removed && !u.locked && may(r, u.fill_bits)) {
        r->page.action      = url_for(r, "/berkas/%lld/ubah", (long long)u.id);
        r->page.action_text = say(r->lang, MSG_berkas_edit);
        page_quiet(r, say(r->lang, MSG_berkas_remove), url_for(r, "/berkas/%lld/lepas", (long long)u.id));
    }
    view_berkas_file(r, &v);
    return NO_ERR;
}

/* --- the bytes --- */

/* RFC 6266: a plain name for old readers, the true one in UTF-8; nothing in it can end the header. */
static Str disposition(Arena *a, const char *how, Str name)
{
    Buf plain = {.arena = a};
    for (isize i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-'
            || c == '_' || c == ' ';
        buf_char(&plain, safe ? c : '_');
    }
    return str_fmt(a, "%s; filename=\"%.*s\"; filename*=UTF-8''%.*s", how, STRF(buf_str(&plain)),
                   STRF(url_part(a, name)));
}

/* "bytes=5-", "bytes=5-9": one range, as players ask for; anything else is answered whole. */
static bool range_of(Str asked, i64 bytes, i64 *out_from, i64 *out_count)
{
    i64 from, to = bytes - 1;
    if (!str_starts(asked, S("bytes=")))
        return false;
    Str last = str_sub(asked, 6, -1), first = str_cut(&last, '-');
    if (!str_i64(first, &from) || (last.len && !str_i64(last, &to)) || from < 0 || from >= bytes || to < from)
        return false;
    *out_from  = from;
    *out_count = (to < bytes ? to : bytes - 1) - from + 1;
    return true;
}

static void send_range(Req *r, i64 bytes)
{
    i64 from, count;
    header_add(r, "Accept-Ranges", S("bytes"));
    if (!range_of(http_header(r->http, "Range"), bytes, &from, &count))
        return;
    r->status        = 206;
    r->file.fd_from  = from;
    r->file.fd_bytes = count;
    header_add(r, "Content-Range", str_fmt(r->arena, "bytes %lld-%lld/%lld", (long long)from,
                                           (long long)(from + count - 1), (long long)bytes));
}

/* Nothing in a file may act: no script, no form, no way out.  Browsers show a PDF in a reader of their own, which a
 * sandbox would switch off; scripts of a page are forbidden there all the same. */
static Str policy(BerkasType type)
{
    if (type == TYPE_PDF)
        return S("default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'");
    return S("sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; "
             "frame-ancestors 'self'");
}

static Err send_bytes(Req *r, const char *how)
{
    BerkasUse u = {0};
    Digest    sha;
    i64       bytes;

    TRY(berkas_use_found(r, &u));
    if (!hex_digest(u.sha256, &sha))
        return FAIL(ERR_DB, "not a hash");
    TRY(blob_open(*r->arena, r->web->blobs, sha, &r->file.fd, &bytes));
    r->file.fd_bytes = bytes;
    bool text = u.type == TYPE_TXT || u.type == TYPE_CSV;
    r->type   = text ? S("text/plain; charset=utf-8") : str_of(berkas_types[u.type].mime);
    header_add(r, "Content-Disposition", disposition(r->arena, how, u.name));
    header_add(r, "Content-Security-Policy", policy(u.type));
    send_range(r, bytes);
    return NO_ERR;
}

/* GET /berkas/:id/isi - to be shown in a page of this site */
Err berkas_content(Req *r)
{
    return send_bytes(r, "inline");
}

/* GET /berkas/:id/unduh */
Err berkas_download(Req *r)
{
    return send_bytes(r, "attachment");
}

Err berkas_zip_answer(Req *r, const BerkasOwner *o, const BerkasFolders *folders, Str name)
{
    BerkasZip *z    = new(r->arena, BerkasZip, 1);
    BerkasUses uses = {0};

    TRY(berkas_of_owner(r->arena, r->db, o, &uses));
    berkas_zip_start(r->arena, z, r->web->blobs, &uses, folders, r->lang);
    r->type = S("application/zip");
    r->file = (HttpAnswer){.stream = zip_read, .stream_end = zip_stop, .stream_ctx = &z->zip,
                           .stream_bytes = z->zip.bytes};
    name = str_fmt(r->arena, "%.*s.zip", STRF(name));
    header_add(r, "Content-Disposition", disposition(r->arena, "attachment", name));
    return NO_ERR;
}
