/* lke_fixture_test.h - for the tests of this room: two instansi, their people, and a worksheet for X11.
 *
 * ani fills X11, budi fills X12, the deputy assesses all of X1, the admin only begins worksheets.
 */
#ifndef LKE_FIXTURE_TEST_H
#define LKE_FIXTURE_TEST_H

#include "akun/akun_test.h"
#include "lke/lke.h"
#include "lke/lke_web.h"
#include "regulasi/words.h"
#include "test/ask.h"
#include "test/packs.h"

typedef struct {
    Arena      *a;
    Db         *db;
    AkunWorld   people;
    Regulasi    packs;
    const Pack *pack;
    i64         id;             /* the worksheet of X11 for 2026 */
    User        ani, budi, tpi, admin, other;   /* other fills Y11 */
    Web         web;
} LkeWorld;

static inline i64 lke_world_sheet(LkeWorld *w, const Unit *u, int year)
{
    i64    id = 0;
    LkeNew n  = {u->instansi_id, u->id, LKE_FILLS, year, w->pack, S("WBK"), S("none"), 0, 0, akun_now};
    CHECK_OK(lke_create(*w->a, w->db, &n, &id));
    CHECK(id);
    return id;
}

static inline LkeWorld lke_world_in(Arena *a, Db *db, const Room *const *rooms, isize nrooms)
{
    LkeWorld w = {.a = a, .people = akun_world_in(a, db)};

    w.db = w.people.db;
    w.packs = *test_packs();
    w.pack  = regulasi_pack(&w.packs, S("permenpanrb-90-2021"));
    akun_world_role(&w.people, &w.people.x.ani, WHO(TIM_KERJA), &w.people.x.left);
    akun_world_role(&w.people, &w.people.x.budi, WHO(TIM_KERJA), &w.people.x.right);
    akun_world_role(&w.people, &w.people.x.deputy, WHO(TPI_KETUA), &w.people.x.one);
    akun_world_role(&w.people, &w.people.y.ani, WHO(TIM_KERJA), &w.people.y.left);
    w.ani   = akun_test_user(&w.people.x.ani, WHO(TIM_KERJA));
    w.budi  = akun_test_user(&w.people.x.budi, WHO(TIM_KERJA));
    w.tpi   = akun_test_user(&w.people.x.deputy, WHO(TPI_KETUA));
    w.admin = akun_test_user(&w.people.x.admin, WHO(ADMIN));
    w.other = akun_test_user(&w.people.y.ani, WHO(TIM_KERJA));
    w.id    = lke_world_sheet(&w, &w.people.x.left, 2026);
    w.web   = (Web){.rooms = rooms, .rooms_count = nrooms, .kept_bytes = 1 << 20};
    return w;
}

static inline LkeWorld lke_world(Arena *a, const Room *const *rooms, isize nrooms)
{
    return lke_world_in(a, test_db(a), rooms, nrooms);
}

static inline Worksheet lke_world_get(LkeWorld *w)
{
    Worksheet s = {0};
    CHECK_OK(lke_get(w->a, w->db, &w->packs, (LkeKey){w->people.x.top.id, w->id, LAYER_UNIT}, &s));
    return s;
}

/* One answer, as the command line would store it; seen: any version. */
static inline LkeSaved lke_world_save(LkeWorld *w, const char *code, const char *value, const char *note)
{
    Worksheet s    = lke_world_get(w);
    LkeSaved  done = {0};
    LkeEdit   e    = {pack_find(w->pack, str_of(code)), str_of(value), str_of(note), LKE_ANY_VERSION, w->ani.id,
                      akun_now};
    CHECK_OK(db_begin(w->db, true));
    CHECK_OK(lke_save(w->a, w->db, &s, &e, &done));
    CHECK_OK(db_end(w->db, true));
    return done;
}

/* An answer that gives everything. */
static inline Str lke_world_best(Arena *a, const PackNode *n)
{
    NilaiAnswer x = {.answered = true, .per = 1};
    for (int i = 0; i < n->ninputs; i++) {
        bool whole = n->formula.whole >> i & 1;
        x.in[i]    = n->formula.kind == FORMULA_INDEX ? 4 : n->formula.kind == FORMULA_DECREASE ? whole : whole ? 1 : 3;
    }
    return lke_value(a, n, &x);
}

#endif
