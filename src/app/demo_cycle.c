#include "app/demo.h"

#include "evaluasi/evaluasi_seat.h"

/* Days before and after today: the agency works unit by unit, so its stages overlap. */
static const struct { int opens, closes; } windows[WINDOWS] = {{-75, 14}, {-45, 21}, {-30, 30}, {-20, 40}, {-14, 50},
                                                              {-7, 60}};

int demo_year(Date today)
{
    return date_split((Date){today.days + windows[0].opens}).year;
}

static Siklus new_cycle(const DemoCycle *d)
{
    Siklus c = {.is = {.year = d->year, .pendahuluan = !d->blind, .blind = d->blind},
                .instansi_id = d->instansi_id, .apart = !d->blind};

    for (int i = 0; i < WINDOWS; i++)
        c.windows[i] = (EvalWindow){{d->today.days + windows[i].opens}, {d->today.days + windows[i].closes}};
    return c;
}

static Err add_teams(Arena scratch, Db *db, const UnitAsker *by, const Siklus *c, const DemoCycle *d)
{
    for (int i = 0; i < 2; i++) {
        Team t = {.name = str_fmt(&scratch, "Tim %d", i + 1), .ketua_id = d->ketua[i], .dalnis_id = d->dalnis,
                  .count = 2};
        i64  id;
        for (int m = 0; m < 2; m++)
            t.members[m] = (TeamMember){.user_id = d->anggota[i * 2 + m], .minutes = m && !d->blind ? 2730 : 5460};
        TRY(evaluasi_team_save(scratch, db, by, c, &t, &id));
    }
    return NO_ERR;
}

Err demo_cycle(Arena scratch, Db *db, const DemoCycle *d)
{
    UnitAsker  by  = {d->inspektur, d->instansi_id, CYCLE_RUNS, d->today, d->now, LANG_ID};
    Siklus     c   = new_cycle(d);
    TieDraft   tie = {d->anggota[0], d->tied_unit_id, S("pembinaan"),
                      S("Mendampingi pembangunan ZI unit ini tahun lalu"),
                      date_ymd(d->year - 1, 2, 1), date_ymd(d->year - 1, 11, 30)};
    EvalLimits law;
    Bench      b;
    Proposal   p;
    i64        id;

    TRY(evaluasi_cycle_save(scratch, db, &by, &c, &id));
    TRY(evaluasi_cycle_run(&scratch, db, &by, id, &c));
    TRY(evaluasi_cycle_limits(&scratch, d->packs, &c, &law));
    TRY(add_teams(scratch, db, &by, &c, d));
    if (d->tied_unit_id)
        TRY(evaluasi_tie_add(scratch, db, &by, &tie, &id));
    TRY(evaluasi_bench(&scratch, db, &by, &c, &b));
    TRY(evaluasi_propose(&scratch, &b, false, &p));
    return evaluasi_seats_put(scratch, db, &by, &b, &p.changes, (Str){0});
}
