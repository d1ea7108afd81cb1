/* Who works together, with how much time; and who is tied to which unit. */
#include "evaluasi/evaluasi_cycle_web.h"

/* --- teams --- */

static const Col team_cols[] = {
    {"tim",     MSG_cycle_col_team,    COL_TEXT},
    {"dalnis",  MSG_evaluasi_seat_dalnis, COL_TEXT},
    {"ketua",   MSG_evaluasi_seat_ketua,  COL_TEXT},
    {"anggota", MSG_evaluasi_seat_anggota, COL_TEXT},
    {"menit",   MSG_cycle_col_minutes, COL_NUMBER},
    {"muat",    MSG_cycle_col_room,    COL_NUMBER},
    {"unit",    MSG_cycle_col_given,   COL_NUMBER},
};

static Str members_of(Req *r, const Team *t)
{
    Str out = {0};
    for (int i = 0; i < t->count; i++)
        out = str_fmt(r->arena, "%.*s%s%.*s", STRF(out), i ? ", " : "", STRF(t->members[i].name));
    return out;
}

/* By its time, and by the limit; in a blind cycle a pair shares each unit. */
i64 cycle_team_room(const Siklus *c, const Team *t)
{
    i64 units = 0;
    for (int i = 0; i < t->count; i += c->is.blind ? 2 : 1) {
        i64 minutes = t->members[i].minutes;
        if (c->is.blind && i + 1 >= t->count)
            break;
        if (c->is.blind && t->members[i + 1].minutes < minutes)
            minutes = t->members[i + 1].minutes;
        units += minutes / c->limit[LIMIT_UNIT_MINUTES];
    }
    return units < c->limit[LIMIT_TEAM_UNITS] ? units : c->limit[LIMIT_TEAM_UNITS];
}

i64 cycle_team_units(const Bench *b, const Team *t)
{
    int ketua = bench_person(b, t->ketua_id);
    return ketua < 0 ? 0 : bench_load(b, ketua, SEAT_KETUA);
}

Err cycle_page_teams(Req *r)
{
    UnitAsker  by = unit_asker(r, CYCLE_RUNS);
    Table      t  = {.name = "tim", .cols = team_cols, .cols_count = countof(team_cols), .search = true};
    Siklus     c;
    EvalLimits law;
    Bench      b;

    TRY(cycle_page(r, MSG_cycle_teams, true, &c, &law));
    TRY(evaluasi_bench(r->arena, r->db, &by, &c, &b));
    r->page.lead = say_args(r->arena, r->lang, MSG_cycle_teams_lead,
                            say_i64(r->arena, r->lang, c.limit[LIMIT_TEAM_UNITS]),
                            say_i64(r->arena, r->lang, c.limit[LIMIT_UNIT_MINUTES]));
    r->page.action      = cycle_url(r, &c, "/tim/baru");
    r->page.action_text = say(r->lang, MSG_cycle_team_new);
    t.caption = say(r->lang, MSG_cycle_teams);
    t.empty   = say(r->lang, MSG_cycle_teams_none);
    for (isize i = 0; i < b.teams.count; i++) {
        const Team *team  = &b.teams.at[i];
        Cell       *cell  = table_row(r, &t);
        cell[0].text = team->name;
        cell[0].url  = url_for(r, "/siklus/%lld/tim/%lld", (long long)c.is.id, (long long)team->id);
        cell[1].text = team->dalnis;
        cell[2].text = team->ketua;
        cell[3].text = members_of(r, team);
        for (int m = 0; m < team->count; m++)
            cell[4].number += team->members[m].minutes;
        cell[5].number = cycle_team_room(&c, team);
        cell[6].number = cycle_team_units(&b, team);
    }
    return table_show(r, &t);
}

/* --- one team --- */

typedef struct {
    Str name, version;
    i64 dalnis, ketua, anggota[TEAM_MEMBERS], minutes[TEAM_MEMBERS];
} TeamForm;

#define PART(name_, member, kind_, ...) \
    {.name = name_, .offset = offsetof(TeamForm, member), .kind = kind_, __VA_ARGS__}
#define MEMBER(n)                                                                                           \
    PART("anggota_" #n, anggota[n - 1], F_ID, .label = MSG_cycle_team_member),                              \
    PART("menit_" #n, minutes[n - 1], F_I64, .label = MSG_cycle_team_minutes, .max = 1000000)

static const Field team_fields[] = {
    PART("nama", name, F_TEXT, .label = MSG_cycle_team_name, .required = true, .max = 60),
    PART("dalnis", dalnis, F_ID, .label = MSG_evaluasi_seat_dalnis, .required = true),
    PART("ketua", ketua, F_ID, .label = MSG_evaluasi_seat_ketua, .required = true),
    PART("versi", version, F_HIDDEN, .label = MSG_NONE),
    MEMBER(1), MEMBER(2), MEMBER(3), MEMBER(4), MEMBER(5), MEMBER(6), MEMBER(7), MEMBER(8),
};
enum { BEFORE_MEMBERS = 4 };

typedef struct { Str title; FieldView who, minutes; } MemberRow;
typedef struct {
    Issues issues;
    Url    action, drop;
    LIST(FieldView) about;
    LIST(MemberRow) members;
    Str    submit, version;
    bool   is_old, pairs;
} TeamView;
#include "evaluasi_team.html.h"

static int members_most(const Siklus *c, const TeamForm *in)
{
    int most = (int)(c->limit[LIMIT_KETUA_MEMBERS] < TEAM_MEMBERS ? c->limit[LIMIT_KETUA_MEMBERS] : TEAM_MEMBERS);
    for (int i = most; i < TEAM_MEMBERS; i++)
        if (in->anggota[i])
            most = i + 1;       /* the limit was higher once */
    return most;
}

static void offer(Req *r, FormView *f, const char *field, Who role, const Assessors *people)
{
    form_choice(r, f, field, (Str){0}, say(r->lang, MSG_cycle_choose));
    for (isize i = 0; i < people->count; i++)
        if (people->at[i].role_bits & role)
            form_choice(r, f, field, html_bare_i64(r, people->at[i].id),
                        str_fmt(r->arena, "%.*s · %.*s", STRF(people->at[i].name), STRF(people->at[i].unit_name)));
}

static Err draw_team(Req *r, const Siklus *c, const TeamForm *in, const Issues *issues)
{
    UnitAsker by     = unit_asker(r, CYCLE_RUNS);
    int       n      = members_most(c, in);
    FormView  f      = form_view(r, team_fields, BEFORE_MEMBERS + 2 * n, in, issues);
    TeamView  v      = {.issues = *issues, .action = {r->path}, .is_old = r->ids[1] != 0, .pairs = c->is.blind,
                        .submit = say(r->lang, MSG_form_save), .version = in->version};
    Assessors people;

    TRY(evaluasi_assessors(r->arena, r->db, &by, CYCLE_TPI, &people));
    offer(r, &f, "dalnis", WHO(TPI_DALNIS), &people);
    offer(r, &f, "ketua", WHO(TPI_KETUA), &people);
    for (int i = 0; i < BEFORE_MEMBERS; i++)
        *list_add(r->arena, &v.about) = f.fields.at[i];
    for (int i = 0; i < n; i++) {
        Field who = team_fields[BEFORE_MEMBERS + 2 * i];
        offer(r, &f, who.name, WHO(TPI_ANGGOTA), &people);
        *list_add(r->arena, &v.members) =
            (MemberRow){say_args(r->arena, r->lang, MSG_cycle_team_member_n, html_bare_i64(r, i + 1)),
                        f.fields.at[BEFORE_MEMBERS + 2 * i], f.fields.at[BEFORE_MEMBERS + 2 * i + 1]};
    }
    if (v.is_old)
        v.drop = url_for(r, "/siklus/%lld/tim/%lld/hapus", (long long)c->is.id, (long long)r->ids[1]);
    r->status = issues->count ? 422 : 200;
    view_evaluasi_team(r, &v);
    return NO_ERR;
}

static Err team_page(Req *r, Siklus *c, Team *out)
{
    EvalLimits law;

    *out = (Team){0};
    TRY(cycle_page(r, r->ids[1] ? MSG_cycle_team_edit : MSG_cycle_team_new, true, c, &law));
    crumb_add(r, say(r->lang, MSG_cycle_teams), cycle_url(r, c, "/tim"));
    if (!r->ids[1])
        return NO_ERR;
    TRY(evaluasi_team_find(r->arena, r->db, c, r->ids[1], out));
    r->page.title = out->name;
    return NO_ERR;
}

Err cycle_page_team_new(Req *r)
{
    Issues issues = {.arena = r->arena};
    Siklus c;
    Team   none;
    Teams  all;

    TRY(team_page(r, &c, &none));
    TRY(evaluasi_teams(r->arena, r->db, &c, &all));
    TeamForm in = {.name = say_args(r->arena, r->lang, MSG_cycle_team_nth, html_bare_i64(r, all.count + 1))};
    for (int i = 0; i < TEAM_MEMBERS; i++)      /* enough for the units that a team may have, shared by its people */
        in.minutes[i] = c.limit[LIMIT_TEAM_UNITS] * c.limit[LIMIT_UNIT_MINUTES]
                        / (c.is.blind ? 1 : c.limit[LIMIT_KETUA_MEMBERS]);
    return draw_team(r, &c, &in, &issues);
}

Err cycle_page_team(Req *r)
{
    Issues issues = {.arena = r->arena};
    Siklus c;
    Team   t;

    TRY(team_page(r, &c, &t));
    TeamForm in = {.name = t.name, .dalnis = t.dalnis_id, .ketua = t.ketua_id, .version = html_bare_i64(r, t.version)};
    for (int i = 0; i < t.count; i++) {
        in.anggota[i] = t.members[i].user_id;
        in.minutes[i] = t.members[i].minutes;
    }
    return draw_team(r, &c, &in, &issues);
}

/* Lines that name nobody are no members. */
static Team team_of(const TeamForm *in, const Team *before)
{
    Team t = {.id = before->id, .name = in->name, .ketua_id = in->ketua, .dalnis_id = in->dalnis};
    (void)str_i64(in->version, &t.version);
    for (int i = 0; i < TEAM_MEMBERS; i++)
        if (in->anggota[i])
            t.members[t.count++] = (TeamMember){in->anggota[i], in->minutes[i], {0}};
    return t;
}

Err cycle_team(Req *r)
{
    UnitAsker by     = unit_asker(r, CYCLE_RUNS);
    Issues    issues = {.arena = r->arena};
    TeamForm  in     = {0};
    Siklus    c;
    Team      before;
    i64       id;

    TRY(team_page(r, &c, &before));
    form_read(r, team_fields, countof(team_fields), &in, &issues);
    Team t = team_of(&in, &before);
    if (!issues.count && !t.count)
        issue_say(&issues, r->lang, S("anggota_1"), MSG_cycle_team_empty);
    if (!issues.count)
        TRY(evaluasi_team_check(r->arena, r->db, &by, &c, &t, &issues));
    if (issues.count)
        return draw_team(r, &c, &in, &issues);
    r->refused = say(r->lang, MSG_cycle_changed_meanwhile);
    TRY(evaluasi_team_save(*r->arena, r->db, &by, &c, &t, &id));
    notice_set(r, MSG_cycle_team_saved);
    return redirect(r, "/siklus/%lld/tim", (long long)c.is.id);
}

Err cycle_team_drop(Req *r)
{
    UnitAsker by = unit_asker(r, CYCLE_RUNS);
    Siklus    c;
    Team      t;

    TRY(team_page(r, &c, &t));
    r->refused = say(r->lang, MSG_cycle_changed_meanwhile);
    if (!str_i64(form_value(r, "versi"), &t.version))
        return FAIL(ERR_INVALID, "the form has no version");
    TRY(evaluasi_team_drop(*r->arena, r->db, &by, &c, &t));
    notice_set(r, MSG_cycle_team_gone);
    return redirect(r, "/siklus/%lld/tim", (long long)c.is.id);
}

/* --- ties --- */

static const Col tie_cols[] = {
    {"orang",  MSG_cycle_col_person, COL_TEXT},
    {"nip",    MSG_akun_nip,         COL_TEXT, .only_export = true},
    {"unit",   MSG_cycle_col_unit,   COL_TEXT},
    {"ikatan", MSG_cycle_col_tie,    COL_TEXT},
    {"dari",   MSG_cycle_col_from,   COL_DATE},
    {"sampai", MSG_cycle_col_until,  COL_DATE},
    {"asal",   MSG_cycle_col_source, COL_STATE},
};

typedef struct { i64 person; Str unit, kind, why; Date from_on, until_on; } TieForm;

static const Choice kinds[] = {
    {"keluarga", MSG_cycle_tie_keluarga}, {"usaha", MSG_cycle_tie_usaha}, {"pembinaan", MSG_cycle_tie_pembinaan},
    {"sengketa", MSG_cycle_tie_sengketa}, {"lain", MSG_cycle_tie_lain},   {0},
};

static const Field tie_fields[] = {
    {.name = "orang", .offset = offsetof(TieForm, person), .kind = F_ID, .label = MSG_cycle_col_person,
     .required = true},
    {.name = "unit", .offset = offsetof(TieForm, unit), .kind = F_TEXT, .label = MSG_cycle_col_unit,
     .hint = MSG_cycle_tie_unit_hint, .required = true, .max = 40},
    {.name = "jenis", .offset = offsetof(TieForm, kind), .kind = F_CHOICE, .label = MSG_cycle_col_tie, .required = true,
     .choices = kinds, .radio = true},
    {.name = "dari", .offset = offsetof(TieForm, from_on), .kind = F_DATE, .label = MSG_cycle_col_from,
     .required = true},
    {.name = "sampai", .offset = offsetof(TieForm, until_on), .kind = F_DATE, .label = MSG_cycle_col_until,
     .hint = MSG_cycle_tie_until_hint},
    {.name = "alasan", .offset = offsetof(TieForm, why), .kind = F_TEXT, .label = MSG_cycle_tie_why,
     .hint = MSG_cycle_tie_why_hint, .required = true, .max = 300},
};

typedef struct { Str empty; FormView form; } TieView;
#include "evaluasi_tie.html.h"

/* To work for the whole instansi ties to no unit. */
bool cycle_tie_shown(const Req *r, const Bench *b, const Tie *t)
{
    bool top = b->tree.at[t->node].parent < 0 && (t->how == TIE_WORKS || t->how == TIE_WORKED);
    return (b->c.runs || t->user_id == r->user->id) && !top;
}

Str cycle_tie_text(Req *r, const Tie *t)
{
    if (t->how != TIE_DECLARED)
        return evaluasi_tie_say(r->arena, r->lang, t);
    return str_fmt(r->arena, "%.*s. %.*s", STRF(say(r->lang, evaluasi_tie_kind_msg(t->kind))), STRF(t->why));
}

static void add_ties(Req *r, Table *t, const Bench *b)
{
    for (isize i = 0; i < b->ties.count; i++) {
        const Tie *tie    = &b->ties.at[i];
        int        person = bench_person(b, tie->user_id);
        bool       said   = tie->how == TIE_DECLARED;
        if (!cycle_tie_shown(r, b, tie))
            continue;
        Cell *cell = table_row(r, t);
        cell[0].text = b->people.at[person].name;
        cell[1].text = b->people.at[person].nip;
        cell[2].text = tie->unit_name;
        cell[3].text = cycle_tie_text(r, tie);
        if (said && b->c.runs)
            cell[3].url = url_for(r, "/siklus/%lld/ikatan/%lld", (long long)b->c.is.id, (long long)tie->id);
        cell[4] = (Cell){.date = tie->from_on, .none = !tie->from_on.days};
        cell[5] = (Cell){.date = tie->until_on, .none = !tie->until_on.days};
        cell[6] = (Cell){.text = say(r->lang, said ? MSG_cycle_tie_said : MSG_cycle_tie_known),
                         .tone = said ? TONE_INFO : TONE_NONE};
    }
}

static Err draw_ties(Req *r, const Siklus *c, const TieForm *in, const Issues *issues)
{
    UnitAsker by = unit_asker(r, CYCLE_RUNS);
    Table     t  = {.name = "ikatan", .cols = tie_cols, .cols_count = countof(tie_cols), .search = true};
    TieView   v  = {.form = form_view(r, tie_fields, countof(tie_fields), in, issues)};
    Bench     b;
    Assessors people;
    Units     units = {0};

    TRY(evaluasi_bench(r->arena, r->db, &by, c, &b));
    if (table_is_asked(r) || !issues->count) {
        t.caption = say(r->lang, MSG_cycle_ties);
        t.empty   = say(r->lang, MSG_cycle_ties_none);
        add_ties(r, &t, &b);
        TRY(table_show(r, &t));
        if (table_is_asked(r))
            return NO_ERR;
    }
    TRY(evaluasi_assessors(r->arena, r->db, &by, WHO_ASSESSES, &people));
    TRY(unit_tree(r->arena, r->db, c->instansi_id, c->instansi_id, &units));
    for (isize i = 0; i < people.count; i++)
        if (c->runs || people.at[i].id == r->user->id)
            form_choice(r, &v.form, "orang", html_bare_i64(r, people.at[i].id), people.at[i].name);
    unit_offer(r, &v.form, "unit", &units);
    v.form.action = cycle_url(r, c, "/ikatan");
    v.form.submit = say(r->lang, MSG_cycle_tie_add);
    r->status     = issues->count ? 422 : 200;
    view_evaluasi_tie(r, &v);
    return NO_ERR;
}

Err cycle_page_ties(Req *r)
{
    Issues     issues = {.arena = r->arena};
    Siklus     c;
    EvalLimits law;

    TRY(cycle_page(r, MSG_cycle_ties, false, &c, &law));
    r->page.lead = say_args(r->arena, r->lang, c.runs ? MSG_cycle_ties_lead : MSG_cycle_ties_lead_own,
                            say_i64(r->arena, r->lang, c.limit[LIMIT_TIE_YEARS]));
    return draw_ties(r, &c, &(TieForm){.person = r->user->id, .from_on = r->today}, &issues);
}

/* For oneself; for others only who runs the cycle. */
static Err check_tie(Req *r, const Siklus *c, const TieForm *in, Unit *unit, Issues *issues)
{
    UnitAsker by = unit_asker(r, CYCLE_RUNS);
    Assessors people;
    bool      known = false;

    TRY(evaluasi_assessors(r->arena, r->db, &by, WHO_ASSESSES, &people));
    for (isize i = 0; i < people.count; i++)
        known = known || (people.at[i].id == in->person && (c->runs || in->person == r->user->id));
    if (in->person && !known)
        issue_say(issues, r->lang, S("orang"), MSG_form_not_a_choice);
    if (in->until_on.days && in->until_on.days < in->from_on.days)
        issue_say(issues, r->lang, S("sampai"), MSG_cycle_tie_backwards);
    if (!in->unit.len)
        return NO_ERR;
    Err e = unit_find_code(r->arena, r->db, r->user->instansi_id, in->unit, unit);
    if (e.kind == ERR_NOT_FOUND || (!e.kind && unit->kind == UNIT_INSTANSI))
        issue_say(issues, r->lang, S("unit"), MSG_unit_unknown);
    return e.kind == ERR_NOT_FOUND ? NO_ERR : e;
}

Err cycle_tie(Req *r)
{
    UnitAsker  by     = unit_asker(r, CYCLE_RUNS);
    Issues     issues = {.arena = r->arena};
    TieForm    in     = {0};
    Unit       unit   = {0};
    Siklus     c;
    EvalLimits law;
    i64        id;

    TRY(cycle_page(r, MSG_cycle_ties, false, &c, &law));
    form_read(r, tie_fields, countof(tie_fields), &in, &issues);
    TRY(check_tie(r, &c, &in, &unit, &issues));
    if (issues.count)
        return draw_ties(r, &c, &in, &issues);
    TRY(evaluasi_tie_add(*r->arena, r->db, &by,
                         &(TieDraft){in.person, unit.id, in.kind, in.why, in.from_on, in.until_on}, &id));
    notice_set(r, MSG_cycle_tie_added);
    return redirect(r, "/siklus/%lld/ikatan", (long long)c.is.id);
}

/* --- taking one back --- */

typedef struct { Str why; } WhyForm;
static const Field why_fields[] = {
    {.name = "alasan", .offset = offsetof(WhyForm, why), .kind = F_TEXT, .label = MSG_cycle_why,
     .hint = MSG_cycle_tie_end_hint, .required = true, .max = 300},
};

static Err end_page(Req *r, Siklus *c, const WhyForm *in, const Issues *issues)
{
    UnitAsker  by = unit_asker(r, CYCLE_RUNS);
    EvalLimits law;
    Bench      b;

    TRY(cycle_page(r, MSG_cycle_tie_end, true, c, &law));
    crumb_add(r, say(r->lang, MSG_cycle_ties), cycle_url(r, c, "/ikatan"));
    TRY(evaluasi_bench(r->arena, r->db, &by, c, &b));
    for (isize i = 0; i < b.ties.count; i++) {
        const Tie *t = &b.ties.at[i];
        if (!t->id || t->id != r->ids[1])
            continue;
        FormView f = form_view(r, why_fields, countof(why_fields), in, issues);
        f.submit     = say(r->lang, MSG_cycle_tie_end);
        r->page.lead = str_fmt(r->arena, "%.*s: %.*s", STRF(b.people.at[bench_person(&b, t->user_id)].name),
                               STRF(evaluasi_tie_say(r->arena, r->lang, t)));
        r->status    = issues->count ? 422 : 200;
        view_form(r, &f);
        return NO_ERR;
    }
    return FAIL(ERR_NOT_FOUND, "no such tie");
}

Err cycle_page_tie_end(Req *r)
{
    Issues issues = {.arena = r->arena};
    Siklus c;
    return end_page(r, &c, &(WhyForm){0}, &issues);
}

Err cycle_tie_end(Req *r)
{
    UnitAsker  by     = unit_asker(r, CYCLE_RUNS);
    Issues     issues = {.arena = r->arena};
    WhyForm    in     = {0};
    Siklus     c;
    EvalLimits law;

    form_read(r, why_fields, countof(why_fields), &in, &issues);
    if (issues.count)
        return end_page(r, &c, &in, &issues);
    TRY(cycle_page(r, MSG_cycle_tie_end, true, &c, &law));
    TRY(evaluasi_tie_end(*r->arena, r->db, &by, r->ids[1], in.why));
    notice_set(r, MSG_cycle_tie_ended);
    return redirect(r, "/siklus/%lld/ikatan", (long long)c.is.id);
}
