/* What a cycle is made of: its year, who assesses in which order, its days, its limits. */
#include "evaluasi/evaluasi_cycle_web.h"

typedef struct {
    i64  year, limits[LIMIT_COUNT];
    bool pendahuluan, blind, apart, overlaps;
    Date days[WINDOWS * 2];
    Str  version;
} CycleForm;

#define PART(name_, member, kind_, ...) \
    {.name = name_, .offset = offsetof(CycleForm, member), .kind = kind_, __VA_ARGS__}
#define DAYS(name_, i)                                                                  \
    PART(name_ "_buka", days[2 * (i)], F_DATE, .label = MSG_cycle_opens),               \
    PART(name_ "_tutup", days[2 * (i) + 1], F_DATE, .label = MSG_cycle_closes)

static const Field fields[] = {
    PART("pendahuluan", pendahuluan, F_BOOL, .label = MSG_cycle_form_look, .hint = MSG_cycle_form_look_hint),
    PART("blind", blind, F_BOOL, .label = MSG_cycle_form_blind, .hint = MSG_cycle_form_blind_hint),
    PART("apart", apart, F_BOOL, .label = MSG_cycle_form_apart, .hint = MSG_cycle_form_apart_hint),
    DAYS("isi", WINDOW_ISI), DAYS("pendahuluan", WINDOW_PENDAHULUAN), DAYS("anggota", WINDOW_ANGGOTA),
    DAYS("ketua", WINDOW_KETUA), DAYS("dalnis", WINDOW_DALNIS), DAYS("putusan", WINDOW_PUTUSAN),
    PART("overlaps", overlaps, F_BOOL, .label = MSG_cycle_form_overlaps, .hint = MSG_cycle_form_overlaps_hint),
    PART("dalnis_teams", limits[LIMIT_DALNIS_TEAMS], F_I64, .label = MSG_cycle_limit_dalnis_teams, .min = 1,
         .max = 100),
    PART("ketua_members", limits[LIMIT_KETUA_MEMBERS], F_I64, .label = MSG_cycle_limit_ketua_members, .min = 1,
         .max = TEAM_MEMBERS),
    PART("team_units", limits[LIMIT_TEAM_UNITS], F_I64, .label = MSG_cycle_limit_team_units, .min = 1, .max = 10000),
    PART("unit_minutes", limits[LIMIT_UNIT_MINUTES], F_I64, .label = MSG_cycle_limit_unit_minutes, .min = 1,
         .max = 100000),
    PART("tie_years", limits[LIMIT_TIE_YEARS], F_I64, .label = MSG_cycle_limit_tie_years, .min = 1, .max = 50),
    PART("versi", version, F_HIDDEN, .label = MSG_NONE),
    PART("tahun", year, F_I64, .label = MSG_cycle_form_year, .hint = MSG_cycle_form_year_hint, .required = true,
         .min = 2000, .max = 2199),
};
enum { OF_A_CYCLE = countof(fields) - 1 };      /* the year is asked for a new one alone */

/* --- drawing --- */

typedef struct { Str title; FieldView opens, closes; } WindowRow;
typedef struct {
    Issues issues;
    Url    action;
    FieldView overlaps, version;
    LIST(FieldView) about, limits;
    LIST(WindowRow) windows;
    Str    law, submit;
} CycleFormView;
#include "evaluasi_cycle_form.html.h"

static Str confidence(Req *r, Str code)
{
    return say(r->lang, str_is(code, "high") ? MSG_cycle_sure_high : str_is(code, "medium") ? MSG_cycle_sure_medium
                                                                                           : MSG_cycle_sure_low);
}

/* Where the number comes from, and what speaks against taking it for law. */
static Str limit_hint(Req *r, const EvalLimitLaw *l)
{
    return say_args(r->arena, r->lang, MSG_cycle_limit_hint, say_i64(r->arena, r->lang, l->value), l->doubt[r->lang],
                    l->source.regulation, l->source.place, confidence(r, l->source.confidence));
}

static void add_windows(Req *r, FormView *f, CycleFormView *v)
{
    for (int i = 0; i < WINDOWS; i++)
        *list_add(r->arena, &v->windows) = (WindowRow){
            say(r->lang, evaluasi_window_msg(i)),
            *form_field(f, str_c(r->arena, str_fmt(r->arena, "%s_buka", evaluasi_windows[i]))),
            *form_field(f, str_c(r->arena, str_fmt(r->arena, "%s_tutup", evaluasi_windows[i])))};
}

static Err draw(Req *r, const CycleForm *typed, const Issues *issues, const EvalLimits *law)
{
    bool          is_new = !typed->version.len;
    FormView      f      = form_view(r, fields, countof(fields), typed, issues);
    CycleFormView v      = {.issues = *issues, .action = {r->path}, .version = *form_field(&f, "versi")};

    if (is_new)
        *list_add(r->arena, &v.about) = *form_field(&f, "tahun");
    *list_add(r->arena, &v.about) = *form_field(&f, "pendahuluan");
    *list_add(r->arena, &v.about) = *form_field(&f, "blind");
    *list_add(r->arena, &v.about) = *form_field(&f, "apart");
    add_windows(r, &f, &v);
    v.overlaps = *form_field(&f, "overlaps");
    for (int i = 0; i < LIMIT_COUNT; i++) {
        FieldView *one = form_field(&f, evaluasi_limits[i]);
        one->hint = limit_hint(r, &law->at[i]);
        *list_add(r->arena, &v.limits) = *one;
    }
    v.law     = law->title[r->lang];
    v.submit  = say(r->lang, is_new ? MSG_cycle_new_submit : MSG_form_save);
    r->status = issues->count ? 422 : 200;
    view_evaluasi_cycle_form(r, &v);
    return NO_ERR;
}

/* --- a new one --- */

static Err open_new(Req *r, int year, EvalLimits *law)
{
    UnitAsker by   = unit_asker(r, CYCLE_RUNS);
    bool      runs = false;

    TRY(evaluasi_cycle_may_run(*r->arena, r->db, &by, &runs));
    if (!runs)
        return FAIL(ERR_NOT_FOUND, "runs no cycle of this instansi");
    TRY(evaluasi_limits_for(r->arena, r->web->regulasi, date_ymd(year, 12, 31), law));
    r->page.section = S("siklus");
    r->page.title   = say(r->lang, MSG_cycle_new);
    r->page.lead    = say(r->lang, MSG_cycle_new_lead);
    crumb_add(r, say(r->lang, MSG_cycle_title), url_for(r, "/siklus"));
    return NO_ERR;
}

Err cycle_page_new(Req *r)
{
    Issues     issues = {.arena = r->arena};
    CycleForm  typed  = {.year = date_split(r->today).year, .apart = true};
    EvalLimits law;

    TRY(open_new(r, (int)typed.year, &law));
    return draw(r, &typed, &issues, &law);
}

static CycleDraft draft_of(const Req *r, const CycleForm *in, const Siklus *before)
{
    CycleDraft d = {.c = before ? *before : (Siklus){.is.year = (int)in->year}, .overlaps = in->overlaps};

    d.c.instansi_id    = r->user->instansi_id;
    d.c.is.pendahuluan = in->pendahuluan;
    d.c.is.blind       = in->blind;
    d.c.apart          = in->apart;
    for (int i = 0; i < WINDOWS; i++)
        d.c.windows[i] = i == WINDOW_PENDAHULUAN && !in->pendahuluan
                       ? (EvalWindow){{0}, {0}} : (EvalWindow){in->days[2 * i], in->days[2 * i + 1]};
    for (int i = 0; i < LIMIT_COUNT; i++)
        d.c.own[i] = in->limits[i];
    return d;
}

Err cycle_make(Req *r)
{
    UnitAsker  by     = unit_asker(r, CYCLE_RUNS);
    Issues     issues = {.arena = r->arena};
    CycleForm  in     = {0};
    EvalLimits law;
    i64        id     = 0;

    TRY(open_new(r, date_split(r->today).year, &law));
    form_read(r, fields, countof(fields), &in, &issues);
    in.version   = (Str){0};
    CycleDraft d = draft_of(r, &in, NULL);
    if (!issues.count)
        evaluasi_cycle_check(&d, NULL, r->lang, &issues);
    if (!issues.count) {
        TRY(evaluasi_cycle_save(*r->arena, r->db, &by, &d.c, &id));
        if (!id)
            issue_say(&issues, r->lang, S("tahun"), MSG_cycle_year_taken);
    }
    if (issues.count)
        return draw(r, &in, &issues, &law);
    notice_set(r, MSG_cycle_made);
    return redirect(r, "/siklus/%lld", (long long)id);
}

/* --- one that is there --- */

static CycleForm form_of(Req *r, const Siklus *c)
{
    CycleForm f = {.year = c->is.year, .pendahuluan = c->is.pendahuluan, .blind = c->is.blind, .apart = c->apart,
                   .overlaps = evaluasi_cycle_overlaps(c), .version = html_bare_i64(r, c->is.version)};
    for (int i = 0; i < WINDOWS; i++) {
        f.days[2 * i]     = c->windows[i].opens_on;
        f.days[2 * i + 1] = c->windows[i].closes_on;
    }
    for (int i = 0; i < LIMIT_COUNT; i++)
        f.limits[i] = c->own[i];
    return f;
}

Err cycle_page_settings(Req *r)
{
    Issues     issues = {.arena = r->arena};
    Siklus     c;
    EvalLimits law;

    TRY(cycle_page(r, MSG_cycle_edit, true, &c, &law));
    if (c.begun)
        r->page.lead = say(r->lang, MSG_cycle_begun_lead);
    CycleForm typed = form_of(r, &c);
    return draw(r, &typed, &issues, &law);
}

Err cycle_settings(Req *r)
{
    UnitAsker  by     = unit_asker(r, CYCLE_RUNS);
    Issues     issues = {.arena = r->arena};
    CycleForm  in     = {0};
    Siklus     c;
    EvalLimits law;
    i64        id;

    TRY(cycle_page(r, MSG_cycle_edit, true, &c, &law));
    form_read(r, fields, OF_A_CYCLE, &in, &issues);
    in.year      = c.is.year;
    CycleDraft d = draft_of(r, &in, &c);
    if (!str_i64(in.version, &d.c.is.version))
        return FAIL(ERR_INVALID, "the form has no version");
    if (!issues.count)
        evaluasi_cycle_check(&d, &c, r->lang, &issues);
    if (issues.count)
        return draw(r, &in, &issues, &law);
    r->refused = say(r->lang, MSG_cycle_changed_meanwhile);
    TRY(evaluasi_cycle_save(*r->arena, r->db, &by, &d.c, &id));
    notice_set(r, MSG_cycle_saved);
    return redirect(r, "/siklus/%lld", (long long)id);
}
