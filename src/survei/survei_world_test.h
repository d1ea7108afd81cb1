/* survei_world_test.h - for the tests of this room: a campaign at X11 with an SKM and a SPAK, two services, open.
 *
 * ani works at X11 and runs it (TIM_KERJA); budi runs X12's.  It has one own choice with three options, and one
 * question that is answered in words.
 */
#ifndef SURVEI_WORLD_TEST_H
#define SURVEI_WORLD_TEST_H

#include "akun/akun_test.h"
#include "survei/survei.h"
#include "test/packs.h"

typedef struct {
    AkunWorld      people;
    Arena         *a;
    Db            *db;
    i64            campaign_id, services[2];
    SurveiCampaign c;
} SurveiWorld;

static inline UnitAsker survei_world_by(const AkunUser *u)
{
    return (UnitAsker){u->id, u->instansi_id, SURVEI_READS, akun_today, akun_now, LANG_ID};
}

static inline void survei_world_do(Db *db, const char *sql, isize n, const DbVal *vals)
{
    Sql one = {"test_survei", sql, NULL};
    CHECK_OK(db_run_to_end(db, &one, n, vals));
}
#define SURVEI_DO(db, sql, ...) \
    survei_world_do(db, sql, countof(((DbVal[]){__VA_ARGS__})), (DbVal[]){__VA_ARGS__})

static inline void survei_world_rows(SurveiWorld *w, SurveiMode mode)
{
    i64 top = w->people.x.top.id, unit = w->people.x.left.id;

    for (int i = 0; i < 2; i++) {
        w->services[i] = id_new();
        SURVEI_DO(w->db, "INSERT INTO survei_service (id, instansi_id, unit_id, name, name_en, online, version) "
                         "VALUES ($1, $2, $3, $4, '', $5, 1)",
                  db_i64(w->services[i]), db_i64(top), db_i64(unit), db_text(i ? S("Surat izin") : S("Loket")),
                  db_i64(i));
    }
    w->campaign_id = id_new();
    SURVEI_DO(w->db, "INSERT INTO survei_campaign (id, instansi_id, unit_id, title, slug, mode, plain_too, state, "
                     "opens_on, closes_on, served_from, embed, kiosk, made_by, made_at, version) "
                     "VALUES ($1, $2, $3, 'Triwulan III', 'loket-x11', $4, 0, 'open', '2026-07-01', '2026-09-30', "
                     "'2026-06-01', '', 'kios-rahasia', $5, $6, 1)",
              db_i64(w->campaign_id), db_i64(top), db_i64(unit), db_text(str_of(survei_modes[mode])),
              db_i64(w->people.x.ani.id), db_at(akun_now));
    for (int i = 0; i < 2; i++) {
        SURVEI_DO(w->db, "INSERT INTO survei_target (instansi_id, campaign_id, service_id, population, quota) "
                         "VALUES ($1, $2, $3, 200, 66)", db_i64(top), db_i64(w->campaign_id), db_i64(w->services[i]));
        SURVEI_DO(w->db, "INSERT INTO survei_form (instansi_id, campaign_id, place, pack_id, scale, elements) "
                         "VALUES ($1, $2, $3, $4, 4, $5)", db_i64(top), db_i64(w->campaign_id), db_i64(i),
                  db_text(i ? S("spak-90-2021") : S("skm-14-2017")), db_i64(i ? 5 : 9));
        SURVEI_DO(w->db, "INSERT INTO survei_question (id, instansi_id, campaign_id, place, kind, ask, ask_en, "
                         "options, options_en, required) VALUES ($1, $2, $3, $4, $5, $6, '', $7, '', $8)",
                  db_i64(id_new()), db_i64(top), db_i64(w->campaign_id), db_i64(i),
                  db_text(i ? S("text") : S("choice")),
                  db_text(i ? S("Apa yang perlu diperbaiki?") : S("Dari mana Anda tahu layanan ini?")),
                  db_text(i ? S("") : S("Teman\nMedia sosial\nPapan pengumuman")), db_i64(!i));
    }
}

static inline SurveiWorld survei_world(Arena *a, SurveiMode mode)
{
    SurveiWorld w = {.people = akun_world(a), .a = a};

    w.db = w.people.db;
    akun_world_role(&w.people, &w.people.x.ani, WHO(TIM_KERJA), &w.people.x.left);
    akun_world_role(&w.people, &w.people.x.budi, WHO(TIM_KERJA), &w.people.x.right);
    survei_world_rows(&w, mode);
    CHECK_OK(survei_by_slug(a, w.db, S("loket-x11"), &w.c));
    return w;
}

/* An answer whose marks begin with these digits and go on with the last of them; the own choice is the first. */
static inline SurveiAnswer survei_world_answer(const SurveiWorld *w, int number, Str digits)
{
    SurveiAnswer x = {.service_id = w->services[number % 2], .served_on = {akun_today.days - 3},
                      .answered_on = akun_today, .about = {(u8)(1 + number % 2), (u8)(1 + number % 5), 3},
                      .seconds = 90};

    for (int i = 0; i < 4; i++)
        x.key[i] = (u8)(number >> (8 * i));
    x.key[15] = 7;
    for (int i = 0; i < survei_marks(&w->c); i++)
        x.marks[i] = (u8)(digits.at[i < digits.len ? i : digits.len - 1] - '0');
    x.marks[survei_marks_from(&w->c, w->c.nforms)] = 1;
    return x;
}

static inline SurveiTaken survei_world_take(const SurveiWorld *w, const SurveiAnswer *x)
{
    SurveiTaken taken;
    CHECK_OK(db_begin(w->db, true));
    CHECK_OK(survei_take(*w->a, w->db, &w->c, x, akun_now, &taken));
    CHECK_OK(db_end(w->db, true));
    return taken;
}

/* Its results open with it. */
static inline void survei_world_close(SurveiWorld *w)
{
    CHECK_OK(db_begin(w->db, true));
    SURVEI_DO(w->db, "UPDATE survei_campaign SET state = 'closed' WHERE id = $1", db_i64(w->campaign_id));
    CHECK_OK(survei_outcome(w->db, w->campaign_id));
    CHECK_OK(db_end(w->db, true));
    w->c.state = SURVEI_CLOSED;
}

/* Another campaign of the unit, from that day, with `n` answers of the same marks in its sums. */
typedef struct { const char *title, *slug, *state, *opens_on; i64 n; } SurveiAnother;
static inline i64 survei_world_another(SurveiWorld *w, SurveiAnother x)
{
    i64 id = id_new();

    CHECK_OK(db_begin(w->db, true));
    SURVEI_DO(w->db, "INSERT INTO survei_campaign (id, instansi_id, unit_id, title, slug, mode, plain_too, state, "
                     "opens_on, closes_on, served_from, embed, kiosk, made_by, made_at, version) "
                     "SELECT $2, instansi_id, unit_id, $3, $4, mode, 0, $5, $6, closes_on, served_from, '', $4, "
                     "made_by, made_at, 1 FROM survei_campaign WHERE id = $1", db_i64(w->campaign_id), db_i64(id),
              db_text(str_of(x.title)), db_text(str_of(x.slug)), db_text(str_of(x.state)),
              db_text(str_of(x.opens_on)));
    SURVEI_DO(w->db, "INSERT INTO survei_form (instansi_id, campaign_id, place, pack_id, scale, elements) "
                     "SELECT instansi_id, $2, place, pack_id, scale, elements FROM survei_form WHERE campaign_id = $1",
              db_i64(w->campaign_id), db_i64(id));
    SURVEI_DO(w->db, "INSERT INTO survei_sum (instansi_id, campaign_id, form, cut, cell, n, total, total_sq) "
                     "SELECT instansi_id, $2, form, cut, cell, CAST($3 AS BIGINT), $3 * (total / n), "
                     "$3 * (total_sq / n) FROM survei_sum WHERE campaign_id = $1 AND cut = 0",
              db_i64(w->campaign_id), db_i64(id), db_i64(x.n));
    CHECK_OK(db_end(w->db, true));
    return id;
}

static inline void survei_world_fold(const SurveiWorld *w)
{
    for (bool more = true; more;) {
        CHECK_OK(db_begin(w->db, true));
        CHECK_OK(survei_fold(*w->a, w->db, &more));
        CHECK_OK(db_end(w->db, true));
    }
}

#endif
