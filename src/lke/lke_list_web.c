/* All worksheets a person may know of; beginning one; what it aims at; closing it. */
#include "lke/lke_page_web.h"

/* --- the list --- */

static const Col cols[] = {
    {"unit",    MSG_lke_col_unit,      COL_TEXT,    false},
    {"kode",    MSG_lke_col_unit_code, COL_TEXT,    true},
    {"tahun",   MSG_lke_col_year,      COL_TEXT,    false},
    {"target",  MSG_lke_col_target,    COL_TEXT,    false},
    {"terjawab", MSG_lke_col_progress, COL_PERCENT, false},
    {"total",   MSG_lke_col_total,     COL_MARGIN,  false},
    {"wbk",     MSG_lke_col_wbk,       COL_STATE,   false},
    {"wbbm",    MSG_lke_col_wbbm,      COL_STATE,   false},
    {"predikat", MSG_lke_col_holds,    COL_TEXT,    true},
};

static const PackGate *total_gate(const Pack *p, const char *predicate)
{
    int i = pack_predicate(p, str_of(predicate));
    return i < 0 ? NULL : pack_gate(&p->predicates[i], S("total"));
}

static bool passes(const LkeRow *row, const char *predicate)
{
    int i = pack_predicate(row->pack, str_of(predicate));
    return i >= 0 && (row->passes >> i & 1);
}

static Cell verdict_cell(Req *r, const LkeRow *row, const char *predicate)
{
    bool yes = passes(row, predicate);
    return (Cell){.text = say(r->lang, yes ? MSG_lke_passes : MSG_lke_fails), .tone = yes ? TONE_GOOD : TONE_NONE,
                  .none = !row->reads};
}

static Margin *total_margin(Req *r, const LkeRow *row)
{
    Margin         *m   = new(r->arena, Margin, 1);
    const PackGate *wbk = total_gate(row->pack, "WBK"), *wbbm = total_gate(row->pack, "WBBM");

    m->label  = say(r->lang, MSG_lke_col_total);
    m->points = row->total;
    m->weight = row->pack->nodes[0].weight;
    if (wbk)
        m->wbk = wbk->need;
    if (wbbm)
        m->wbbm = wbbm->need;
    return m;
}

static void add_row(Req *r, Table *t, const LkeRow *row)
{
    Cell *c = table_row(r, t);

    c[0].text   = row->unit_name;
    c[0].url    = row->reads ? url_for(r, "/lke/%lld", (long long)row->id) : (Url){{0}};
    c[1].text   = row->unit_code;
    c[2].text   = html_bare_i64(r, row->year);
    c[3].text   = row->target;
    c[4].ratio  = ratio(row->answered, row->pack->nquestions);
    c[4].none   = !row->reads;
    c[5].ratio  = row->total;
    c[5].none   = !row->reads;
    c[5].margin = row->reads ? total_margin(r, row) : NULL;
    c[6]        = verdict_cell(r, row, "WBK");
    c[7]        = verdict_cell(r, row, "WBBM");
    c[8].text   = str_is(row->holds, "none") ? say(r->lang, MSG_lke_holds_none) : row->holds;
}

static bool wanted(Req *r, const LkeRow *row)
{
    Str year = query_get(r, "tahun"), target = query_get(r, "target"), state = query_get(r, "hasil");
    if (year.len && !str_eq(year, html_bare_i64(r, row->year)))
        return false;
    if (target.len && !str_eq(target, row->target))
        return false;
    if (str_is(state, "lulus"))
        return row->reads && passes(row, str_c(r->arena, row->target));
    if (str_is(state, "belum"))
        return row->reads && !passes(row, str_c(r->arena, row->target));
    return true;
}

static void choice(Req *r, Filter *f, const char *name, Str value, Str label)
{
    *list_add(r->arena, &f->choices) = (ChoiceView){value, label, {0}, str_eq(query_get(r, name), value)};
}

static void add_filters(Req *r, Table *t, const LkeRows *rows)
{
    int     last = 0;
    Filter *f    = list_add(r->arena, &t->filters);

    *f = (Filter){.name = S("tahun"), .label = say(r->lang, MSG_lke_col_year)};
    choice(r, f, "tahun", (Str){0}, say(r->lang, MSG_lke_filter_all));
    for (isize i = 0; i < rows->count; i++) {           /* newest first, so equal years stand together */
        if (rows->at[i].year != last)
            choice(r, f, "tahun", html_bare_i64(r, rows->at[i].year), html_bare_i64(r, rows->at[i].year));
        last = rows->at[i].year;
    }
    f  = list_add(r->arena, &t->filters);
    *f = (Filter){.name = S("target"), .label = say(r->lang, MSG_lke_col_target)};
    choice(r, f, "target", (Str){0}, say(r->lang, MSG_lke_filter_all));
    choice(r, f, "target", S("WBK"), S("WBK"));
    choice(r, f, "target", S("WBBM"), S("WBBM"));
    f  = list_add(r->arena, &t->filters);
    *f = (Filter){.name = S("hasil"), .label = say(r->lang, MSG_lke_col_result)};
    choice(r, f, "hasil", (Str){0}, say(r->lang, MSG_lke_filter_all));
    choice(r, f, "hasil", S("lulus"), say(r->lang, MSG_lke_passes));
    choice(r, f, "hasil", S("belum"), say(r->lang, MSG_lke_fails));
}

Err lke_page_all(Req *r)
{
    LkeRows  rows;
    LkeAsker by = lke_asker(r);
    Table    t  = {.name = "lke", .cols = cols, .cols_count = countof(cols), .search = true};

    TRY(lke_list(r->arena, r->db, &by, r->web->regulasi, TABLE_MAX, &rows));
    r->page.title   = say(r->lang, MSG_lke_all);
    r->page.lead    = say(r->lang, MSG_lke_all_lead);
    r->page.section = S("lke");
    if (may(r, LKE_BEGINS)) {
        r->page.action      = url_for(r, "/lke/baru");
        r->page.action_text = say(r->lang, MSG_lke_new);
    }
    t.caption = say(r->lang, MSG_lke_all);
    t.empty   = say(r->lang, may(r, LKE_BEGINS) ? MSG_lke_none_begin : MSG_lke_none);
    add_filters(r, &t, &rows);
    for (isize i = 0; i < rows.count; i++)
        if (wanted(r, &rows.at[i]))
            add_row(r, &t, &rows.at[i]);
    return table_show(r, &t);
}

/* --- beginning one --- */

typedef struct { i64 unit_id, year; Str target, holds; bool copy; } Draft;

static const Choice targets[] = {{"WBK", MSG_lke_target_wbk}, {"WBBM", MSG_lke_target_wbbm}, {0}};
static const Choice held[]    = {{"none", MSG_lke_holds_none}, {"WBK", MSG_lke_holds_wbk},
                                 {"WBBM", MSG_lke_holds_wbbm}, {0}};

static const Field new_fields[] = {
    {.name = "unit", .offset = offsetof(Draft, unit_id), .kind = F_ID, .label = MSG_lke_form_unit, .required = true},
    {.name = "tahun", .offset = offsetof(Draft, year), .kind = F_I64, .label = MSG_lke_form_year, .required = true,
     .hint = MSG_lke_form_year_hint},
    {.name = "target", .offset = offsetof(Draft, target), .kind = F_CHOICE, .label = MSG_lke_form_target,
     .required = true, .choices = targets, .radio = true},
    {.name = "predikat", .offset = offsetof(Draft, holds), .kind = F_CHOICE, .label = MSG_lke_form_holds,
     .hint = MSG_lke_form_holds_hint, .required = true, .choices = held, .radio = true},
    {.name = "salin", .offset = offsetof(Draft, copy), .kind = F_BOOL, .label = MSG_lke_form_copy,
     .hint = MSG_lke_form_copy_hint},
};

static Err draw_new(Req *r, const Draft *d, const Issues *issues)
{
    UnitAsker by    = lke_unit_asker(r, LKE_BEGINS);
    Units     units = {0};
    FormView  form  = form_view(r, new_fields, countof(new_fields), d, issues);

    TRY(unit_reached(r->arena, r->db, &by, &units));
    r->page.title   = say(r->lang, MSG_lke_new);
    r->page.lead    = say(r->lang, MSG_lke_new_lead);
    r->page.section = S("lke");
    crumb_add(r, say(r->lang, MSG_lke_all), url_for(r, "/lke"));
    if (units.count != 1)
        form_choice(r, &form, "unit", (Str){0}, say(r->lang, MSG_lke_form_choose));
    for (isize i = 0; i < units.count; i++)
        form_choice(r, &form, "unit", html_bare_i64(r, units.at[i].id),
                    str_fmt(r->arena, "%.*s – %.*s", STRF(units.at[i].facts.code), STRF(units.at[i].facts.name)));
    form.action = url_for(r, "/lke/baru");
    form.submit = say(r->lang, MSG_lke_new_submit);
    view_form(r, &form);
    return NO_ERR;
}

Err lke_page_new(Req *r)
{
    Draft  d      = {.year = date_split(r->today).year, .target = S("WBK"), .holds = S("none")};
    Issues issues = {.arena = r->arena};
    return draw_new(r, &d, &issues);
}

/* The pack of the year's own time: a year to come is judged by what is in force when it begins. */
static Err pack_of_year(Req *r, i64 year, Issues *issues, const Pack **out)
{
    Date first = date_ymd((int)year, 1, 1), last = date_ymd((int)year, 12, 31);
    Date day   = r->today.days < first.days ? first : r->today.days > last.days ? last : r->today;
    Err  e     = regulasi_pack_for(r->web->regulasi, day, out);

    if (e.kind == ERR_NOT_FOUND)
        issue_say(issues, r->lang, S("tahun"), MSG_lke_form_no_pack);
    return e.kind == ERR_NOT_FOUND ? NO_ERR : e;
}

static Err check_new(Req *r, const Draft *d, LkeNew *n, Issues *issues)
{
    UnitAsker by = lke_unit_asker(r, LKE_BEGINS);
    Unit      u;
    Err       e  = unit_find_reached(r->arena, r->db, &by, d->unit_id, &u);

    if (e.kind == ERR_NOT_FOUND || (!e.kind && u.kind == UNIT_INSTANSI))
        issue_say(issues, r->lang, S("unit"), MSG_lke_form_not_unit);
    else if (e.kind)
        return e;
    LkeYears may = lke_years(r->web->regulasi, r->today);
    if (d->year < may.first || d->year > may.last)
        issue_add(issues, S("tahun"), say_args(r->arena, r->lang, MSG_lke_form_years, html_bare_i64(r, may.first),
                                               html_bare_i64(r, may.last)));
    else
        TRY(pack_of_year(r, d->year, issues, &n->pack));
    if (issues->count)
        return NO_ERR;
    if (d->copy)
        TRY(lke_of_unit(*r->arena, r->db, u.instansi_id, u.id, (int)d->year - 1, &n->copy_id));
    if (d->copy && !n->copy_id)
        issue_say(issues, r->lang, S("salin"), MSG_lke_form_no_copy);
    return NO_ERR;
}

Err lke_make(Req *r)
{
    Draft  d      = {0};
    Issues issues = {.arena = r->arena};
    LkeNew n      = {0};
    i64    id     = 0;

    form_read(r, new_fields, countof(new_fields), &d, &issues);
    if (!issues.count)
        TRY(check_new(r, &d, &n, &issues));
    if (!issues.count) {
        n = (LkeNew){r->user->instansi_id, d.unit_id, LKE_FILLS, (int)d.year, n.pack, d.target, d.holds, n.copy_id,
                     r->user->id, r->now};
        TRY(lke_create(*r->arena, r->db, &n, &id));
        if (!id)
            issue_say(&issues, r->lang, S("tahun"), MSG_lke_form_exists);
    }
    if (issues.count) {
        r->status = 422;
        return draw_new(r, &d, &issues);
    }
    notice_set(r, MSG_lke_made);
    return may(r, LKE_READS) ? redirect(r, "/lke/%lld", (long long)id) : redirect(r, "/lke");
}

/* --- target, predicate held, open or closed --- */

typedef struct { bool locked, held; Str held_why; FormView form; Confirm confirm; } AimPage;
#include "lke_aim.html.h"

typedef struct { Str target, holds, version; } AimTyped;

static const Field aim_fields[] = {
    {.name = "target", .offset = offsetof(AimTyped, target), .kind = F_CHOICE, .label = MSG_lke_form_target,
     .required = true, .choices = targets, .radio = true},
    {.name = "predikat", .offset = offsetof(AimTyped, holds), .kind = F_CHOICE, .label = MSG_lke_form_holds,
     .hint = MSG_lke_form_holds_hint, .required = true, .choices = held, .radio = true},
    {.name = "versi", .offset = offsetof(AimTyped, version), .kind = F_HIDDEN},
};

static Err draw_settings(Req *r, const Sheet *s, const AimTyped *typed, const Issues *issues)
{
    AimPage p = {.locked = s->w.closed, .held = s->w.held, .held_why = sheet_locked_why(r, s)};

    r->page.title  = say(r->lang, MSG_lke_link_settings);
    p.form         = form_view(r, aim_fields, countof(aim_fields), typed, issues);
    p.form.action  = sheet_url(r, s, "/atur");
    p.form.submit  = say(r->lang, MSG_form_save);
    p.confirm      = (Confirm){.text   = say(r->lang, s->w.closed ? MSG_lke_open_text : MSG_lke_close_text),
                               .action = sheet_url(r, s, "/tutup"),
                               .submit = say(r->lang, s->w.closed ? MSG_lke_open : MSG_lke_close),
                               .back   = {say(r->lang, MSG_lke_back), sheet_url(r, s, "")}};
    *list_add(r->arena, &p.confirm.hidden) = (Hidden){S("versi"), html_bare_i64(r, s->w.version)};
    *list_add(r->arena, &p.confirm.hidden) = (Hidden){S("tutup"), s->w.closed ? S("0") : S("1")};
    view_lke_aim(r, &p);
    return NO_ERR;
}

/* A closed worksheet may be opened again by those who fill it, so may_fill is not the question here. */
static Err may_set(Req *r, const Sheet *s)
{
    bool      reached = false;
    UnitAsker by      = lke_unit_asker(r, LKE_FILLS);
    TRY(unit_reaches(*r->arena, r->db, &by, s->w.unit_id, &reached));
    return reached ? NO_ERR : FAIL(ERR_FORBIDDEN, "does not fill this unit's worksheet");
}

Err lke_page_settings(Req *r)
{
    Sheet  s;
    Issues issues = {.arena = r->arena};

    TRY(sheet_open(r, &s));
    TRY(may_set(r, &s));
    AimTyped typed = {s.w.target, s.w.holds, html_bare_i64(r, s.w.version)};
    return draw_settings(r, &s, &typed, &issues);
}

static bool seen_version(Req *r, Worksheet *w)
{
    i64 seen = 0;
    if (!str_i64(form_value(r, "versi"), &seen))
        return false;
    w->version = seen;
    return true;
}

Err lke_settings(Req *r)
{
    Sheet    s;
    Issues   issues = {.arena = r->arena};
    AimTyped typed  = {0};

    TRY(sheet_open(r, &s));
    TRY(may_set(r, &s));
    form_read(r, aim_fields, countof(aim_fields), &typed, &issues);
    if (issues.count) {
        r->status = 422;
        return draw_settings(r, &s, &typed, &issues);
    }
    r->refused = say(r->lang, MSG_lke_changed_meanwhile);
    if (!seen_version(r, &s.w))
        return FAIL(ERR_INVALID, "the form has no version");
    TRY(lke_set_aim(*r->arena, r->db, &s.w, &(LkeAim){typed.target, typed.holds, r->user->id, r->now}));
    notice_set(r, MSG_lke_saved);
    return redirect(r, "/lke/%lld", (long long)s.w.id);
}

Err lke_close(Req *r)
{
    Sheet s;
    bool  closed = str_is(form_value(r, "tutup"), "1");

    TRY(sheet_open(r, &s));
    TRY(may_set(r, &s));
    r->refused = s.w.held ? sheet_locked_why(r, &s) : say(r->lang, MSG_lke_changed_meanwhile);
    if (!seen_version(r, &s.w))
        return FAIL(ERR_INVALID, "the form has no version");
    TRY(lke_set_closed(*r->arena, r->db, &s.w, closed, &(LkeAim){.by_id = r->user->id, .at = r->now}));
    notice_set(r, closed ? MSG_lke_closed_now : MSG_lke_opened_now);
    return redirect(r, "/lke/%lld", (long long)s.w.id);
}
