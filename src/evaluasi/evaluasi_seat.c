/* A proposal for all seats of a cycle, and the changes that are made. */
#include "evaluasi/evaluasi_seat.h"

#include "audit/audit.h"
#include "base/secret.h"
#include "evaluasi/evaluasi_assign.h"
#include "evaluasi/evaluasi_cycle_tell.h"
#include "format/json.h"

#include <stdlib.h>

#include "evaluasi_cycle.sql.h"

enum { NO_LIMIT = 1 << 20, EVEN_WEIGHT = 10000 };

/* --- who stays --- */

static Sit judge(const Bench *b, int unit, EvalSeat seat, i64 user_id, const Tie **tie)
{
    int p = bench_person(b, user_id);
    return p < 0 ? SIT_NO_ACCOUNT : bench_may_sit(b, p, unit, seat, tie);
}

static bool is_fit(const Bench *b, int unit, EvalSeat seat)
{
    i64 id = b->units.at[unit].seats[seat].user_id;
    return id && judge(b, unit, seat, id, NULL) == SIT_OK;
}

/* What somebody decided, and what has begun, is not the program's to change. */
static bool stays(const Bench *b, int unit, EvalSeat seat)
{
    const BenchUnit *u = &b->units.at[unit];
    if (!u->seats[seat].user_id)
        return false;
    return u->begun || (u->seats[seat].why.len && is_fit(b, unit, seat));
}

/* --- slots: who works together --- */

typedef struct {
    int  people[SEAT_COUNT];    /* -1: this slot fills no such seat */
    bool apart;                 /* they may work together */
} Crew;

typedef struct {
    Arena          *a;
    const Bench    *b;
    const EvalSeat *seats;      /* that are given out together */
    int             nseats;
    LIST(AssignSlot) slots;
    LIST(Crew)      crews;
    i64            *team_room;
    int            *home, *got; /* each unit's slot before and after */
    bool           *pinned, *may;
    u8             *kept;       /* one bit for each seat that stays as it is */
    bool          **able;       /* [person]: may sit, by unit; of those who are in a crew */
    Proposal       *out;
} Planning;

static const EvalSeat tpi_seats[]  = {SEAT_ANGGOTA, SEAT_ANGGOTA_2, SEAT_KETUA, SEAT_DALNIS};
static const EvalSeat look_seats[] = {SEAT_PENDAHULUAN};

static void add_crew(Planning *p, Crew c, AssignSlot s)
{
    *list_add(p->a, &p->crews) = c;
    *list_add(p->a, &p->slots) = s;
}

static void crew_of(Planning *p, int team, int first, int second)
{
    const Bench *b    = p->b;
    const Team  *t    = &b->teams.at[team];
    Crew         c    = {.people = {-1, -1, -1, -1, -1}, .apart = true};
    i64          time = t->members[first].minutes;

    c.people[SEAT_ANGGOTA] = bench_person(b, t->members[first].user_id);
    c.people[SEAT_KETUA]   = bench_person(b, t->ketua_id);
    c.people[SEAT_DALNIS]  = bench_person(b, t->dalnis_id);
    if (second >= 0) {
        c.people[SEAT_ANGGOTA_2] = bench_person(b, t->members[second].user_id);
        c.apart = !b->c.apart || b->people.at[c.people[SEAT_ANGGOTA]].unit_id
                                     != b->people.at[c.people[SEAT_ANGGOTA_2]].unit_id;
        time = t->members[second].minutes < time ? t->members[second].minutes : time;
    }
    add_crew(p, c, (AssignSlot){team, time / b->c.limit[LIMIT_UNIT_MINUTES], time > 0 ? time : 1});
}

/* In a blind cycle the first two of a team are a pair, and the next two. */
static void tpi_crews(Planning *p)
{
    const Bench *b = p->b;
    int          n = (int)b->teams.count;

    p->team_room = new(p->a, i64, n);
    for (int t = 0; t < n; t++) {
        p->team_room[t] = b->c.limit[LIMIT_TEAM_UNITS];
        for (int i = 0; i < b->teams.at[t].count; i += b->c.is.blind ? 2 : 1)
            if (!b->c.is.blind || i + 1 < b->teams.at[t].count)
                crew_of(p, t, i, b->c.is.blind ? i + 1 : -1);
    }
}

static bool may_look(const Bench *b, const BenchPerson *x)
{
    for (int i = 0; i < x->nroles; i++)
        if (b->roles.at[x->roles + i].role_bits & WHO(PENDAHULUAN))
            return true;
    return false;
}

static void look_crews(Planning *p)
{
    const Bench *b = p->b;

    p->team_room    = new(p->a, i64, 1);
    p->team_room[0] = NO_LIMIT;
    for (int i = 0; i < b->people.count; i++)
        if (may_look(b, &b->people.at[i]))
            add_crew(p, (Crew){{i, -1, -1, -1, -1}, true}, (AssignSlot){0, NO_LIMIT, EVEN_WEIGHT});
}

/* --- where units are now --- */

static bool keeps(const Planning *p, int unit, EvalSeat seat)
{
    return p->kept[unit] >> seat & 1;
}

static void note_kept(Planning *p)
{
    for (int u = 0; u < p->b->units.count; u++)
        for (int s = 0; s < SEAT_COUNT; s++)
            p->kept[u] |= (u8)(stays(p->b, u, (EvalSeat)s) << s);
}

static bool in_crew(const Bench *b, const Crew *c, i64 user_id)
{
    for (int s = 0; s <= SEAT_ANGGOTA_2; s++)
        if (c->people[s] >= 0 && b->people.at[c->people[s]].id == user_id)
            return true;
    return false;
}

/* The slot of those who assess it; ASSIGN_NONE if there is nobody, or they are not one slot's. */
static int home_of(const Planning *p, int unit, bool *out_strange)
{
    const Bench *b = p->b;
    int          home = ASSIGN_NONE;

    *out_strange = false;
    for (int i = 0; i < p->nseats && p->seats[i] <= SEAT_ANGGOTA_2; i++) {
        i64 id = b->units.at[unit].seats[p->seats[i]].user_id;
        if (!id || (!keeps(p, unit, p->seats[i]) && !is_fit(b, unit, p->seats[i])))
            continue;
        int slot = ASSIGN_NONE;
        for (int s = 0; s < p->crews.count && slot == ASSIGN_NONE; s++)
            if (in_crew(b, &p->crews.at[s], id))
                slot = s;
        if (slot == ASSIGN_NONE || (home != ASSIGN_NONE && home != slot)) {
            *out_strange = true;
            return ASSIGN_NONE;
        }
        home = slot;
    }
    return home;
}

static bool stays_here(const Planning *p, int unit)
{
    for (int i = 0; i < p->nseats && p->seats[i] <= SEAT_ANGGOTA_2; i++)
        if (keeps(p, unit, p->seats[i]))
            return true;
    return false;
}

/* Somebody sits there by hand who is in no slot: it takes time of a slot, and room of a team, all the same. */
static void take_room(Planning *p, int unit)
{
    const BenchUnit *u = &p->b->units.at[unit];

    for (int s = 0; s < p->crews.count; s++)
        for (int q = SEAT_PENDAHULUAN; q <= SEAT_ANGGOTA_2; q++)
            if (u->seats[q].user_id && in_crew(p->b, &p->crews.at[s], u->seats[q].user_id) && p->slots.at[s].room > 0)
                p->slots.at[s].room--;
    for (isize t = 0; t < p->b->teams.count && p->seats == tpi_seats; t++)
        if (u->seats[SEAT_KETUA].user_id == p->b->teams.at[t].ketua_id && p->team_room[t] > 0)
            p->team_room[t]--;
}

enum { OUTSIDE = -2 };          /* of Planning.got: not the program's to give out */

static void place_units(Planning *p)
{
    for (int u = 0; u < p->b->units.count; u++) {
        bool strange, kept = stays_here(p, u);
        p->home[u]   = home_of(p, u, &strange);
        p->pinned[u] = kept && p->home[u] != ASSIGN_NONE;
        p->got[u]    = (kept && strange) || !bench_is_open(&p->b->units.at[u]) ? OUTSIDE : 0;
        if (p->got[u] == OUTSIDE)
            take_room(p, u);
    }
}

/* --- who may have what --- */

/* Without the seats as they are: those who sit there now may go. */
static Sit judge_empty(const Bench *b, int person, int unit, EvalSeat seat, const Tie **tie)
{
    Sit s = bench_may_sit(b, person, unit, seat, tie);
    return s == SIT_TWICE || s == SIT_SAME_OFFICE ? SIT_OK : s;
}

static const bool *able_of(Planning *p, int person, EvalSeat seat)
{
    int n = (int)p->b->units.count;

    if (p->able[person])
        return p->able[person];
    p->able[person] = new(p->a, bool, n);
    for (int u = 0; u < n; u++)
        p->able[person][u] = judge_empty(p->b, person, u, seat, NULL) == SIT_OK;
    return p->able[person];
}

static bool sits_by_hand(const Planning *p, int unit, int person)
{
    for (int s = 0; s < SEAT_COUNT; s++)
        if (keeps(p, unit, (EvalSeat)s) && p->b->units.at[unit].seats[s].user_id == p->b->people.at[person].id)
            return true;
    return false;
}

/* Every seat of the crew that is not kept by hand must be open to its person, who sits nowhere else in the unit. */
static void judge_crew(Planning *p, int slot)
{
    const Crew *c    = &p->crews.at[slot];
    int         n    = (int)p->b->units.count;
    bool       *may  = p->may + (isize)slot * n;

    for (int u = 0; u < n; u++)
        may[u] = c->apart && p->got[u] != OUTSIDE;
    for (int i = 0; i < p->nseats; i++) {
        int person = c->people[p->seats[i]];
        if (person < 0)
            continue;
        const bool *able = able_of(p, person, p->seats[i]);
        for (int u = 0; u < n; u++)
            if (may[u] && !keeps(p, u, p->seats[i]))
                may[u] = able[u] && (!p->kept[u] || !sits_by_hand(p, u, person));
    }
}

/* --- what follows --- */

static void gap(Planning *p, SeatGap g)
{
    *list_add(p->a, &p->out->gaps) = g;
}

static Lack lack_of(const Planning *p, int unit, const Tie **tie)
{
    bool tied = false, office = false;

    if (!p->crews.count)
        return p->seats == tpi_seats ? LACK_TEAM : LACK_ROLE;
    for (int s = 0; s < p->crews.count; s++) {
        const Crew *c = &p->crews.at[s];
        Sit         worst = SIT_OK;
        if (p->may[(isize)s * p->b->units.count + unit])
            return LACK_ROOM;
        for (int i = 0; i < p->nseats; i++) {
            Sit now = c->people[p->seats[i]] < 0 ? SIT_OK
                    : judge_empty(p->b, c->people[p->seats[i]], unit, p->seats[i], tie);
            worst = now == SIT_NO_ROLE || now == SIT_NO_ACCOUNT || worst == SIT_OK ? now : worst;
        }
        tied   = tied || worst == SIT_TIED;
        office = office || (worst == SIT_OK && !c->apart);
    }
    return office ? LACK_OFFICE : tied ? LACK_TIE : LACK_ROLE;
}

static void explain(Planning *p, int unit, Lack lack)
{
    const Tie *tie = NULL;

    if (lack != LACK_HAND)
        lack = lack_of(p, unit, &tie);
    for (int i = 0; i < p->nseats; i++)
        if (bench_uses(p->b, p->seats[i]) && !is_fit(p->b, unit, p->seats[i]) && !keeps(p, unit, p->seats[i]))
            gap(p, (SeatGap){unit, p->seats[i], lack, SIT_OK, 0, lack == LACK_TIE ? tie : NULL});
}

/* Of a pair, each keeps the seat held already. */
static int person_for(const Planning *p, int unit, const Crew *c, EvalSeat seat)
{
    const BenchUnit *u = &p->b->units.at[unit];
    int              x = c->people[SEAT_ANGGOTA], y = c->people[SEAT_ANGGOTA_2];

    if ((seat != SEAT_ANGGOTA && seat != SEAT_ANGGOTA_2) || x < 0 || y < 0)
        return c->people[seat];
    bool crossed = u->seats[SEAT_ANGGOTA].user_id == p->b->people.at[y].id
                || u->seats[SEAT_ANGGOTA_2].user_id == p->b->people.at[x].id;
    return c->people[crossed == (seat == SEAT_ANGGOTA) ? SEAT_ANGGOTA_2 : SEAT_ANGGOTA];
}

static void fill_unit(Planning *p, int unit, const Crew *c)
{
    const BenchUnit *u = &p->b->units.at[unit];

    for (int i = 0; i < p->nseats; i++) {
        EvalSeat seat   = p->seats[i];
        int      person = bench_uses(p->b, seat) ? person_for(p, unit, c, seat) : -1;
        if (person < 0 || keeps(p, unit, seat) || u->seats[seat].user_id == p->b->people.at[person].id)
            continue;
        if (!able_of(p, person, seat)[unit] || sits_by_hand(p, unit, person))
            gap(p, (SeatGap){.unit = unit, .seat = seat, .lack = LACK_HAND});
        else
            *list_add(p->a, &p->out->changes) =
                (SeatChange){unit, seat, u->seats[seat].user_id, p->b->people.at[person].id};
    }
}

/* Who sits in a seat that is left alone, and may not any more. */
static void point_out(Planning *p, int unit)
{
    const BenchUnit *u = &p->b->units.at[unit];

    for (int i = 0; i < p->nseats; i++) {
        const Tie *tie  = NULL;
        EvalSeat   seat = p->seats[i];
        if (!bench_uses(p->b, seat) || !keeps(p, unit, seat) || !bench_is_open(u))
            continue;
        Sit why = judge(p->b, unit, seat, u->seats[seat].user_id, &tie);
        if (why != SIT_OK)
            gap(p, (SeatGap){unit, seat, LACK_UNFIT, why, u->seats[seat].user_id, tie});
    }
}

static void plan_seats(Planning *p, bool anew)
{
    const Bench *b = p->b;
    int          n = (int)b->units.count;

    p->home   = new(p->a, int, n);
    p->got    = new(p->a, int, n);
    p->pinned = new(p->a, bool, n);
    p->kept   = new(p->a, u8, n);
    p->able   = new(p->a, bool *, b->people.count);
    note_kept(p);
    place_units(p);
    p->may = new(p->a, bool, p->crews.count * n);
    for (int s = 0; s < p->crews.count; s++)
        judge_crew(p, s);
    int       *slot = new(p->a, int, n);
    AssignTask t    = {p->slots.at, (int)p->slots.count, p->seats == tpi_seats ? (int)b->teams.count : 1, n,
                       p->team_room, p->may, p->home, p->pinned, !anew};
    assign_units(*p->a, &t, slot);
    for (int u = 0; u < n; u++) {
        point_out(p, u);
        if (p->got[u] == OUTSIDE && bench_is_open(&b->units.at[u]))
            explain(p, u, LACK_HAND);
        else if (p->got[u] != OUTSIDE && slot[u] == ASSIGN_NONE)
            explain(p, u, LACK_TEAM);
        else if (p->got[u] != OUTSIDE)
            fill_unit(p, u, &p->crews.at[slot[u]]);
    }
}

static int by_unit(const void *x, const void *y)
{
    const SeatChange *a = x, *b = y;
    return a->unit != b->unit ? a->unit - b->unit : (int)a->seat - (int)b->seat;
}

static int gap_by_unit(const void *x, const void *y)
{
    const SeatGap *a = x, *b = y;
    return a->unit != b->unit ? a->unit - b->unit : (int)a->seat - (int)b->seat;
}

static Str print_of(Arena *a, const Bench *b, const Proposal *p)
{
    Blake2b h;
    Digest  d;

    blake2b_start(&h);
    for (isize i = 0; i < p->changes.count; i++) {
        const SeatChange *c    = &p->changes.at[i];
        i64               of[] = {b->c.is.id, b->c.is.version, b->units.at[c->unit].id, c->seat, c->before_id,
                                  c->user_id};
        blake2b_add(&h, (Str){(const char *)of, sizeof of});
    }
    d = blake2b_end(&h);
    return hex_of(a, d.at, 16);
}

Err evaluasi_propose(Arena *a, const Bench *b, bool anew, Proposal *out)
{
    Planning tpi  = {.a = a, .b = b, .seats = tpi_seats, .nseats = countof(tpi_seats), .out = out};
    Planning look = {.a = a, .b = b, .seats = look_seats, .nseats = countof(look_seats), .out = out};

    *out = (Proposal){0};
    if (b->c.limit[LIMIT_UNIT_MINUTES] < 1)
        return FAIL(ERR_INVALID, "a cycle whose limits were not read");
    tpi_crews(&tpi);
    plan_seats(&tpi, anew);
    if (b->c.is.pendahuluan) {
        look_crews(&look);
        plan_seats(&look, anew);
    }
    if (out->changes.count)
        qsort(out->changes.at, (size_t)out->changes.count, sizeof *out->changes.at, by_unit);
    if (out->gaps.count)
        qsort(out->gaps.at, (size_t)out->gaps.count, sizeof *out->gaps.at, gap_by_unit);
    out->print = print_of(a, b, out);
    return NO_ERR;
}

void evaluasi_hand_over(Arena *a, const Bench *b, i64 from_id, i64 to_id, Proposal *out)
{
    *out = (Proposal){0};
    for (int u = 0; u < b->units.count; u++) {
        for (int s = 0; s < SEAT_COUNT; s++) {
            const Tie *tie = NULL;
            if (b->units.at[u].seats[s].user_id != from_id || !bench_is_open(&b->units.at[u]))
                continue;
            Sit why = judge(b, u, (EvalSeat)s, to_id, &tie);
            if (why == SIT_OK)
                *list_add(a, &out->changes) = (SeatChange){u, (EvalSeat)s, from_id, to_id};
            else
                *list_add(a, &out->gaps) = (SeatGap){u, (EvalSeat)s, LACK_UNFIT, why, to_id, tie};
        }
    }
    out->print = print_of(a, b, out);
}

/* --- one unit by hand --- */

/* Two who score blind do not change places once they have begun: each has seen the own half. */
static bool changes_places(const Bench *b, const BenchUnit *was, const SeatChange *c)
{
    if (!b->c.is.blind || !was->begun || (c->seat != SEAT_ANGGOTA && c->seat != SEAT_ANGGOTA_2))
        return false;
    for (int s = 0; s < SEAT_COUNT; s++)
        if (s != (int)c->seat && was->seats[s].user_id == c->user_id)
            return true;
    return false;
}

static void want(Arena *a, const Bench *b, const BenchUnit *was, Lang lang, SeatChange c, Issues *issues)
{
    const Tie *tie    = NULL;
    int        person = bench_person(b, c.user_id);
    Sit        why    = judge(b, c.unit, c.seat, c.user_id, &tie);

    if (why == SIT_OK && changes_places(b, was, &c))
        why = SIT_HAS_SEEN;
    if (why != SIT_OK)
        issue_add(issues, str_of(evaluasi_seats[c.seat].name), bench_sit_say(a, lang, b, person, why, tie));
}

void evaluasi_seat_check(Arena *a, const Bench *b, int unit, const i64 wanted[SEAT_COUNT], Lang lang, Issues *issues,
                         SeatChanges *out)
{
    const BenchUnit *u    = &b->units.at[unit];
    Bench            with = *b;

    *out = (SeatChanges){0};
    with.units.at       = new(a, BenchUnit, unit + 1);          /* of which only this one is asked */
    with.units.at[unit] = *u;
    for (int s = 0; s < SEAT_COUNT; s++)
        if (bench_uses(b, (EvalSeat)s))
            with.units.at[unit].seats[s].user_id = wanted[s];
    for (int s = 0; s < SEAT_COUNT; s++) {
        SeatChange c = {unit, (EvalSeat)s, u->seats[s].user_id, with.units.at[unit].seats[s].user_id};
        if (c.before_id == c.user_id)
            continue;
        if (!bench_is_open(u))
            issue_say(issues, lang, str_of(evaluasi_seats[s].name), MSG_cycle_sit_decided);
        else if (!c.user_id && u->begun)
            issue_say(issues, lang, str_of(evaluasi_seats[s].name), MSG_cycle_sit_begun_empty);
        else if (c.user_id)
            want(a, &with, u, lang, c, issues);
        *list_add(a, out) = c;
    }
}

/* --- storing --- */

typedef struct { Arena *a; Db *db; const UnitAsker *by; const Bench *b; Str why; } Putting;

static Err one_row(DbRows rows)
{
    return db_one_or(rows, FAIL(ERR_CONFLICT, "somebody else changed this seat meanwhile"));
}

static Err write_seat(const Putting *p, const SeatChange *c)
{
    const Siklus    *k    = &p->b->c;
    const BenchUnit *u    = &p->b->units.at[c->unit];
    DbVal            key[] = {db_i64(k->instansi_id), db_i64(k->is.id), db_i64(u->id),
                              db_text(str_of(evaluasi_seats[c->seat].name))};

    if (!c->before_id)
        return one_row(db_query(p->a, p->db, &SQL_cycle_seat_add, key[0], key[1], key[2], key[3], db_i64(c->user_id),
                                db_text(p->why), db_id(p->by->user_id), db_at(p->by->now)));
    if (c->user_id)
        TRY(one_row(db_query(p->a, p->db, &SQL_cycle_seat_set, key[0], key[1], key[2], key[3], db_i64(c->before_id),
                             db_i64(c->user_id), db_text(p->why), db_id(p->by->user_id), db_at(p->by->now))));
    else
        TRY(one_row(db_query(p->a, p->db, &SQL_cycle_seat_empty, key[0], key[1], key[2], key[3],
                             db_i64(c->before_id))));
    return db_do(p->db, &SQL_cycle_seat_past_add, db_i64(id_new()), key[0], key[1], key[2], key[3],
                 db_i64(c->before_id), db_id(c->user_id), db_bool(u->begun), db_text(p->why), db_id(p->by->user_id),
                 db_at(p->by->now));
}

static Str seats_json(const Putting *p, const SeatChange *c, isize n, bool after)
{
    Buf     b = {.arena = p->a};
    JsonOut o = {.to = &b};

    json_open_map(&o, NO_KEY);
    json_put_i64(&o, S("year"), p->b->c.is.year);
    for (isize i = 0; i < n; i++) {
        i64 id = after ? c[i].user_id : c[i].before_id;
        if (id)
            json_put_id(&o, str_of(evaluasi_seats[c[i].seat].name), id);
        else
            json_put_null(&o, str_of(evaluasi_seats[c[i].seat].name));
    }
    if (after && p->why.len)
        json_put_text(&o, S("why"), p->why);
    json_close(&o);
    return buf_str(&b);
}

/* The changes of one unit stand together: one line of the log. */
static Err put_unit(Putting p, Arena scratch, const SeatChange *c, isize n)
{
    p.a = &scratch;
    for (isize i = 0; i < n; i++)
        TRY(write_seat(&p, &c[i]));
    return audit_add(p.db, &(AuditEntry){p.b->c.instansi_id, p.by->user_id, "cycle_seat", "unit",
                                         p.b->units.at[c->unit].id, seats_json(&p, c, n, false),
                                         seats_json(&p, c, n, true)}, p.by->now);
}

Err evaluasi_seats_put(Arena scratch, Db *db, const UnitAsker *by, const Bench *b, const SeatChanges *all, Str why)
{
    Putting p = {NULL, db, by, b, why};

    for (isize i = 0, n; i < all->count; i += n) {
        for (n = 1; i + n < all->count && all->at[i + n].unit == all->at[i].unit; n++)
            ;
        TRY(put_unit(p, scratch, &all->at[i], n));
    }
    return evaluasi_tell_seats(scratch, db, by, b, all);
}

Err evaluasi_seat_past(Arena *a, Db *db, const Siklus *c, i64 unit_id, SeatPasts *out)
{
    DbRows rows = db_query(a, db, &SQL_cycle_seat_pasts, db_i64(c->instansi_id), db_i64(c->is.id), db_i64(unit_id));
    *out = (SeatPasts){0};
    while (db_next(&rows)) {
        SeatPast p     = {.seat = SEAT_COUNT};
        bool     known = evaluasi_seat_parse(db_get_text(&rows), &p.seat);
        p.name = db_get_text(&rows);
        p.next = db_get_text(&rows);
        p.by   = db_get_text(&rows);
        p.why  = db_get_text(&rows);
        p.at   = db_get_at(&rows);
        if (known)
            *list_add(a, out) = p;
    }
    return db_done(&rows);
}

/* --- ties --- */

static Str tie_json(Arena *a, const TieDraft *d)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};

    json_open_map(&o, NO_KEY);
    json_put_id(&o, S("user"), d->user_id);
    json_put_id(&o, S("unit"), d->unit_id);
    json_put_date(&o, S("from"), d->from_on);
    json_put_date(&o, S("until"), d->until_on);
    json_close(&o);
    return buf_str(&b);
}

/* What exactly ties two people is theirs: the log has that there is a tie, not what it is. */
Err evaluasi_tie_add(Arena scratch, Db *db, const UnitAsker *by, const TieDraft *d, i64 *out_id)
{
    *out_id = id_new();
    TRY(db_do(db, &SQL_cycle_tie_add, db_i64(*out_id), db_i64(by->instansi_id), db_i64(d->user_id), db_i64(d->unit_id),
              db_text(d->kind), db_date(d->from_on), db_date(d->until_on), db_text(d->why), db_i64(by->user_id),
              db_at(by->now)));
    return audit_add(db, &(AuditEntry){by->instansi_id, by->user_id, "cycle_tie_add", "evaluasi_tie", *out_id, {0},
                                       tie_json(&scratch, d)}, by->now);
}

Err evaluasi_tie_end(Arena scratch, Db *db, const UnitAsker *by, i64 id, Str why)
{
    DbRows rows = db_query(&scratch, db, &SQL_cycle_tie_end, db_i64(by->instansi_id), db_i64(by->user_id),
                           db_i64(CYCLE_RUNS), db_date(by->today), db_i64(id), db_at(by->now), db_text(why));
    TRY(db_one_or(rows, FAIL(ERR_NOT_FOUND, "no such tie that the asker may end")));
    return audit_add(db, &(AuditEntry){by->instansi_id, by->user_id, "cycle_tie_end", "evaluasi_tie", id, {0}, {0}},
                     by->now);
}
