/* demo.h - an invented agency in the middle of its year, made through the same doors as everything else.
 *
 * The same every time but for identifiers and the day: two eselon I, 24 units, 300 people, worksheets of this year
 * from empty to nearly passing, last year's results, evidence of several kinds, surveys that run and that are closed.
 */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include "app/app.h"
#include "lke/lke.h"
#include "survei/survei.h"

enum { DEMO_UNITS = 24, DEMO_PEOPLE = 300 };

/* Numbers that look random and are the same every time. */
typedef struct { u64 state; } Dice;
u32 dice(Dice *d, u32 sides);           /* 0 ... sides - 1 */

typedef struct { Str nip, unit; Role role; } DemoSignIn;
typedef LIST(DemoSignIn) DemoSignIns;

/* Fills an empty, migrated database.  ERR_CONFLICT if there is anybody already.  *out: one of each role that has
 * something to do; all with DEMO_PASSWORD. */
#define DEMO_PASSWORD "laut-tenang-2026"
Err demo_fill(App *app, Db *db, Instant now, DemoSignIns *out) MUST_USE;

/* --- demo_people.c --- */

typedef struct { Str nip, email, name, position; } DemoPerson;
DemoPerson demo_person(Arena *a, int n);

/* --- demo_files.c: evidence that opens in any reader; each writes `path` --- */

Err demo_pdf(Arena scratch, Str path, Str title, Str lines);    /* lines: separated by \n */
Err demo_png(Arena scratch, Str path, u64 seed);
Err demo_xlsx(Arena scratch, Str path, Str title, u64 seed);
Err demo_csv(Arena scratch, Str path, Str title, u64 seed);

/* --- demo_lke.c: answers of a unit whose work is `skill` percent good, answered to `done` percent --- */

typedef struct { int skill, done; u64 seed; Ratio ipak, ipkp; } DemoWork;
enum { DEMO_FILL_DAYS = 20 };           /* how long before `at` it is filled */
Err demo_answers(Arena scratch, Db *db, Worksheet *w, const DemoWork *work, i64 by_id, Instant at);

/* --- demo_assess.c: a complete worksheet on its way through its assessors, a letter for each step:
 *     c the head is asked   a submitted   l preliminary   m anggota   k ketua   d decided   s signed a second time
 *     h half judged by whose turn it is   r sent back to the unit
 * The cycle has everybody in their seats, and its windows are open. --- */

typedef struct {
    const Regulasi *packs;
    i64         instansi_id, worksheet_id, head_id, team_id, inspektur_id;
    const char *path;
    Instant     at;             /* of the first step */
    i64         pause_s;        /* between two of them */
    int         strict;         /* how often, in a hundred, an assessor sees an item one option lower */
    u64         seed;
} DemoAssess;
Err demo_assess(Arena scratch, Db *db, const DemoAssess *x) MUST_USE;

int demo_cli(int argc, char **argv);    /* pulau demo */

/* --- demo_cycle.c: the assessment of this year, with its days, two teams, and somebody in every seat --- */

typedef struct {
    const Regulasi *packs;
    i64     instansi_id, inspektur, dalnis, ketua[2], anggota[4], tied_unit_id;        /* tied: 0 for none */
    int     year;
    bool    blind;              /* two anggota without seeing each other, and nobody before them */
    Date    today;
    Instant now;
} DemoCycle;
Err demo_cycle(Arena scratch, Db *db, const DemoCycle *d) MUST_USE;

/* The year that is being assessed on that day: until the middle of March it is the one that has ended. */
int demo_year(Date today);

/* --- demo_survey.c: services of a unit, a survey that is running, and those of the quarters before --- */

typedef struct {
    const SurveiPacks *packs;
    i64        instansi_id, unit_id, team_id, head_id;
    Str        unit_code;
    SurveiMode mode;            /* of the one that is running */
    int        skill;           /* 0 to 100 */
    bool       rich;            /* three quarters before it, and the SKM too; otherwise one */
    Date       today;
    Instant    now;
    u64        seed;
} DemoSurvey;
Err demo_survey(Arena scratch, Db *db, const DemoSurvey *s) MUST_USE;

#endif
