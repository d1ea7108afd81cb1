#include "evaluasi/evaluasi_cycle.h"

#include "audit/audit.h"
#include "base/secret.h"
#include "format/json.h"

#include "evaluasi_cycle.sql.h"

/* --- limits --- */

const char *const evaluasi_limits[LIMIT_COUNT] = {
    [LIMIT_DALNIS_TEAMS] = "dalnis_teams", [LIMIT_KETUA_MEMBERS] = "ketua_members", [LIMIT_TEAM_UNITS] = "team_units",
    [LIMIT_UNIT_MINUTES] = "unit_minutes", [LIMIT_TIE_YEARS] = "tie_years",
};

enum { LIMIT_MOST = 1000000 };

static const Json *limit_named(const Json *list, const char *code)
{
    static const Json none = {0};
    for (isize i = 0; i < list->count; i++)
        if (str_is(json_text(json_get(&list->at[i], "code")), code))
            return &list->at[i];
    return &none;
}

/* A limit without source, doubt or a whole number is no limit. */
static Err read_limit(const Json *doc, int which, EvalLimitLaw *out)
{
    const Json *l   = limit_named(json_get(doc, "limits"), evaluasi_limits[which]);
    const Json *src = json_find(json_get(doc, "sources"), json_text(json_get(l, "source")));

    out->source = (PackSource){json_text(json_get(src, "regulation")), json_text(json_get(src, "place")),
                               json_text(json_get(src, "confidence"))};
    for (int i = 0; i < LANG_COUNT; i++)
        out->doubt[i] = json_text(json_get(json_get(l, "doubt"), lang_code((Lang)i)));
    if (!str_i64(json_text(json_get(l, "value")), &out->value) || out->value < 1 || out->value > LIMIT_MOST)
        return FAIL(ERR_INVALID, "a limit of a rule pack is missing, or no whole number");
    if (!out->source.regulation.len || !out->source.confidence.len || !out->doubt[0].len || !out->doubt[1].len)
        return FAIL(ERR_INVALID, "a limit of a rule pack says neither source nor doubt");
    return NO_ERR;
}

static Err read_limits(Arena *a, Str json, EvalLimits *out)
{
    const Json *doc;
    Str         until;

    TRY(json_read(a, json, (JsonMost){.bytes = 1 << 20, .depth = 8}, &doc));
    *out = (EvalLimits){.id = json_text(json_get(doc, "id"))};
    until = json_text(json_get(doc, "valid_until"));
    for (int i = 0; i < LANG_COUNT; i++)
        out->title[i] = json_text(json_get(json_get(doc, "title"), lang_code((Lang)i)));
    if (!out->id.len || !date_parse(json_text(json_get(doc, "valid_from")), &out->from)
        || (until.len && !date_parse(until, &out->until)))
        return FAIL(ERR_INVALID, "limits of a rule pack without id or days");
    for (int i = 0; i < LIMIT_COUNT; i++)
        TRY(read_limit(doc, i, &out->at[i]));
    return NO_ERR;
}

Err evaluasi_limits_for(Arena *a, const Regulasi *packs, Date day, EvalLimits *out)
{
    bool found = false;

    for (isize i = 0; i < packs->limits.count; i++) {
        EvalLimits l;
        TRY(read_limits(a, packs->limits.at[i], &l));
        bool in = day.days >= l.from.days && (!l.until.days || day.days <= l.until.days);
        if (in && (!found || l.from.days >= out->from.days)) {
            *out  = l;
            found = true;
        }
    }
    return found ? NO_ERR : FAIL(ERR_NOT_FOUND, "no limits were in force on that day");
}

Err evaluasi_cycle_limits(Arena *a, const Regulasi *packs, Siklus *c, EvalLimits *out_law)
{
    TRY(evaluasi_limits_for(a, packs, date_ymd(c->is.year, 12, 31), out_law));
    for (int i = 0; i < LIMIT_COUNT; i++)
        c->limit[i] = c->own[i] ? c->own[i] : out_law->at[i].value;
    return NO_ERR;
}

/* --- windows --- */

const char *const evaluasi_windows[WINDOWS] = {"isi", "pendahuluan", "anggota", "ketua", "dalnis", "putusan"};

Msg evaluasi_window_msg(int window)
{
    static const Msg msgs[WINDOWS] = {MSG_cycle_window_isi, MSG_evaluasi_stage_pendahuluan, MSG_evaluasi_stage_anggota,
                                      MSG_evaluasi_stage_ketua, MSG_evaluasi_stage_dalnis, MSG_cycle_window_putusan};
    return msgs[window];
}

static Err read_windows(Arena scratch, Db *db, Siklus *c)
{
    DbRows rows = db_query(&scratch, db, &SQL_cycle_windows, db_i64(c->instansi_id), db_i64(c->is.id));
    while (db_next(&rows)) {
        int  i     = str_among(db_get_text(&rows), evaluasi_windows, WINDOWS);
        Date opens = db_get_date(&rows), closes = db_get_date(&rows);
        if (i >= 0)
            c->windows[i] = (EvalWindow){opens, closes};
    }
    return db_done(&rows);
}

/* --- finding --- */

static Siklus read_cycle(DbRows *rows)
{
    Siklus c = {.is.id = db_get_i64(rows)};
    c.instansi_id    = db_get_i64(rows);
    c.is.version     = db_get_i64(rows);
    c.is.year        = (int)db_get_i64(rows);
    c.is.pendahuluan = db_get_bool(rows);
    c.is.blind       = db_get_bool(rows);
    c.apart          = db_get_bool(rows);
    for (int i = 0; i < LIMIT_COUNT; i++)
        c.own[i] = db_get_i64(rows);
    c.feed  = db_get_text(rows);
    c.begun = db_get_bool(rows);
    c.runs  = db_get_bool(rows);
    return c;
}

Err evaluasi_cycles(Arena *a, Db *db, const UnitAsker *by, Sikluses *out)
{
    DbRows rows = db_query(a, db, &SQL_cycle_list, db_i64(by->instansi_id), db_i64(by->user_id), db_i64(CYCLE_RUNS),
                           db_date(by->today));
    *out = (Sikluses){0};
    while (db_next(&rows))
        *list_add(a, out) = read_cycle(&rows);
    TRY(db_done(&rows));
    for (isize i = 0; i < out->count; i++)
        TRY(read_windows(*a, db, &out->at[i]));
    return NO_ERR;
}

static Err find_one(Arena *a, Db *db, DbRows rows, Siklus *out)
{
    bool found = db_next(&rows);
    if (found)
        *out = read_cycle(&rows);
    TRY(db_done(&rows));
    return found ? read_windows(*a, db, out) : FAIL(ERR_NOT_FOUND, "no such cycle of the asker's");
}

Err evaluasi_cycle_find(Arena *a, Db *db, const UnitAsker *by, i64 id, Siklus *out)
{
    return find_one(a, db, db_query(a, db, &SQL_cycle_find, db_i64(by->instansi_id), db_i64(by->user_id),
                                    db_i64(CYCLE_RUNS), db_date(by->today), db_i64(id)), out);
}

Err evaluasi_cycle_run(Arena *a, Db *db, const UnitAsker *by, i64 id, Siklus *out)
{
    return find_one(a, db, db_query(a, db, &SQL_cycle_run, db_i64(by->instansi_id), db_i64(by->user_id),
                                    db_i64(CYCLE_RUNS), db_date(by->today), db_i64(id)), out);
}

Err evaluasi_cycle_by_feed(Arena *a, Db *db, Str feed, Siklus *out, Str *out_instansi)
{
    DbRows rows  = db_query(a, db, &SQL_cycle_by_feed, db_text(feed));
    bool   found = feed.len && db_next(&rows);

    if (found) {
        *out          = read_cycle(&rows);
        *out_instansi = db_get_text(&rows);
    }
    TRY(db_done(&rows));
    return found ? read_windows(*a, db, out) : FAIL(ERR_NOT_FOUND, "no calendar has this address");
}

Err evaluasi_cycle_may_run(Arena scratch, Db *db, const UnitAsker *by, bool *out)
{
    DbRows rows = db_query(&scratch, db, &SQL_cycle_may_run, db_i64(by->instansi_id), db_i64(by->user_id),
                           db_i64(CYCLE_RUNS), db_date(by->today));
    return db_one_bool(rows, out);
}

/* --- checking --- */

typedef struct { const CycleDraft *d; Lang lang; Issues *issues; } Checking;

static Str window_field(Arena *a, int window, const char *what)
{
    return str_fmt(a, "%s_%s", evaluasi_windows[window], what);
}

static bool is_used(const Siklus *c, int window)
{
    return window != WINDOW_PENDAHULUAN || c->is.pendahuluan;
}

static void check_days(const Checking *k, int i)
{
    const EvalWindow *w = &k->d->c.windows[i];
    Arena            *a = k->issues->arena;
    int               year = k->d->c.is.year;
    Date              days[2] = {w->opens_on, w->closes_on};

    if (!w->opens_on.days != !w->closes_on.days)
        issue_sayf(k->issues, k->lang, window_field(a, i, w->opens_on.days ? "tutup" : "buka"), MSG_cycle_bad_half,
                   say(k->lang, evaluasi_window_msg(i)));
    else if (w->closes_on.days < w->opens_on.days)
        issue_sayf(k->issues, k->lang, window_field(a, i, "tutup"), MSG_cycle_bad_backwards,
                   say(k->lang, evaluasi_window_msg(i)));
    for (int n = 0; n < 2; n++)
        if (days[n].days && (date_split(days[n]).year < year || date_split(days[n]).year > year + 1))
            issue_sayf(k->issues, k->lang, window_field(a, i, n ? "tutup" : "buka"), MSG_cycle_bad_year,
                       say(k->lang, evaluasi_window_msg(i)), str_fmt(a, "%d", year), str_fmt(a, "%d", year + 1));
}

static void check_order(const Checking *k, int before, int after)
{
    const EvalWindow *x = &k->d->c.windows[before], *y = &k->d->c.windows[after];
    Arena            *a = k->issues->arena;
    Str               names[2] = {say(k->lang, evaluasi_window_msg(after)), say(k->lang, evaluasi_window_msg(before))};

    if (y->opens_on.days < x->opens_on.days)
        issue_sayf(k->issues, k->lang, window_field(a, after, "buka"), MSG_cycle_bad_order_opens, names[0], names[1]);
    else if (y->opens_on.days <= x->closes_on.days && !k->d->overlaps)
        issue_sayf(k->issues, k->lang, window_field(a, after, "buka"), MSG_cycle_bad_overlap, names[0], names[1],
                   say_date(a, k->lang, x->closes_on));
    if (y->closes_on.days < x->closes_on.days)
        issue_sayf(k->issues, k->lang, window_field(a, after, "tutup"), MSG_cycle_bad_order_closes, names[0], names[1]);
}

static bool is_whole(const EvalWindow *w)
{
    return w->opens_on.days && w->closes_on.days && w->closes_on.days >= w->opens_on.days;
}

/* The stage before this one that has days; -1: none. */
static int before_of(const Siklus *c, int window)
{
    for (int i = window - 1; i >= 0; i--)
        if (is_used(c, i) && is_whole(&c->windows[i]))
            return i;
    return -1;
}

bool evaluasi_cycle_overlaps(const Siklus *c)
{
    for (int i = 0; i < WINDOWS; i++) {
        int before = before_of(c, i);
        if (is_used(c, i) && is_whole(&c->windows[i]) && before >= 0
            && c->windows[i].opens_on.days <= c->windows[before].closes_on.days)
            return true;
    }
    return false;
}

void evaluasi_cycle_check(const CycleDraft *d, const Siklus *before, Lang lang, Issues *issues)
{
    Checking      k = {d, lang, issues};
    const Siklus *c = &d->c;

    for (int i = 0; i < WINDOWS; i++) {
        if (!is_used(c, i))
            continue;
        check_days(&k, i);
        if (is_whole(&c->windows[i]) && before_of(c, i) >= 0)
            check_order(&k, before_of(c, i), i);
    }
    if (before && before->begun && before->is.pendahuluan != c->is.pendahuluan)
        issue_say(issues, lang, S("pendahuluan"), MSG_cycle_bad_begun);
    if (before && before->begun && before->is.blind != c->is.blind)
        issue_say(issues, lang, S("blind"), MSG_cycle_bad_begun);
}

/* --- storing --- */

static Str cycle_json(Arena *a, const Siklus *c)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};

    json_open_map(&o, NO_KEY);
    json_put_i64(&o, S("year"), c->is.year);
    json_put_bool(&o, S("pendahuluan"), c->is.pendahuluan);
    json_put_bool(&o, S("blind"), c->is.blind);
    json_put_bool(&o, S("apart"), c->apart);
    for (int i = 0; i < LIMIT_COUNT; i++)
        if (c->own[i])
            json_put_i64(&o, str_of(evaluasi_limits[i]), c->own[i]);
    for (int i = 0; i < WINDOWS; i++) {
        if (!c->windows[i].opens_on.days)
            continue;
        json_open_list(&o, str_of(evaluasi_windows[i]));
        json_put_date(&o, NO_KEY, c->windows[i].opens_on);
        json_put_date(&o, NO_KEY, c->windows[i].closes_on);
        json_close(&o);
    }
    json_close(&o);
    return buf_str(&b);
}

static Err changed_one(DbRows rows)
{
    return db_one_or(rows, FAIL(ERR_CONFLICT, "changed by somebody else meanwhile"));
}

static Err write_cycle(Arena *a, Db *db, const UnitAsker *by, const Siklus *c, i64 *out_id)
{
    DbVal own[LIMIT_COUNT];
    for (int i = 0; i < LIMIT_COUNT; i++)
        own[i] = db_id(c->own[i]);
    if (!c->is.id)
        return db_one_i64(db_query(a, db, &SQL_cycle_add, db_i64(id_new()), db_i64(c->instansi_id), db_i64(c->is.year),
                                   db_bool(c->is.pendahuluan), db_bool(c->is.blind), db_bool(c->apart), own[0], own[1],
                                   own[2], own[3], own[4], db_id(by->user_id), db_at(by->now)), out_id);
    *out_id = c->is.id;
    return changed_one(db_query(a, db, &SQL_cycle_set, db_i64(c->instansi_id), db_i64(c->is.id), db_i64(c->is.version),
                                db_bool(c->is.pendahuluan), db_bool(c->is.blind), db_bool(c->apart), own[0], own[1],
                                own[2], own[3], own[4]));
}

static Err write_windows(Db *db, const Siklus *c, i64 id)
{
    TRY(db_do(db, &SQL_cycle_windows_drop, db_i64(c->instansi_id), db_i64(id)));
    for (int i = 0; i < WINDOWS; i++)
        if (is_used(c, i) && c->windows[i].opens_on.days)
            TRY(db_do(db, &SQL_cycle_window_add, db_i64(c->instansi_id), db_i64(id),
                      db_text(str_of(evaluasi_windows[i])), db_date(c->windows[i].opens_on),
                      db_date(c->windows[i].closes_on)));
    return NO_ERR;
}

static Err drop_seats(Db *db, const Siklus *c, EvalSeat seat)
{
    return db_do(db, &SQL_cycle_seats_drop, db_i64(c->instansi_id), db_i64(c->is.id),
                 db_text(str_of(evaluasi_seats[seat].name)));
}

static Err audit(Db *db, const UnitAsker *by, const AuditEntry *what)
{
    AuditEntry e = *what;
    e.instansi_id = by->instansi_id;
    e.actor_id    = by->user_id;
    return audit_add(db, &e, by->now);
}

Err evaluasi_cycle_save(Arena scratch, Db *db, const UnitAsker *by, const Siklus *c, i64 *out_id)
{
    Siklus before = {0};

    if (c->is.id)
        TRY(evaluasi_cycle_run(&scratch, db, by, c->is.id, &before));
    TRY(write_cycle(&scratch, db, by, c, out_id));
    if (!*out_id)
        return NO_ERR;
    TRY(write_windows(db, c, *out_id));
    if (c->is.id && !c->is.blind)
        TRY(drop_seats(db, c, SEAT_ANGGOTA_2));
    if (c->is.id && !c->is.pendahuluan)
        TRY(drop_seats(db, c, SEAT_PENDAHULUAN));
    AuditEntry e = {.action = "cycle_add", .entity = "evaluasi_cycle", .entity_id = *out_id,
                    .after = cycle_json(&scratch, c)};
    if (c->is.id) {
        e.action = "cycle_edit";
        e.before = cycle_json(&scratch, &before);
    }
    return audit(db, by, &e);
}

Err evaluasi_cycle_feed(Arena scratch, Db *db, const UnitAsker *by, const Siklus *c, Str feed)
{
    TRY(changed_one(db_query(&scratch, db, &SQL_cycle_set_feed, db_i64(c->instansi_id), db_i64(c->is.id),
                             db_i64(c->is.version), feed.len ? db_text(feed) : db_null())));
    return audit(db, by, &(AuditEntry){.action = feed.len ? "cycle_feed" : "cycle_feed_end", .entity = "evaluasi_cycle",
                                       .entity_id = c->is.id});
}

Err evaluasi_cycle_stages(Arena scratch, Db *db, const Siklus *c, i64 out[STAGE_COUNT])
{
    DbRows rows = db_query(&scratch, db, &SQL_cycle_stages, db_i64(c->instansi_id), db_i64(c->is.year));
    for (int i = 0; i < STAGE_COUNT; i++)
        out[i] = 0;
    while (db_next(&rows)) {
        EvalStage s;
        bool      known = evaluasi_stage_parse(db_get_text(&rows), &s);
        i64       n     = db_get_i64(&rows);
        if (known)
            out[s] = n;
    }
    return db_done(&rows);
}

/* --- teams --- */

static Err read_members(Arena *a, Db *db, const Siklus *c, Teams *out)
{
    DbRows rows = db_query(a, db, &SQL_cycle_members, db_i64(c->instansi_id), db_i64(c->is.id));
    while (db_next(&rows)) {
        i64        team = db_get_i64(&rows);
        TeamMember m    = {.user_id = db_get_i64(&rows)};
        m.minutes       = db_get_i64(&rows);
        m.name          = db_get_text(&rows);
        for (isize i = 0; i < out->count; i++)
            if (out->at[i].id == team && out->at[i].count < TEAM_MEMBERS)
                out->at[i].members[out->at[i].count++] = m;
    }
    return db_done(&rows);
}

Err evaluasi_teams(Arena *a, Db *db, const Siklus *c, Teams *out)
{
    DbRows rows = db_query(a, db, &SQL_cycle_teams, db_i64(c->instansi_id), db_i64(c->is.id));
    *out = (Teams){0};
    while (db_next(&rows)) {
        Team *t = list_add(a, out);
        *t           = (Team){.id = db_get_i64(&rows)};
        t->version   = db_get_i64(&rows);
        t->ketua_id  = db_get_i64(&rows);
        t->dalnis_id = db_get_i64(&rows);
        t->name      = db_get_text(&rows);
        t->ketua     = db_get_text(&rows);
        t->dalnis    = db_get_text(&rows);
    }
    TRY(db_done(&rows));
    return read_members(a, db, c, out);
}

Err evaluasi_team_find(Arena *a, Db *db, const Siklus *c, i64 id, Team *out)
{
    Teams all;
    TRY(evaluasi_teams(a, db, c, &all));
    for (isize i = 0; i < all.count; i++) {
        if (all.at[i].id == id) {
            *out = all.at[i];
            return NO_ERR;
        }
    }
    return FAIL(ERR_NOT_FOUND, "no such team of this cycle");
}

/* A person comes once for each role held, one after the other. */
Err evaluasi_assessors(Arena *a, Db *db, const UnitAsker *by, Who roles, Assessors *out)
{
    DbRows rows = db_query(a, db, &SQL_cycle_assessors, db_i64(by->instansi_id), db_i64(roles), db_date(by->today));
    *out = (Assessors){0};
    while (db_next(&rows)) {
        Assessor x = {.id = db_get_i64(&rows)};
        x.name      = db_get_text(&rows);
        x.nip       = db_get_text(&rows);
        x.unit_name = db_get_text(&rows);
        x.role_bits = db_get_i64(&rows);
        if (out->count && out->at[out->count - 1].id == x.id)
            out->at[out->count - 1].role_bits |= x.role_bits;
        else
            *list_add(a, out) = x;
    }
    return db_done(&rows);
}

typedef struct {
    const Siklus    *c;
    const Team      *t;
    Lang             lang;
    const Assessors *people;
    const Teams     *others;    /* of the cycle, this one as it was included */
    Issues          *issues;
} TeamCheck;

static const Assessor *assessor(const Assessors *all, i64 id)
{
    for (isize i = 0; i < all->count; i++)
        if (all->at[i].id == id)
            return &all->at[i];
    return NULL;
}

/* Everybody has one place in a cycle, but a dalnis, who controls several teams. */
static bool sits_elsewhere(const Team *other, i64 user_id, bool as_dalnis)
{
    if (other->ketua_id == user_id || (!as_dalnis && other->dalnis_id == user_id))
        return true;
    for (int i = 0; i < other->count; i++)
        if (other->members[i].user_id == user_id)
            return true;
    return false;
}

static void check_person(const TeamCheck *k, Str field, i64 user_id, Who role)
{
    const Assessor *p = assessor(k->people, user_id);
    int             here = (k->t->ketua_id == user_id) + (k->t->dalnis_id == user_id);

    for (int i = 0; i < k->t->count; i++)
        here += k->t->members[i].user_id == user_id;
    if (!p || !(p->role_bits & role)) {
        issue_say(k->issues, k->lang, field, MSG_cycle_team_no_role);
        return;
    }
    if (here > 1)
        issue_sayf(k->issues, k->lang, field, MSG_cycle_team_twice, p->name);
    for (isize i = 0; i < k->others->count; i++)
        if (k->others->at[i].id != k->t->id && sits_elsewhere(&k->others->at[i], user_id, role == WHO(TPI_DALNIS)))
            issue_sayf(k->issues, k->lang, field, MSG_cycle_team_taken, p->name, k->others->at[i].name);
}

static void check_limits(const TeamCheck *k)
{
    Arena *a     = k->issues->arena;
    i64    teams = 1;

    for (isize i = 0; i < k->others->count; i++) {
        teams += k->others->at[i].id != k->t->id && k->others->at[i].dalnis_id == k->t->dalnis_id;
        if (k->others->at[i].id != k->t->id && str_eq_nocase(k->others->at[i].name, k->t->name))
            issue_say(k->issues, k->lang, S("nama"), MSG_cycle_team_name_taken);
    }
    if (teams > k->c->limit[LIMIT_DALNIS_TEAMS])
        issue_sayf(k->issues, k->lang, S("dalnis"), MSG_cycle_team_dalnis_full,
                   say_i64(a, k->lang, k->c->limit[LIMIT_DALNIS_TEAMS]));
    if (k->t->count > k->c->limit[LIMIT_KETUA_MEMBERS])
        issue_sayf(k->issues, k->lang, S("anggota_1"), MSG_cycle_team_members_full,
                   say_i64(a, k->lang, k->c->limit[LIMIT_KETUA_MEMBERS]));
}

Err evaluasi_team_check(Arena *a, Db *db, const UnitAsker *by, const Siklus *c, const Team *t, Issues *issues)
{
    Assessors people;
    Teams     others;

    TRY(evaluasi_assessors(a, db, by, CYCLE_TPI, &people));
    TRY(evaluasi_teams(a, db, c, &others));
    TeamCheck k = {c, t, by->lang, &people, &others, issues};
    check_person(&k, S("dalnis"), t->dalnis_id, WHO(TPI_DALNIS));
    check_person(&k, S("ketua"), t->ketua_id, WHO(TPI_KETUA));
    for (int i = 0; i < t->count; i++)
        check_person(&k, str_fmt(a, "anggota_%d", i + 1), t->members[i].user_id, WHO(TPI_ANGGOTA));
    check_limits(&k);
    return NO_ERR;
}

static Str team_json(Arena *a, const Team *t)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};

    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("name"), t->name);
    json_put_id(&o, S("ketua"), t->ketua_id);
    json_put_id(&o, S("dalnis"), t->dalnis_id);
    json_open_list(&o, S("anggota"));
    for (int i = 0; i < t->count; i++) {
        json_open_map(&o, NO_KEY);
        json_put_id(&o, S("user"), t->members[i].user_id);
        json_put_i64(&o, S("minutes"), t->members[i].minutes);
        json_close(&o);
    }
    json_close(&o);
    json_close(&o);
    return buf_str(&b);
}

static Err write_team(Arena *a, Db *db, const Siklus *c, const Team *t, i64 id)
{
    if (!t->id)
        TRY(db_do(db, &SQL_cycle_team_add, db_i64(id), db_i64(c->instansi_id), db_i64(c->is.id), db_text(t->name),
                  db_i64(t->ketua_id), db_i64(t->dalnis_id)));
    else
        TRY(changed_one(db_query(a, db, &SQL_cycle_team_set, db_i64(c->instansi_id), db_i64(c->is.id), db_i64(id),
                                 db_i64(t->version), db_text(t->name), db_i64(t->ketua_id), db_i64(t->dalnis_id))));
    TRY(db_do(db, &SQL_cycle_members_drop, db_i64(c->instansi_id), db_i64(c->is.id), db_i64(id)));
    for (int i = 0; i < t->count; i++)
        TRY(db_do(db, &SQL_cycle_member_add, db_i64(c->instansi_id), db_i64(c->is.id), db_i64(t->members[i].user_id),
                  db_i64(id), db_i64(t->members[i].minutes), db_i64(i)));
    return NO_ERR;
}

Err evaluasi_team_save(Arena scratch, Db *db, const UnitAsker *by, const Siklus *c, const Team *t, i64 *out_id)
{
    Team before = {0};

    if (t->id)
        TRY(evaluasi_team_find(&scratch, db, c, t->id, &before));
    *out_id = t->id ? t->id : id_new();
    TRY(write_team(&scratch, db, c, t, *out_id));
    AuditEntry e = {.action = "cycle_team_add", .entity = "evaluasi_team", .entity_id = *out_id,
                    .after = team_json(&scratch, t)};
    if (t->id) {
        e.action = "cycle_team_edit";
        e.before = team_json(&scratch, &before);
    }
    return audit(db, by, &e);
}

Err evaluasi_team_drop(Arena scratch, Db *db, const UnitAsker *by, const Siklus *c, const Team *t)
{
    TRY(db_do(db, &SQL_cycle_members_drop, db_i64(c->instansi_id), db_i64(c->is.id), db_i64(t->id)));
    TRY(changed_one(db_query(&scratch, db, &SQL_cycle_team_drop, db_i64(c->instansi_id), db_i64(c->is.id),
                             db_i64(t->id), db_i64(t->version))));
    return audit(db, by, &(AuditEntry){.action = "cycle_team_drop", .entity = "evaluasi_team", .entity_id = t->id,
                                       .before = team_json(&scratch, t)});
}
