/* The table of the room's addresses, and what was changed in a worksheet. */
#include "lke/lke_web.h"

#include "audit/audit.h"
#include "format/json.h"
#include "lke/lke_page_web.h"
#include "regulasi/regulasi_web.h"

/* --- history --- */

enum { HISTORY_PAGE = 50 };

typedef struct { Timeline changes; Link older; bool none; Exports exports; } HistoryView;
#include "lke_history.html.h"

static const struct { const char *action; Msg text; } actions[] = {
    {"lke_create", MSG_lke_did_create}, {"lke_aim", MSG_lke_did_aim},       {"lke_close", MSG_lke_did_close},
    {"lke_open",   MSG_lke_did_open},   {"lke_answer", MSG_lke_did_answer}, {"lke_effort", MSG_lke_did_effort},
    {"lke_import", MSG_lke_did_import}, {"berkas_add", MSG_lke_did_file},
};

/* "lke_answer A.I.1.i.a": the item stands in the kind of thing. */
static int node_of_entity(const Sheet *s, Str entity)
{
    Str code = entity;
    (void)str_cut(&code, ' ');
    return code.len ? pack_find(s->pack, code) : -1;
}

static Str value_of(Req *r, const Sheet *s, int node, Str json)
{
    const Json *j;
    NilaiAnswer x;

    if (!json.len || json_read(r->arena, json, (JsonMost){0}, &j).kind)
        return say(r->lang, MSG_lke_not_answered);
    Str value = json_text(json_get(j, "value"));
    if (!lke_value_parse(&s->pack->nodes[node], value, &x) || !x.answered)
        return say(r->lang, MSG_lke_not_answered);
    return sheet_answer_short(r, s, node, &x);
}

/* What the unit did; what assessors do has pages of its own, and is not the unit's to see yet.  MSG_NONE: not here. */
static Msg did_of(const AuditRow *row)
{
    for (isize i = 0; i < countof(actions); i++)
        if (str_is(row->action, actions[i].action))
            return actions[i].text;
    return MSG_NONE;
}

static Err event_of(Req *r, const Sheet *s, const AuditRow *row, Msg what, Event *e)
{
    int node = node_of_entity(s, row->entity);

    *e = (Event){.at = row->at, .what = say(r->lang, what)};
    if (node >= 0) {
        e->what = str_fmt(r->arena, "%.*s %.*s %.*s", STRF(e->what), STRF(s->pack->nodes[node].code),
                          STRF(sheet_topic(r, s, node)));
        e->url  = sheet_item_url(r, s, node);
    }
    if (node >= 0 && str_is(row->action, "lke_answer"))
        e->detail = say_args(r->arena, r->lang, MSG_lke_from_to, value_of(r, s, node, row->before),
                             value_of(r, s, node, row->after));
    return lke_name(r->arena, r->db, s->w.instansi_id, row->actor_id, &e->who);
}

/* Page by page through the log, until enough of it is the unit's: how much else there is shows nowhere. */
static Err read_history(Req *r, const Sheet *s, i64 before, isize most, AuditRows *out)
{
    for (bool more = true; more && out->count <= most;) {
        AuditRows rows = {0};
        TRY(audit_list(r->arena, r->db, &(AuditFilter){.instansi_id = s->w.instansi_id, .before_seq = before,
                                                       .limit = HISTORY_PAGE, .entity_id = s->w.id}, &rows));
        for (isize i = 0; i < rows.count; i++)
            if (did_of(&rows.at[i]))
                *list_add(r->arena, out) = rows.at[i];
        more = rows.count == HISTORY_PAGE;
        if (more)
            before = rows.at[rows.count - 1].seq;
    }
    return NO_ERR;
}

static Err put_events(Req *r, const Sheet *s, const AuditRows *rows, isize most, Timeline *out)
{
    for (isize i = 0; i < rows->count && i < most; i++)
        TRY(event_of(r, s, &rows->at[i], did_of(&rows->at[i]), list_add(r->arena, &out->of)));
    return NO_ERR;
}

/* From the newest to the first, whichever page it was asked from. */
static Err history_file(Req *r, const Sheet *s)
{
    AuditRows rows = {0};
    Timeline  all  = {0};

    TRY(read_history(r, s, 0, TABLE_MAX, &rows));
    TRY(put_events(r, s, &rows, TABLE_MAX, &all));
    return timeline_file(r, "riwayat-lke", &all);
}

Err lke_page_history(Req *r)
{
    Sheet       s;
    HistoryView v    = {0};
    AuditRows   rows = {0};
    i64         before = 0;

    TRY(sheet_open(r, &s));
    r->page.title = say(r->lang, MSG_lke_link_history);
    if (table_is_asked(r))
        return history_file(r, &s);
    (void)str_i64(query_get(r, "sebelum"), &before);
    TRY(read_history(r, &s, before, HISTORY_PAGE, &rows));
    TRY(put_events(r, &s, &rows, HISTORY_PAGE, &v.changes));
    v.none = !rows.count;
    if (rows.count)
        v.exports = table_exports(r, "sebelum");
    if (rows.count > HISTORY_PAGE)
        v.older = (Link){say(r->lang, MSG_lke_older),
                         url_with(r, "sebelum", html_bare_i64(r, rows.at[HISTORY_PAGE - 1].seq))};
    view_lke_history(r, &v);
    return NO_ERR;
}

/* --- the table --- */

static const char AGENCY[] = "ADMIN or INSPEKTUR for the whole instansi";

static const Route routes[] = {
    {GET,  "/lke",                  LKE_KNOWS,  READS,  lke_page_all,      "unit tree"},
    {GET,  "/lke/baru",             LKE_BEGINS, READS,  lke_page_new,      "unit tree"},
    {POST, "/lke/baru",             LKE_BEGINS, WRITES, lke_make,          "unit tree"},
    {GET,  "/lke/bunyi/:pack",      REGULASI_WORDS, READS,  lke_page_wording, AGENCY},
    {POST, "/lke/bunyi/:pack",      REGULASI_WORDS, WRITES, lke_wording_send, AGENCY, .look = lke_wording_look,
     .before = lke_wording_before, .flags = ROUTE_UPLOAD},
    {POST, "/lke/bunyi/:pack/lepas", REGULASI_WORDS, WRITES, lke_wording_take_back, AGENCY},
    {GET,  "/lke/:id",              LKE_READS,  READS,  lke_page_show,     "unit tree", .look = lke_look,
     .flags = ROUTE_KEPT},
    {GET,  "/lke/:id/area/:code",   LKE_READS,  READS,  lke_page_area,     "unit tree"},
    {GET,  "/lke/:id/butir",        LKE_READS,  READS,  lke_page_items,    "unit tree"},
    {GET,  "/lke/:id/butir/:code",  LKE_READS,  READS,  lke_page_item,     "unit tree"},
    {POST, "/lke/:id/butir/:code",  LKE_FILLS,  WRITES, lke_answer,        "unit tree"},
    {POST, "/lke/:id/butir/:code/usaha", LKE_FILLS, WRITES, lke_effort,    "unit tree"},
    {POST, "/lke/:id/butir/:code/fakta", LKE_FILLS, WRITES, lke_take_fact, "unit tree"},
    {GET,  "/lke/:id/gerbang",      LKE_READS,  READS,  lke_page_gates,    "unit tree"},
    {GET,  "/lke/:id/jalan",        LKE_READS,  READS,  lke_page_plan,     "unit tree", .flags = ROUTE_SLOW},
    {GET,  "/lke/:id/cetak",        LKE_READS,  READS,  lke_page_print,    "unit tree"},
    {GET,  "/lke/:id/impor",        LKE_FILLS,  READS,  lke_page_import,   "unit tree"},
    {POST, "/lke/:id/impor",        LKE_FILLS,  WRITES, lke_import_send,   "unit tree", .look = lke_import_look,
     .before = lke_import_before, .flags = ROUTE_UPLOAD},
    {GET,  "/lke/:id/impor/:id",    LKE_FILLS,  READS,  lke_page_preview,  "own"},
    {POST, "/lke/:id/impor/:id",    LKE_FILLS,  WRITES, lke_import_take,   "own"},
    {GET,  "/lke/:id/ekspor.xlsx",  LKE_READS,  READS,  lke_page_export,   "unit tree", .flags = ROUTE_SLOW},
    {GET,  "/lke/:id/bukti.zip",    LKE_READS,  READS,  lke_zip,           "unit tree", .flags = ROUTE_SLOW},
    {GET,  "/lke/:id/riwayat",      LKE_READS,  READS,  lke_page_history,  "unit tree"},
    {GET,  "/lke/:id/atur",         LKE_FILLS,  READS,  lke_page_settings, "unit tree"},
    {POST, "/lke/:id/atur",         LKE_FILLS,  WRITES, lke_settings,      "unit tree"},
    {POST, "/lke/:id/tutup",        LKE_FILLS,  WRITES, lke_close,         "unit tree"},

    {GET,  "/api/v1/lke",           LKE_KNOWS,  READS,  lke_api_list,      "unit tree", .gives = &gives_lke_row,
     .about = MSG_lke_api_list, .flags = ROUTE_MANY, .form = lke_api_fields, .form_count = LKE_API_FIELDS},
    {GET,  "/api/v1/lke/:id",       LKE_READS,  READS,  lke_api_show,      "unit tree", .gives = &gives_lke,
     .about = MSG_lke_api_sheet},
    {GET,  "/api/v1/lke/:id/butir", LKE_READS,  READS,  lke_api_items,     "unit tree", .gives = &gives_lke_line,
     .about = MSG_lke_api_items, .flags = ROUTE_MANY, .form = lke_api_line_fields,
     .form_count = LKE_API_LINE_FIELDS},
    {GET,  "/api/v1/lke/:id/butir/:code", LKE_READS, READS, lke_api_item,  "unit tree", .gives = &gives_lke_item,
     .about = MSG_lke_api_item},
    {POST, "/api/v1/lke/:id/butir/:code", LKE_FILLS, WRITES, lke_api_answer, "unit tree", .gives = &gives_lke_item,
     .about = MSG_lke_api_fill, .form = lke_api_answer_fields, .form_count = LKE_API_ANSWER_FIELDS},
    {GET,  "/api/v1/lke/:id/jalan", LKE_READS,  READS,  lke_api_plan,      "unit tree", .gives = &gives_lke_plan,
     .about = MSG_lke_link_plan, .flags = ROUTE_SLOW, .form = lke_api_plan_fields,
     .form_count = LKE_API_PLAN_FIELDS},
};

const Room lke_room = {"lke", routes, countof(routes), lke_kinds, LKE_KINDS, .about = MSG_lke_all};
