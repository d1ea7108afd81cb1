/* Cycles and who sits where in them, as the API gives them. */
#include "evaluasi/evaluasi_cycle_web.h"
#include "web/api.h"

static const char *const windows[] = {"isi", "pendahuluan", "anggota", "ketua", "dalnis", "putusan", NULL};

typedef struct { Str stage; Date opens_on, closes_on; } WindowOut;
static const Give window_gives[] = {
    GIVE(WindowOut, stage, G_ENUM, MSG_cycle_col_stage, .choices = windows),
    GIVE(WindowOut, opens_on, G_DATE, MSG_cycle_opens),
    GIVE(WindowOut, closes_on, G_DATE, MSG_cycle_closes),
};
static const Gives gives_window = GIVES(WindowOut, "Window", MSG_cycle_api_windows, window_gives);

typedef struct {
    i64  id, year;
    bool pendahuluan, blind;
    LIST(WindowOut) windows;
} CycleOut;
static const Give cycle_gives[] = {
    GIVE(CycleOut, id, G_ID, MSG_cycle_api_id),
    GIVE(CycleOut, year, G_I64, MSG_cycle_col_year),
    GIVE(CycleOut, pendahuluan, G_BOOL, MSG_cycle_form_look),
    GIVE(CycleOut, blind, G_BOOL, MSG_cycle_form_blind),
    GIVE(CycleOut, windows, G_LIST, MSG_cycle_api_windows, .of = &gives_window),
};
const Gives gives_cycle = GIVES(CycleOut, "Cycle", MSG_cycle_lead, cycle_gives);

/* GET /api/v1/siklus */
Err cycle_api_all(Req *r)
{
    UnitAsker by = unit_asker(r, CYCLE_RUNS);
    Sikluses  all;
    LIST(CycleOut) rows = {0};

    TRY(evaluasi_cycles(r->arena, r->db, &by, &all));
    for (isize i = 0; i < all.count; i++) {
        const Siklus *c = &all.at[i];
        CycleOut     *v = list_add(r->arena, &rows);
        *v = (CycleOut){.id = c->is.id, .year = c->is.year, .pendahuluan = c->is.pendahuluan, .blind = c->is.blind};
        for (int w = 0; w < WINDOWS; w++)
            if (w != WINDOW_PENDAHULUAN || c->is.pendahuluan)
                *list_add(r->arena, &v->windows) =
                    (WindowOut){str_of(evaluasi_windows[w]), c->windows[w].opens_on, c->windows[w].closes_on};
    }
    return api_give_all(r, &rows);
}

/* --- who sits where --- */

typedef struct { Str seat, name; } SeatedOut;
static const Give seated_gives[] = {
    GIVE(SeatedOut, seat, G_TEXT, MSG_board_api_seat),
    GIVE(SeatedOut, name, G_TEXT, MSG_evaluasi_api_holder, .maybe = true),
};
static const Gives gives_seated = GIVES(SeatedOut, "Seated", MSG_cycle_api_seats, seated_gives);

typedef struct {
    i64 unit_id, worksheet_id;
    Str unit_code, unit_name, stage;
    LIST(SeatedOut) seats;
} SeatsOut;
static const Give seats_gives[] = {
    GIVE(SeatsOut, unit_id, G_ID, MSG_lke_api_unit_id),
    GIVE(SeatsOut, worksheet_id, G_ID, MSG_lke_api_id),
    GIVE(SeatsOut, unit_code, G_TEXT, MSG_lke_col_unit_code),
    GIVE(SeatsOut, unit_name, G_TEXT, MSG_lke_col_unit),
    GIVE(SeatsOut, stage, G_TEXT, MSG_cycle_col_stage),
    GIVE(SeatsOut, seats, G_LIST, MSG_cycle_api_seats, .of = &gives_seated),
};
const Gives gives_cycle_seats = GIVES(SeatsOut, "UnitSeats", MSG_cycle_seats_lead, seats_gives);

/* GET /api/v1/siklus/:id/penugasan - all units for who runs the cycle, the own ones for who assesses */
Err cycle_api_seats(Req *r)
{
    Bench b;
    LIST(SeatsOut) rows = {0};

    TRY(cycle_bench(r, MSG_cycle_seats, false, &b));
    for (int u = 0; u < b.units.count; u++) {
        const BenchUnit *unit = &b.units.at[u];
        if (!b.c.runs && !bench_sits(unit, r->user->id))
            continue;
        SeatsOut *v = list_add(r->arena, &rows);
        *v = (SeatsOut){.unit_id = unit->id, .worksheet_id = unit->worksheet_id, .unit_code = unit->code,
                        .unit_name = unit->name, .stage = str_of(evaluasi_stages[unit->stage])};
        for (int s = 0; s < SEAT_COUNT; s++) {
            int p = bench_person(&b, unit->seats[s].user_id);
            if (bench_uses(&b, (EvalSeat)s))
                *list_add(r->arena, &v->seats) =
                    (SeatedOut){str_of(evaluasi_seats[s].name), p < 0 ? (Str){0} : b.people.at[p].name};
        }
    }
    return api_give_all(r, &rows);
}

/* --- teams --- */

typedef struct { Str name; i64 minutes; } MemberOut;
static const Give member_gives[] = {
    GIVE(MemberOut, name, G_TEXT, MSG_cycle_team_member),
    GIVE(MemberOut, minutes, G_I64, MSG_cycle_team_minutes),
};
static const Gives gives_member = GIVES(MemberOut, "TeamMember", MSG_evaluasi_seat_anggota, member_gives);

typedef struct {
    i64 id, minutes, room, units, version;
    Str name, dalnis, ketua;
    LIST(MemberOut) members;
} GroupOut;
static const Give group_gives[] = {
    GIVE(GroupOut, id, G_ID, MSG_cycle_api_team_id),
    GIVE(GroupOut, name, G_TEXT, MSG_cycle_col_team),
    GIVE(GroupOut, dalnis, G_TEXT, MSG_evaluasi_seat_dalnis),
    GIVE(GroupOut, ketua, G_TEXT, MSG_evaluasi_seat_ketua),
    GIVE(GroupOut, members, G_LIST, MSG_evaluasi_seat_anggota, .of = &gives_member),
    GIVE(GroupOut, minutes, G_I64, MSG_cycle_col_minutes),
    GIVE(GroupOut, room, G_I64, MSG_cycle_col_room),
    GIVE(GroupOut, units, G_I64, MSG_cycle_col_given),
    GIVE(GroupOut, version, G_I64, MSG_lke_api_version),
};
const Gives gives_cycle_team = GIVES(GroupOut, "Team", MSG_cycle_api_team, group_gives);

/* GET /api/v1/siklus/:id/tim */
Err cycle_api_teams(Req *r)
{
    Bench b;
    LIST(GroupOut) rows = {0};

    TRY(cycle_bench(r, MSG_cycle_teams, true, &b));
    for (isize i = 0; i < b.teams.count; i++) {
        const Team *t = &b.teams.at[i];
        GroupOut   *v = list_add(r->arena, &rows);
        *v = (GroupOut){.id = t->id, .version = t->version, .name = t->name, .dalnis = t->dalnis, .ketua = t->ketua,
                        .room = cycle_team_room(&b.c, t), .units = cycle_team_units(&b, t)};
        for (int m = 0; m < t->count; m++) {
            *list_add(r->arena, &v->members) = (MemberOut){t->members[m].name, t->members[m].minutes};
            v->minutes += t->members[m].minutes;
        }
    }
    return api_give_all(r, &rows);
}

/* --- ties --- */

static const char *const hows[] = {[TIE_WORKS] = "works", [TIE_WORKED] = "worked", [TIE_ROLE] = "role",
                                   [TIE_DECLARED] = "declared", NULL};

typedef struct { Str person, nip, unit_name, how, text; Date from_on, until_on; } TieOut;
static const Give tie_gives[] = {
    GIVE(TieOut, person, G_TEXT, MSG_cycle_col_person),
    GIVE(TieOut, nip, G_TEXT, MSG_akun_nip),
    GIVE(TieOut, unit_name, G_TEXT, MSG_cycle_col_unit),
    GIVE(TieOut, how, G_ENUM, MSG_cycle_col_source, .choices = hows),
    GIVE(TieOut, text, G_TEXT, MSG_cycle_col_tie),
    GIVE(TieOut, from_on, G_DATE, MSG_cycle_col_from),
    GIVE(TieOut, until_on, G_DATE, MSG_cycle_col_until),
};
const Gives gives_cycle_tie = GIVES(TieOut, "Tie", MSG_cycle_api_tie, tie_gives);

/* GET /api/v1/siklus/:id/ikatan */
Err cycle_api_ties(Req *r)
{
    Bench b;
    LIST(TieOut) rows = {0};

    TRY(cycle_bench(r, MSG_cycle_ties, false, &b));
    for (isize i = 0; i < b.ties.count; i++) {
        const Tie *t = &b.ties.at[i];
        if (!cycle_tie_shown(r, &b, t))
            continue;
        const BenchPerson *p = &b.people.at[bench_person(&b, t->user_id)];
        *list_add(r->arena, &rows) = (TieOut){p->name, p->nip, t->unit_name, str_of(hows[t->how]),
                                              cycle_tie_text(r, t), t->from_on, t->until_on};
    }
    return api_give_all(r, &rows);
}
