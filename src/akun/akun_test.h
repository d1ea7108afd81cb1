/* akun_test.h - for tests: two instansi that mirror each other, with people in every corner.
 *
 *     X - X1 (eselon I) - X11, X12 (satker)      Y - Y1 - Y11, Y12
 *     admin of X works at X1 and holds ADMIN for X; the same for Y
 *     deputy works at X11 and holds ADMIN for X1; ani works at X11, budi at X12, none with a role
 */
#ifndef AKUN_TEST_H
#define AKUN_TEST_H

#include "akun/akun_sign.h"
#include "test/test.h"
#include "web/who.h"

#include <sodium.h>

typedef struct {
    Unit     top, one, left, right;
    AkunUser admin, deputy, ani, budi;
} AkunSide;

typedef struct {
    Arena   *a;
    Db      *db;
    AkunSide x, y;
} AkunWorld;

static const Date    akun_today = {20686};              /* 2026-08-21 */
static const Instant akun_now   = {1787281445};         /* 03:04:05Z that day */

/* The command line; or a person with the role of an admin. */
static inline UnitAsker akun_by(i64 instansi_id, i64 user_id)
{
    return (UnitAsker){user_id, instansi_id, WHO(ADMIN), akun_today, akun_now, LANG_ID};
}

static inline User akun_test_user(const AkunUser *u, Who roles)
{
    return (User){.id = u->id, .session_id = u->id, .instansi_id = u->instansi_id, .unit_id = u->unit_id,
                  .name = u->facts.name, .roles = SIGNED_IN | roles, .csrf = S("csrf-of-a-test"),
                  .lang = LANG_ID, .utc_minutes = 420};
}

static inline Unit akun_world_unit(AkunWorld *w, const Unit *below, UnitKind kind, Str code)
{
    UnitAsker by  = akun_by(below ? below->instansi_id : 0, 0);
    UnitFacts f   = {.code = code, .name = str_fmt(w->a, "Nama %.*s", STRF(code)), .utc_minutes = 420};
    UnitAct   act = {&by, below, akun_today, S("SK 1/2026")};
    Unit      u   = {0};
    i64       id  = 0;

    CHECK_OK(unit_add(*w->a, w->db, &act, kind, &f, &id));
    CHECK_OK(unit_find(w->a, w->db, below ? below->instansi_id : id, id, &u));
    return u;
}

static inline AkunUser akun_world_user(AkunWorld *w, const Unit *unit, Str nip, Str name)
{
    UnitAsker by = akun_by(unit->instansi_id, 0);
    AkunFacts f  = {.nip = nip, .name = name, .email = str_fmt(w->a, "u%.*s@contoh.go.id", STRF(nip))};
    AkunUser  u  = {0};
    i64       id = 0;

    CHECK_OK(akun_user_add(*w->a, w->db, &by, unit, &f, &id));
    CHECK_OK(akun_user_find(w->a, w->db, id, &u));
    return u;
}

static inline i64 akun_world_role(AkunWorld *w, const AkunUser *u, i64 bit, const Unit *unit)
{
    UnitAsker by = akun_by(unit->instansi_id, 0);
    AkunGrant g  = {.user_id = u->id, .bit = bit, .from_on = akun_today, .why = S("SK 3/2026")};
    i64       id = 0;
    CHECK_OK(akun_role_grant(*w->a, w->db, &by, unit, &g, &id));
    return id;
}

/* A password with the lightest parameters: good for tests, and old by the program's own measure. */
static inline void akun_world_password(AkunWorld *w, const AkunUser *u, Str password)
{
    char text[crypto_pwhash_STRBYTES];
    CHECK(!crypto_pwhash_str(text, password.at, (u64)password.len, crypto_pwhash_OPSLIMIT_MIN,
                             crypto_pwhash_MEMLIMIT_MIN));
    CHECK_OK(akun_password_set(*w->a, w->db, u, str_copy(w->a, str_of(text)), 0, akun_now));
}

static inline AkunSide akun_world_side(AkunWorld *w, const char *n, const char *digit)
{
    AkunSide s = {0};
    s.top    = akun_world_unit(w, NULL, UNIT_INSTANSI, str_of(n));
    s.one    = akun_world_unit(w, &s.top, UNIT_ESELON1, str_fmt(w->a, "%s1", n));
    s.left   = akun_world_unit(w, &s.one, UNIT_SATKER, str_fmt(w->a, "%s11", n));
    s.right  = akun_world_unit(w, &s.one, UNIT_SATKER, str_fmt(w->a, "%s12", n));
    s.admin  = akun_world_user(w, &s.one, str_fmt(w->a, "%s0001", digit), str_fmt(w->a, "Admin %s", n));
    s.deputy = akun_world_user(w, &s.left, str_fmt(w->a, "%s0002", digit), str_fmt(w->a, "Wakil %s", n));
    s.ani    = akun_world_user(w, &s.left, str_fmt(w->a, "%s0003", digit), str_fmt(w->a, "Ani %s", n));
    s.budi   = akun_world_user(w, &s.right, str_fmt(w->a, "%s0004", digit), str_fmt(w->a, "Budi %s", n));
    akun_world_role(w, &s.admin, WHO(ADMIN), &s.top);
    akun_world_role(w, &s.deputy, WHO(ADMIN), &s.one);
    return s;
}

static inline AkunWorld akun_world_in(Arena *a, Db *db)
{
    AkunWorld w = {.a = a, .db = db};
    w.x = akun_world_side(&w, "X", "1");
    w.y = akun_world_side(&w, "Y", "2");
    return w;
}

static inline AkunWorld akun_world(Arena *a)
{
    return akun_world_in(a, test_db(a));
}

#endif
