#include "unit/unit_web.h"

#include "unit/unit_pages_web.h"

#include "unit_show.html.h"
#include "unit_tree.html.h"

/* --- for the pages of this room and of others --- */

UnitAsker unit_asker(const Req *r, Who roles)
{
    return (UnitAsker){r->user->id, r->user->instansi_id, roles, r->today, r->now, r->lang};
}

enum { OFFER_MAX = 300 };

void unit_offer(Req *r, FormView *v, const char *field, const Units *units)
{
    FieldView *f = form_field(v, field);

    if (units->count > OFFER_MAX)
        return;
    f->is_input  = false;
    f->is_select = true;
    form_choice(r, v, field, (Str){0}, say(r->lang, MSG_unit_choose));
    for (isize i = 0; i < units->count; i++) {
        const UnitFacts *u = &units->at[i].facts;
        form_choice(r, v, field, u->code, str_fmt(r->arena, "%.*s · %.*s", STRF(u->code), STRF(u->name)));
    }
}

Err unit_typed(Req *r, const UnitAsker *by, const char *field, Str code, Unit *out, Issues *issues)
{
    *out = (Unit){0};
    if (!code.len)
        return NO_ERR;                          /* a required field says so itself */
    Err e = unit_find_code_reached(r->arena, r->db, by, code, out);
    if (e.kind != ERR_NOT_FOUND)
        return e;
    issue_say(issues, r->lang, str_of(field), MSG_unit_unknown);
    return NO_ERR;
}

Err unit_for_change(Req *r, Msg title, UnitAsker *by, Unit *out)
{
    *by = unit_asker(r, WHO(ADMIN));
    TRY(unit_find_reached(r->arena, r->db, by, r->id, out));
    r->page.section = S("unit");
    r->page.title   = say(r->lang, title);
    crumb_add(r, say(r->lang, MSG_unit_units), (Url){S("/unit")});
    crumb_add(r, out->facts.name, url_for(r, "/unit/%lld", (long long)out->id));
    return NO_ERR;
}

/* --- the list --- */

static const Col cols[] = {
    {"nama",     MSG_unit_name,       COL_TEXT},
    {"kode",     MSG_unit_code,       COL_TEXT},
    {"jenis",    MSG_unit_kind,       COL_TEXT},
    {"induk",    MSG_unit_parent,     COL_TEXT},
    {"singkatan", MSG_unit_short,     COL_TEXT, .only_export = true},
    {"alamat",   MSG_unit_address,    COL_TEXT, .only_export = true},
    {"kota",     MSG_unit_city,       COL_TEXT, .only_export = true},
    {"provinsi", MSG_unit_province,   COL_TEXT},
    {"zona",     MSG_unit_zone,       COL_TEXT, .only_export = true},
    {"berdiri",  MSG_unit_opened,     COL_DATE, .only_export = true},
    {"keadaan",  MSG_unit_state,      COL_STATE},
};

static Str zone_of(i64 utc_minutes)
{
    return utc_minutes == 540 ? S("WIT") : utc_minutes == 480 ? S("WITA") : S("WIB");
}

static void add_row(Req *r, Table *t, const Unit *u)
{
    Cell *c     = table_row(r, t);
    bool closed = u->closed_on.days;

    c[0].text = u->facts.name;
    c[0].url  = url_for(r, "/unit/%lld", (long long)u->id);
    c[1].text = u->facts.code;
    c[2].text = say(r->lang, unit_kind_msg(u->kind));
    c[3].text = u->parent_code;
    c[4].text = u->facts.short_name;
    c[5].text = u->facts.address;
    c[6].text = u->facts.city;
    c[7].text = u->facts.province;
    c[8].text = zone_of(u->facts.utc_minutes);
    c[9].date = u->facts.opened_on;
    c[9].none = !u->facts.opened_on.days;
    c[10].text = say(r->lang, !closed ? MSG_unit_works : u->merged_into_id ? MSG_unit_merged : MSG_unit_closed);
    c[10].tone = closed ? TONE_NONE : TONE_GOOD;
}

static void add_filters(Req *r, Table *t, Str kind, Str state)
{
    Filter kinds  = {.name = S("jenis"), .label = say(r->lang, MSG_unit_kind)};
    Filter states = {.name = S("keadaan"), .label = say(r->lang, MSG_unit_state)};

    *list_add(r->arena, &kinds.choices) = (ChoiceView){.label = say(r->lang, MSG_unit_all), .chosen = !kind.len};
    for (int k = 0; k < UNIT_KINDS; k++) {
        Str code = unit_kind_code((UnitKind)k);
        *list_add(r->arena, &kinds.choices) =
            (ChoiceView){code, say(r->lang, unit_kind_msg((UnitKind)k)), .chosen = str_eq(code, kind)};
    }
    *list_add(r->arena, &states.choices) =
        (ChoiceView){.label = say(r->lang, MSG_unit_works), .chosen = !str_is(state, "semua")};
    *list_add(r->arena, &states.choices) =
        (ChoiceView){S("semua"), say(r->lang, MSG_unit_all_states), .chosen = str_is(state, "semua")};
    *list_add(r->arena, &t->filters) = kinds;
    *list_add(r->arena, &t->filters) = states;
}

/* GET /unit */
Err unit_list_page(Req *r)
{
    Str   kind = query_get(r, "jenis"), state = query_get(r, "keadaan");
    Units all  = {0};
    Table t    = {.name = "unit", .caption = say(r->lang, MSG_unit_units), .cols = cols, .cols_count = countof(cols),
                  .empty = say(r->lang, MSG_unit_none), .search = true};

    TRY(unit_tree(r->arena, r->db, r->user->instansi_id, r->user->instansi_id, &all));
    for (isize i = 0; i < all.count; i++) {
        const Unit *u = &all.at[i];
        if ((!kind.len || str_eq(kind, unit_kind_code(u->kind))) && (str_is(state, "semua") || !u->closed_on.days))
            add_row(r, &t, u);
    }
    add_filters(r, &t, kind, state);
    r->page.section = S("unit");
    r->page.title   = say(r->lang, MSG_unit_units);
    page_quiet(r, say(r->lang, MSG_unit_as_tree), (Url){S("/unit/pohon")});
    if (may(r, WHO(ADMIN))) {
        r->page.action      = (Url){S("/unit/baru")};
        r->page.action_text = say(r->lang, MSG_unit_new);
        page_quiet(r, say(r->lang, MSG_unit_import), (Url){S("/unit/impor")});
    }
    return table_show(r, &t);
}

/* --- the tree --- */

/* Rows come parents first: everything deeper that follows belongs below. */
static isize grow(Req *r, const Units *rows, isize at, UnitKnot *into)
{
    const Unit *u = &rows->at[at];
    *into = (UnitKnot){.id = u->id, .code = u->facts.code, .name = u->facts.name, .open = u->depth < 2,
                       .kind = say(r->lang, unit_kind_msg(u->kind)), .closed = u->closed_on.days};
    for (at++; at < rows->count && rows->at[at].depth > u->depth;) {
        UnitKnot child;
        at = grow(r, rows, at, &child);
        *list_add(r->arena, &into->children) = child;
    }
    return at;
}

/* GET /unit/pohon */
Err unit_tree_page(Req *r)
{
    UnitTreeView v   = {0};
    Units        all = {0};

    TRY(unit_tree(r->arena, r->db, r->user->instansi_id, r->user->instansi_id, &all));
    if (all.count)
        grow(r, &all, 0, list_add(r->arena, &v.children));
    r->page.section = S("unit");
    r->page.title   = say(r->lang, MSG_unit_tree);
    crumb_add(r, say(r->lang, MSG_unit_units), (Url){S("/unit")});
    view_unit_tree(r, &v);
    return NO_ERR;
}

/* --- one unit --- */

static void line_url(Req *r, Summary *s, Msg key, Str value, i64 id)
{
    summary_add(r, s, key, value);
    if (value.len)
        s->lines.at[s->lines.count - 1].url = url_for(r, "/unit/%lld", (long long)id);
}

static Str services(Req *r, const UnitFacts *f)
{
    Buf b = {.arena = r->arena};
    const struct { bool on; Msg msg; } all[] = {
        {f->serves_public, MSG_unit_serves_public}, {f->core_service, MSG_unit_core_service},
        {f->high_risk, MSG_unit_high_risk},
    };
    for (isize i = 0; i < countof(all); i++)
        if (all[i].on)
            buf_addf(&b, "%s%.*s", b.len ? "; " : "", STRF(say(r->lang, all[i].msg)));
    return buf_str(&b);
}

static Summary facts_of(Req *r, const Unit *u)
{
    Summary s = {0};
    summary_add(r, &s, MSG_unit_kind, say(r->lang, unit_kind_msg(u->kind)));
    summary_add(r, &s, MSG_unit_code, u->facts.code);
    summary_add(r, &s, MSG_unit_short, u->facts.short_name);
    line_url(r, &s, MSG_unit_parent, u->parent_name, u->parent_id);
    summary_add(r, &s, MSG_unit_address, u->facts.address);
    summary_add(r, &s, MSG_unit_city, u->facts.city);
    summary_add(r, &s, MSG_unit_province, u->facts.province);
    summary_add(r, &s, MSG_unit_zone, zone_of(u->facts.utc_minutes));
    summary_add(r, &s, MSG_unit_services, services(r, &u->facts));
    summary_add(r, &s, MSG_unit_opened, say_date(r->arena, r->lang, u->facts.opened_on));
    summary_add(r, &s, MSG_unit_closed_on, say_date(r->arena, r->lang, u->closed_on));
    line_url(r, &s, MSG_unit_merged_into, u->merged_into_name, u->merged_into_id);
    return s;
}

static Summary units_of(Req *r, const Units *all, i64 kawasan_id)
{
    Summary s = {0};
    for (isize i = 0; i < all->count; i++) {
        const Unit *u = &all->at[i];
        SummaryLine l = {.key = u->facts.code, .value = u->facts.name,
                         .url = url_for(r, "/unit/%lld", (long long)u->id)};
        if (u->closed_on.days)
            l.tag = (Tag){TONE_NONE, say(r->lang, MSG_unit_closed)};
        if (kawasan_id)
            l.change = (Link){say(r->lang, MSG_unit_member_remove),
                              url_for(r, "/unit/%lld/anggota/%lld/keluar", (long long)kawasan_id, (long long)u->id)};
        *list_add(r->arena, &s.lines) = l;
    }
    return s;
}

static Err history_of(Req *r, const Unit *u, Timeline *out)
{
    UnitEvents all = {0};
    TRY(unit_events(r->arena, r->db, u->instansi_id, u->id, &all));
    for (isize i = 0; i < all.count; i++) {
        const UnitEvent *e = &all.at[i];
        Str what = say(r->lang, unit_event_msg(e->action)), day = say_date(r->arena, r->lang, e->on_day);
        Str step = e->before.len ? e->before : e->after;
        if (e->before.len && e->after.len)
            step = str_fmt(r->arena, "%.*s → %.*s", STRF(e->before), STRF(e->after));
        *list_add(r->arena, &out->of) =
            (Event){.at = e->at, .what = str_fmt(r->arena, "%.*s, %.*s", STRF(what), STRF(day)),
                    .detail = str_fmt(r->arena, "%.*s%s%.*s", STRF(step), e->why.len && step.len ? ". " : "",
                                      STRF(e->why))};
    }
    return NO_ERR;
}

/* GET /unit/:id */
Err unit_show_page(Req *r)
{
    UnitShowView v  = {0};
    UnitAsker    by = unit_asker(r, WHO(ADMIN));
    Unit         u;
    Units        children = {0}, members = {0};

    TRY(unit_find(r->arena, r->db, r->user->instansi_id, r->id, &u));
    TRY(unit_reaches(*r->arena, r->db, &by, u.id, &v.may_change));
    TRY(unit_children(r->arena, r->db, u.instansi_id, u.id, &children));
    TRY(unit_members(r->arena, r->db, u.instansi_id, u.id, &members));
    TRY(history_of(r, &u, &v.history));
    v.id             = u.id;
    v.facts          = facts_of(r, &u);
    v.children       = units_of(r, &children, 0);
    v.members        = units_of(r, &members, v.may_change ? u.id : 0);
    v.is_kawasan     = u.kind == UNIT_KAWASAN;
    v.may_see_people = v.may_change;
    r->page.section  = S("unit");
    r->page.title    = u.facts.name;
    crumb_add(r, say(r->lang, MSG_unit_units), (Url){S("/unit")});
    if (u.parent_id)
        crumb_add(r, u.parent_name, url_for(r, "/unit/%lld", (long long)u.parent_id));
    if (u.closed_on.days)
        page_state(r, TONE_NONE, say(r->lang, u.merged_into_id ? MSG_unit_merged : MSG_unit_closed));
    if (v.may_change && u.closed_on.days && !u.merged_into_id) {
        r->page.action      = url_for(r, "/unit/%lld/buka", (long long)u.id);
        r->page.action_text = say(r->lang, MSG_unit_reopen);
    } else if (v.may_change && !v.is_kawasan && !u.closed_on.days) {
        r->page.action      = url_for(r, "/unit/baru?induk=%lld", (long long)u.id);
        r->page.action_text = say(r->lang, MSG_unit_new_below);
    }
    v.may_change = v.may_change && !u.closed_on.days;
    view_unit_show(r, &v);
    return NO_ERR;
}

/* --- the table of this room --- */

#define ADMIN_HERE WHO(ADMIN)
static const char SEEN[]  = "every unit of one's own instansi; no other's";
static const char REACH[] = "units at or below one for which the person is ADMIN today";
static const char OWN[]   = "only the import that this person began";

// clang-format off
static const Route rows[] = {
    {GET,  "/unit",                         SIGNED_IN,  READS,  unit_list_page,   SEEN},
    {GET,  "/unit/pohon",                   SIGNED_IN,  READS,  unit_tree_page,   SEEN},
    {GET,  "/unit/baru",                    ADMIN_HERE, READS,  unit_new_page,    REACH},
    {POST, "/unit/baru",                    ADMIN_HERE, WRITES, unit_new,         REACH},
    {GET,  "/unit/impor",                   ADMIN_HERE, READS,  unit_import_page, "open to any ADMIN"},
    {POST, "/unit/impor",                   ADMIN_HERE, WRITES, unit_import_read, OWN, .flags = ROUTE_UPLOAD,
                                                                                  .before = unit_import_before},
    {GET,  "/unit/impor/templat.csv",       ADMIN_HERE, READS,  unit_template_csv,  "an empty form; no data"},
    {GET,  "/unit/impor/templat.xlsx",      ADMIN_HERE, READS,  unit_template_xlsx, "an empty form; no data",
                                                                                  .flags = ROUTE_SLOW},
    {GET,  "/unit/impor/:id",               ADMIN_HERE, READS,  unit_import_show, OWN, .flags = ROUTE_SLOW},
    {POST, "/unit/impor/:id",               ADMIN_HERE, WRITES, unit_import_confirm, REACH},
    {GET,  "/api/v1/unit",                  SIGNED_IN,  READS,  api_units,        SEEN, .gives = &gives_unit,
     .about = MSG_unit_api_units, .flags = ROUTE_MANY, .form = api_unit_fields, .form_count = API_UNIT_FIELDS},
    {GET,  "/api/v1/unit/:id",              SIGNED_IN,  READS,  api_unit,         SEEN, .gives = &gives_unit_whole,
     .about = MSG_unit_api_whole},
    {GET,  "/unit/:id",                     SIGNED_IN,  READS,  unit_show_page,   SEEN},
    {GET,  "/unit/:id/ubah",                ADMIN_HERE, READS,  unit_edit_page,   REACH},
    {POST, "/unit/:id/ubah",                ADMIN_HERE, WRITES, unit_edit_save,   REACH},
    {GET,  "/unit/:id/nama",                ADMIN_HERE, READS,  unit_name_page,   REACH},
    {POST, "/unit/:id/nama",                ADMIN_HERE, WRITES, unit_name_save,   REACH},
    {GET,  "/unit/:id/pindah",              ADMIN_HERE, READS,  unit_move_page,   REACH},
    {POST, "/unit/:id/pindah",              ADMIN_HERE, WRITES, unit_move_save,   REACH},
    {GET,  "/unit/:id/gabung",              ADMIN_HERE, READS,  unit_merge_page,  REACH},
    {POST, "/unit/:id/gabung",              ADMIN_HERE, READS,  unit_merge_ask,   REACH},
    {POST, "/unit/:id/gabung/pasti",        ADMIN_HERE, WRITES, unit_merge_save,  REACH},
    {GET,  "/unit/:id/tutup",               ADMIN_HERE, READS,  unit_close_page,  REACH},
    {POST, "/unit/:id/tutup",               ADMIN_HERE, WRITES, unit_close_save,  REACH},
    {GET,  "/unit/:id/buka",                ADMIN_HERE, READS,  unit_open_page,   REACH},
    {POST, "/unit/:id/buka",                ADMIN_HERE, WRITES, unit_open_save,   REACH},
    {GET,  "/unit/:id/anggota",             ADMIN_HERE, READS,  unit_member_page, REACH},
    {POST, "/unit/:id/anggota",             ADMIN_HERE, WRITES, unit_member_save, REACH},
    {GET,  "/unit/:id/anggota/:id/keluar",  ADMIN_HERE, READS,  unit_leave_page,  REACH},
    {POST, "/unit/:id/anggota/:id/keluar",  ADMIN_HERE, WRITES, unit_leave_save,  REACH},
};
// clang-format on

const Room unit_room = {"unit", rows, countof(rows), .about = MSG_unit_units};
