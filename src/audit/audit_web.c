#include "audit/audit_web.h"

#include "akun/akun_token.h"
#include "audit/audit.h"
#include "format/json.h"
#include "web/parts.h"

enum { PAGE = 50 };

typedef struct {
    Str     what, thing, who, via;
    Instant at;
    i64     seq;
    Url     open;
} LogLine;

typedef struct {
    LIST(Filter)  filters;
    LIST(LogLine) rows;
    Str     from, until;        /* as date inputs have it */
    Url     here, older, newest;
    bool    narrowed, pages, may_open;
    i64     file_most;          /* rows of a file, where the log may have more */
    Exports exports;
    Str     empty;
    Summary chain;
} AuditListView;
#include "audit_list.html.h"

typedef struct {
    Summary facts, only;        /* only: the one side there is */
    Str     head;
    Diff    content;
    LIST(Link) near;
} AuditEntryView;
#include "audit_entry.html.h"

/* --- words --- */

/* Every room says in its own sentences what its entries are about: log.did.*, log.kind.* and log.key.*.  What has no
 * word stands as it was written. */
static Str word(Req *r, const char *of, Str key)
{
    Msg m = say_named(str_fmt(r->arena, "log.%s.%.*s", of, STRF(key)));
    return m ? say(r->lang, m) : key;
}

/* "lke_answer A.I.1.i.a": the kind, and which of it. */
static Str thing(Req *r, Str entity)
{
    Str which = entity, kind = str_cut(&which, ' ');
    return str_fmt(r->arena, "%.*s%s%.*s", STRF(word(r, "kind", kind)), which.len ? " " : "", STRF(which));
}

/* Whoever is not of this instansi has no name here. */
static Err name_of(Req *r, i64 user_id, Str *out)
{
    AkunUser u = {0};
    if (!user_id) {
        *out = say(r->lang, MSG_audit_program);
        return NO_ERR;
    }
    Err e = akun_user_find(r->arena, r->db, user_id, &u);
    if (e.kind && e.kind != ERR_NOT_FOUND)
        return e;
    *out = u.instansi_id == r->user->instansi_id ? u.facts.name : say(r->lang, MSG_audit_stranger);
    return NO_ERR;
}

/* Sixty-four letters in groups that a person can compare, and a phone can break. */
static Str spaced(Arena *a, Str hex)
{
    Buf b = {.arena = a};
    for (isize i = 0; i < hex.len; i += 8) {
        if (i)
            buf_char(&b, ' ');
        buf_add(&b, str_sub(hex, i, 8));
    }
    return buf_str(&b);
}

static void line(Req *r, Summary *s, Msg key, Str value)
{
    *list_add(r->arena, &s->lines) = (SummaryLine){.key = say(r->lang, key), .value = value};
}

/* --- who may see how things stood: INSPEKTUR for the whole instansi, and nobody who runs accounts in it --- */

static Err may_open(Req *r, bool *out)
{
    UnitAsker by = {.user_id = r->user->id, .instansi_id = r->user->instansi_id, .role_bits = WHO(INSPEKTUR),
                    .today = r->today, .now = r->now, .lang = r->lang};
    *out = false;
    if (!may(r, WHO(INSPEKTUR)) || may(r, WHO(ADMIN)))
        return NO_ERR;
    return unit_reaches(*r->arena, r->db, &by, r->user->instansi_id, out);
}

/* --- the list --- */

static Filter filter_of(Req *r, const char *name, Msg label, Msg any)
{
    Filter f = {.name = str_of(name), .label = say(r->lang, label)};
    *list_add(r->arena, &f.choices) = (ChoiceView){.label = say(r->lang, any), .chosen = !query_get(r, name).len};
    return f;
}

/* Every word, and what the address asks for if it is none of them. */
static void offer(Req *r, Filter *f, Str prefix, Str asked)
{
    bool known = !asked.len;
    Msg  m, end;

    for (say_range(prefix, &m, &end); m < end; m++) {
        Str  value  = str_sub(say_name(m), prefix.len, -1);
        bool chosen = str_eq(asked, value);
        *list_add(r->arena, &f->choices) = (ChoiceView){value, say(r->lang, m), .chosen = chosen};
        known = known || chosen;
    }
    if (!known)
        *list_add(r->arena, &f->choices) = (ChoiceView){asked, asked, .chosen = true};
}

static void add_filters(Req *r, AuditListView *v, const AuditFilter *asked)
{
    Filter action = filter_of(r, "perubahan", MSG_audit_col_what, MSG_audit_any_action);
    Filter entity = filter_of(r, "hal", MSG_audit_col_thing, MSG_audit_any_kind);

    offer(r, &action, S("log.did."), asked->action);
    offer(r, &entity, S("log.kind."), asked->entity);
    *list_add(r->arena, &v->filters) = action;
    *list_add(r->arena, &v->filters) = entity;
    v->narrowed = asked->action.len || asked->entity.len || asked->from.s || asked->until.s;
}

/* The first moment of a day, or of the day after it, where the reader is. */
static Instant day_start(Req *r, const char *name, int later, Str *out_shown)
{
    Date d;
    if (!date_parse(query_get(r, name), &d))
        return (Instant){0};
    *out_shown = date_iso(r->arena, d);
    return (Instant){((i64)d.days + later) * 86400 - r->utc_minutes * 60};
}

/* One name is asked for once, however often a person or a token stands in the list. */
static Err add_lines(Req *r, AuditListView *v, const AuditRows *rows, isize n)
{
    for (isize i = 0; i < n; i++) {
        const AuditRow *row = &rows->at[i];
        LogLine l = {.what = word(r, "did", row->action), .thing = thing(r, row->entity), .at = row->at,
                     .seq = row->seq};
        for (isize k = 0; k < i && !l.who.len; k++)
            if (rows->at[k].actor_id == row->actor_id)
                l.who = v->rows.at[k].who;
        for (isize k = 0; k < i && row->via_id && !l.via.len; k++)
            if (rows->at[k].via_id == row->via_id)
                l.via = v->rows.at[k].via;
        if (!l.who.len)
            TRY(name_of(r, row->actor_id, &l.who));
        if (row->via_id && !l.via.len)
            TRY(akun_token_name(r->arena, r->db, r->user->instansi_id, row->via_id, &l.via));
        if (v->may_open)
            l.open = url_for(r, "/audit/%lld", (long long)row->seq);
        *list_add(r->arena, &v->rows) = l;
    }
    return NO_ERR;
}

static Err add_chain(Req *r, AuditListView *v)
{
    AuditHeads heads = {0};
    Summary   *s     = &v->chain;

    TRY(audit_heads(r->arena, r->db, &heads));
    for (isize i = 0; i < heads.count; i++) {
        const AuditHead *h = &heads.at[i];
        if (h->instansi_id != r->user->instansi_id || !h->seq)
            continue;
        if (h->seq > TABLE_MAX)
            v->file_most = TABLE_MAX;
        line(r, s, MSG_audit_col_seq, say_i64(r->arena, r->lang, h->seq));
        line(r, s, MSG_audit_hash, spaced(r->arena, hex_of(r->arena, h->hash.at, countof(h->hash.at))));
        line(r, s, MSG_audit_read_at, say_instant(r->arena, r->lang, r->now, r->utc_minutes));
    }
    return NO_ERR;
}

/* --- the list as a file --- */

static const Col cols[] = {
    {"nomor",     MSG_audit_col_seq,   COL_NUMBER, false},
    {"waktu",     MSG_audit_col_when,  COL_AT,     false},
    {"oleh",      MSG_audit_col_who,   COL_TEXT,   false},
    {"token",     MSG_audit_via,       COL_TEXT,   false},
    {"perubahan", MSG_audit_col_what,  COL_TEXT,   false},
    {"pada",      MSG_audit_col_thing, COL_TEXT,   false},
};

/* All that the filters let through, whichever page it was asked from; never how things stood. */
static Err list_file(Req *r, const AuditFilter *asked)
{
    AuditFilter   f    = *asked;
    AuditRows     rows = {0};
    AuditListView v    = {0};
    Table         t    = {.name = "catatan-perubahan", .caption = say(r->lang, MSG_audit_title), .cols = cols,
                          .cols_count = countof(cols), .part = true};

    f.before_seq = 0;
    f.limit      = TABLE_MAX;
    rows         = (AuditRows){new(r->arena, AuditRow, TABLE_MAX), 0, TABLE_MAX};
    TRY(audit_list(r->arena, r->db, &f, &rows));
    t.of         = rows.count;
    TRY(add_lines(r, &v, &rows, rows.count));
    for (isize i = 0; i < v.rows.count; i++) {
        const LogLine *l = &v.rows.at[i];
        Cell          *c = table_row(r, &t);
        c[0].number = l->seq;
        c[1].at     = l->at;
        c[2].text   = l->who;
        c[3].text   = l->via;
        c[4].text   = l->what;
        c[5].text   = l->thing;
    }
    return table_show(r, &t);
}

/* GET /audit */
static Err list_page(Req *r)
{
    AuditListView v    = {.here = {S("/audit")}};
    AuditRows     rows = {0};
    AuditFilter   f    = {.instansi_id = r->user->instansi_id, .limit = PAGE + 1, .action = query_get(r, "perubahan"),
                          .entity = query_get(r, "hal"), .bare = true};

    f.from  = day_start(r, "dari", 0, &v.from);
    f.until = day_start(r, "sampai", 1, &v.until);
    if (table_is_asked(r))
        return list_file(r, &f);
    if (!str_i64(query_get(r, "sebelum"), &f.before_seq) || f.before_seq < 0)
        f.before_seq = 0;
    TRY(may_open(r, &v.may_open));
    TRY(audit_list(r->arena, r->db, &f, &rows));
    TRY(add_lines(r, &v, &rows, rows.count > PAGE ? PAGE : rows.count));
    TRY(add_chain(r, &v));
    add_filters(r, &v, &f);
    v.exports = table_exports(r, "sebelum");
    if (rows.count > PAGE)
        v.older = url_with(r, "sebelum", html_bare_i64(r, rows.at[PAGE - 1].seq));
    if (f.before_seq)
        v.newest = url_with(r, "sebelum", (Str){0});
    v.pages = v.older.s.len || v.newest.s.len;
    v.empty = say(r->lang, v.narrowed || f.before_seq ? MSG_audit_none : MSG_audit_none_yet);
    r->page.section = S("audit");
    r->page.title   = say(r->lang, MSG_audit_title);
    r->page.lead    = say(r->lang, v.may_open ? MSG_audit_lead_open : MSG_audit_lead);
    view_audit_list(r, &v);
    return NO_ERR;
}

/* --- one entry --- */

static Str roles_in(Req *r, i64 bits)
{
    Buf b = {.arena = r->arena};
    for (int i = 0; i < ROLE_COUNT; i++)
        if ((Who)bits >> i & 1)
            buf_addf(&b, "%s%.*s", b.len ? ", " : "", STRF(say(r->lang, role_msg((Role)i))));
    return buf_str(&b);
}

static Err unit_in(Req *r, i64 id, Str *out)
{
    Unit u;
    Err  e = unit_find(r->arena, r->db, r->user->instansi_id, id, &u);
    if (!e.kind)
        *out = u.facts.name;
    return e.kind == ERR_NOT_FOUND ? NO_ERR : e;
}

/* A member as people read it: names for numbers where there are any. */
static Err value_of(Req *r, const Json *j, Str *out)
{
    i64 n = 0;

    *out = j->text;
    if (j->kind == JSON_BOOL)
        *out = j->truth ? S("true") : S("false");
    if (j->kind == JSON_LIST || j->kind == JSON_MAP) {
        Buf     b = {.arena = r->arena};
        JsonOut o = {.to = &b};
        json_put_tree(&o, NO_KEY, j);
        *out = buf_str(&b);
    }
    if (!str_i64(j->text, &n))
        return NO_ERR;
    if (str_is(j->key, "role_bits"))
        *out = roles_in(r, n);
    if (str_is(j->key, "user_id"))
        return name_of(r, n, out);
    return str_is(j->key, "unit_id") ? unit_in(r, n, out) : NO_ERR;
}

static const Json *content(Req *r, Str text)
{
    static const Json nothing = {0};
    const Json *j;
    return text.len && !json_read(r->arena, text, (JsonMost){0}, &j).kind && j->kind == JSON_MAP ? j : &nothing;
}

/* Member by member; what is no map, as a whole. */
static Err compare(Req *r, const AuditRow *row, Diff *d)
{
    const Json *before = content(r, row->before), *after = content(r, row->after);

    *d = (Diff){.before_head = say(r->lang, MSG_audit_before), .after_head = say(r->lang, MSG_audit_after)};
    for (isize i = 0; i < before->count + after->count; i++) {
        bool        first = i < before->count;
        const Json *j     = first ? &before->at[i] : &after->at[i - before->count];
        DiffLine    l     = {.label = word(r, "key", j->key)};
        if (!first && json_find(before, j->key)->kind != JSON_ABSENT)
            continue;
        TRY(value_of(r, json_find(before, j->key), &l.before));
        TRY(value_of(r, json_find(after, j->key), &l.after));
        *list_add(r->arena, &d->lines) = l;
    }
    if (!d->lines.count && (row->before.len || row->after.len))
        *list_add(r->arena, &d->lines) = (DiffLine){say(r->lang, MSG_audit_whole), row->before, row->after};
    return NO_ERR;
}

/* Something new or gone has nothing to be compared with: a list says it better. */
static void one_side(Req *r, AuditEntryView *v, bool before)
{
    for (isize i = 0; i < v->content.lines.count; i++) {
        const DiffLine *l    = &v->content.lines.at[i];
        Str             text = before ? l->before : l->after;
        if (text.len)
            *list_add(r->arena, &v->only.lines) = (SummaryLine){.key = l->label, .value = text};
    }
    v->content.lines.count = 0;
}

/* Where the thing itself is shown, if its page stays as long as the log does. */
static Url thing_url(Req *r, const AuditRow *row)
{
    Str which = row->entity, kind = str_cut(&which, ' ');
    if (str_is(kind, "unit"))
        return url_for(r, "/unit/%lld", (long long)row->entity_id);
    if (str_is(kind, "lke_answer") && which.len)
        return url_for(r, "/lke/%lld/butir/%.*s", (long long)row->entity_id, STRF(url_part(r->arena, which)));
    return str_is(kind, "lke_worksheet") ? url_for(r, "/lke/%lld", (long long)row->entity_id) : (Url){{0}};
}

static Err find(Req *r, i64 seq, AuditRow *out)
{
    AuditRows rows = {0};
    TRY(audit_list(r->arena, r->db, &(AuditFilter){.instansi_id = r->user->instansi_id, .before_seq = seq + 1,
                                                   .limit = 1}, &rows));
    if (!rows.count || rows.at[0].seq != seq)
        return FAIL(ERR_NOT_FOUND, "no entry with this number");
    *out = rows.at[0];
    return NO_ERR;
}

static void add_near(Req *r, AuditEntryView *v, i64 seq)
{
    Str text = say_args(r->arena, r->lang, MSG_audit_earlier_entry, say_i64(r->arena, r->lang, seq));
    *list_add(r->arena, &v->near) = (Link){text, url_for(r, "/audit/%lld", (long long)seq)};
}

/* GET /audit/:id - how it stood before and after, and the fingerprint to hold against one that was kept */
static Err entry_page(Req *r)
{
    AuditEntryView v = {0};
    AuditRow       row, next;
    Str            who, hash, via = {0};
    bool           open;

    TRY(may_open(r, &open));
    if (!open || r->id >= INT64_MAX - 1)
        return FAIL(ERR_NOT_FOUND, "contents are for the inspector of the whole instansi");
    TRY(find(r, r->id, &row));
    TRY(name_of(r, row.actor_id, &who));
    TRY(audit_hash(r->arena, r->db, r->user->instansi_id, row.seq, &hash));
    line(r, &v.facts, MSG_audit_col_what, word(r, "did", row.action));
    line(r, &v.facts, MSG_audit_col_thing, thing(r, row.entity));
    v.facts.lines.at[v.facts.lines.count - 1].url = thing_url(r, &row);
    line(r, &v.facts, MSG_audit_col_who, who);
    if (row.via_id)
        TRY(akun_token_name(r->arena, r->db, r->user->instansi_id, row.via_id, &via));
    if (via.len)
        line(r, &v.facts, MSG_audit_via, via);
    line(r, &v.facts, MSG_audit_col_when, say_instant(r->arena, r->lang, row.at, r->utc_minutes));
    line(r, &v.facts, MSG_audit_hash, spaced(r->arena, hash));
    TRY(compare(r, &row, &v.content));
    v.head = say(r->lang, row.before.len && row.after.len ? MSG_audit_both
                          : row.before.len ? MSG_audit_before : row.after.len ? MSG_audit_after : MSG_audit_whole);
    if (!row.before.len || !row.after.len)
        one_side(r, &v, row.before.len);
    if (row.seq > 1)
        add_near(r, &v, row.seq - 1);
    Err e = find(r, row.seq + 1, &next);
    if (e.kind && e.kind != ERR_NOT_FOUND)
        return e;
    if (!e.kind)
        add_near(r, &v, next.seq);
    r->page.section = S("audit");
    r->page.title   = say_args(r->arena, r->lang, MSG_audit_entry, say_i64(r->arena, r->lang, row.seq));
    crumb_add(r, say(r->lang, MSG_audit_title), (Url){S("/audit")});
    view_audit_entry(r, &v);
    return NO_ERR;
}

static const Route rows[] = {
    {GET, "/audit",     AUDIT_READS,    READS, list_page,  "who, when and what in one's own instansi; no contents",
     .flags = ROUTE_SLOW},
    {GET, "/api/v1/audit", AUDIT_READS, READS, audit_api_list,
     "who, when and what in one's own instansi; no contents", .gives = &gives_audit, .about = MSG_audit_api_list,
     .flags = ROUTE_MANY, .form = api_audit_fields, .form_count = API_AUDIT_FIELDS},
    {GET, "/audit/:id", WHO(INSPEKTUR), READS, entry_page,
     "contents: INSPEKTUR for the whole instansi, unless also ADMIN"},
};
const Room audit_room = {"audit", rows, countof(rows), .about = MSG_audit_title};
