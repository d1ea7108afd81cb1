#include "akun/akun_test.h"

TEST(the_codes_of_rfc_6238_come_out)
{
    static const struct { i64 at; const char *code; } cases[] = {
        {59, "94287082"},          {1111111109, "07081804"},  {1111111111, "14050471"},
        {1234567890, "89005924"},  {2000000000, "69279037"},  {20000000000, "65353130"},
    };
    for (isize i = 0; i < countof(cases); i++)
        CHECK_STR(akun_totp_code(&a, S("12345678901234567890"), cases[i].at / 30, 8), str_of(cases[i].code));
    CHECK_STR(akun_base32(&a, S("12345678901234567890")), S("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
}

TEST(a_code_is_good_one_step_either_side_and_never_twice)
{
    Str     secret = S("12345678901234567890");
    Instant now    = {1111111111};
    i64     step, mine = now.s / 30;
    for (i64 off = -2; off <= 2; off++) {
        bool near = off >= -1 && off <= 1;
        CHECK(akun_totp_good(secret, akun_totp_code(&a, secret, mine + off, 6), now, 0, &step) == near);
    }
    CHECK(!akun_totp_good(secret, akun_totp_code(&a, secret, mine, 6), now, mine, &step));
    CHECK(akun_totp_good(secret, akun_totp_code(&a, secret, mine + 1, 6), now, mine, &step) && step == mine + 1);
    CHECK(!akun_totp_good(secret, S(""), now, 0, &step));
}

LONG_TEST(a_password_is_kept_as_argon2id_and_compared_with_it)
{
    Str  hash;
    bool old;
    CHECK_OK(akun_password_hash(&a, S("empat kuda lumping biru"), &hash));
    CHECK(str_starts(hash, S("$argon2id$v=19$m=65536,t=2,p=1$")));
    CHECK(akun_password_good(a, S("empat kuda lumping biru"), hash, &old) && !old);
    CHECK(!akun_password_good(a, S("empat kuda lumping biri"), hash, &old));
    CHECK(!akun_password_good(a, S("apa saja"), (Str){0}, &old));
}

TEST(weak_passwords_are_refused_with_a_reason)
{
    AkunUser u = {.facts = {.nip = S("198001012005011001"), .email = S("siti.aminah@contoh.go.id")}};
    static const char *const weak[] = {"pendek", "aaaaaaaaaaaaaaaa", "password1234", "Indonesia12345",
                                       "x198001012005011001y", "Siti.Aminah-2026!"};
    for (isize i = 0; i < countof(weak); i++) {
        Issues l = {.arena = &a};
        akun_password_check(str_of(weak[i]), &u, LANG_ID, &l);
        CHECK(l.count == 1);
    }
    Issues l = {.arena = &a};
    akun_password_check(S("empat kuda lumping biru"), &u, LANG_ID, &l);
    CHECK(!l.count);
}

/* --- slowing down --- */

static i64 wait_for(AkunWorld *w, Str typed, Str address, Instant now)
{
    AkunTry t;
    CHECK_OK(akun_try_look(w->a, w->db, typed, address, now, &t));
    return t.wait_s;
}

TEST(failures_slow_an_account_down_to_a_cap_and_are_forgotten)
{
    AkunWorld w   = akun_world(&a);
    Str       nip = w.x.ani.facts.nip, none = S("99999999");
    Instant   now = akun_now;
    i64       before = 0;

    for (int i = 0; i < 20; i++) {
        i64 wait = wait_for(&w, nip, S("10.0.0.1"), now);
        CHECK(wait >= before && wait <= 60);
        CHECK(wait == wait_for(&w, none, S("10.0.0.1"), now));  /* whether it exists has no part in it */
        before = wait;
        CHECK_OK(akun_try_failed(a, w.db, nip, S("10.0.0.2"), now));
        CHECK_OK(akun_try_failed(a, w.db, none, S("10.0.0.3"), now));
    }
    CHECK(wait_for(&w, nip, S("10.0.0.1"), now) == 60);
    CHECK(wait_for(&w, w.x.budi.facts.nip, S("10.0.0.1"), now) == 0);
    now.s += 3600;
    CHECK(wait_for(&w, nip, S("10.0.0.1"), now) == 0);
}

TEST(an_address_that_tries_many_accounts_is_slowed_down_too)
{
    AkunWorld w = akun_world(&a);
    for (int i = 0; i < 33; i++)
        CHECK_OK(akun_try_failed(a, w.db, str_fmt(&a, "%d", 70000 + i), S("10.0.0.9"), akun_now));
    CHECK(wait_for(&w, w.x.ani.facts.nip, S("10.0.0.9"), akun_now) == 4);
    CHECK(wait_for(&w, w.x.ani.facts.nip, S("10.0.0.8"), akun_now) == 0);
}

TEST(a_good_password_forgets_the_failures_of_that_account)
{
    AkunWorld w = akun_world(&a);
    for (int i = 0; i < 8; i++)
        CHECK_OK(akun_try_failed(a, w.db, w.x.ani.facts.nip, S("10.0.0.1"), akun_now));
    CHECK(wait_for(&w, w.x.ani.facts.nip, S("10.0.0.2"), akun_now) > 0);
    CHECK_OK(akun_try_passed(a, w.db, w.x.ani.facts.nip, w.x.ani.id, akun_now));
    CHECK(wait_for(&w, w.x.ani.facts.nip, S("10.0.0.2"), akun_now) == 0);
}

/* --- sessions --- */

static const AkunSession here = {.address = {"10.0.0.1", 8}, .agent = {"Peramban", 8}};

static Str start(AkunWorld *w, const AkunUser *u, Instant now)
{
    Str token = {0};
    CHECK_OK(akun_session_start(w->a, w->db, u->id, false, &here, now, &token));
    return token;
}

static bool lives(AkunWorld *w, Str token, Instant now)
{
    AkunSession s;
    return !akun_session_find(w->a, w->db, token, now, &s).kind;
}

TEST(a_session_ends_when_it_rests_and_in_any_case_after_a_day_of_work)
{
    AkunWorld   w     = akun_world(&a);
    Str         token = start(&w, &w.x.ani, akun_now);
    Instant     now   = akun_now;
    AkunSession s;
    CHECK(lives(&w, token, (Instant){now.s + AKUN_IDLE_S - 1}));
    CHECK(!lives(&w, token, (Instant){now.s + AKUN_IDLE_S}));
    CHECK_OK(akun_session_find(&a, w.db, token, now, &s));
    for (; now.s < akun_now.s + AKUN_SESSION_S - 60; now.s += 3600)
        CHECK_OK(akun_session_seen(w.db, s.id, now));
    CHECK(lives(&w, token, (Instant){akun_now.s + AKUN_SESSION_S - 1}));
    CHECK(!lives(&w, token, (Instant){akun_now.s + AKUN_SESSION_S}));
    CHECK(!lives(&w, S("sesuatu"), now));
}

TEST(the_token_of_a_session_is_stored_nowhere)
{
    AkunWorld w     = akun_world(&a);
    Str       token = start(&w, &w.x.ani, akun_now);
    DbRows    rows  = db_query0(&a, w.db, (&(Sql){"peek", "SELECT token_hash, csrf, agent FROM akun_session", 0}));
    CHECK(db_next(&rows));
    Str hash = db_get_blob(&rows);
    CHECK(hash.len == 32 && !str_has(token, hash) && !str_has(db_get_text(&rows), token));
    CHECK_OK(db_done(&rows));
}

TEST(ones_own_sessions_end_alone_or_all_but_this)
{
    AkunWorld    w   = akun_world(&a);
    Str          one = start(&w, &w.x.ani, akun_now), two = start(&w, &w.x.ani, akun_now);
    Str          other = start(&w, &w.x.budi, akun_now);
    AkunSessions all   = {0};
    AkunSession  s;
    CHECK_OK(akun_session_find(&a, w.db, one, akun_now, &s));
    CHECK_OK(akun_session_end(w.db, w.x.budi.id, s.id));        /* not budi's to end */
    CHECK(lives(&w, one, akun_now));
    CHECK_OK(akun_session_end_others(w.db, w.x.ani.id, s.id));
    CHECK(lives(&w, one, akun_now) && !lives(&w, two, akun_now) && lives(&w, other, akun_now));
    CHECK_OK(akun_sessions(&a, w.db, w.x.ani.id, akun_now, &all));
    CHECK(all.count == 1 && all.at[0].id == s.id);
}

TEST(a_suspended_person_has_no_session_from_that_moment)
{
    AkunWorld w     = akun_world(&a);
    UnitAsker by    = akun_by(w.x.top.id, w.x.admin.id);
    Str       token = start(&w, &w.x.ani, akun_now);
    CHECK_OK(akun_user_active(a, w.db, &by, &w.x.ani, false));
    CHECK(!lives(&w, token, akun_now));
}

TEST(a_new_password_ends_the_other_sessions_and_all_links)
{
    AkunWorld   w     = akun_world(&a);
    Str         token = start(&w, &w.x.ani, akun_now), kept = start(&w, &w.x.ani, akun_now), link;
    AkunSession s;
    AkunUser    u;
    CHECK_OK(akun_link_make(&a, w.db, &w.x.ani, AKUN_RESET, 0, akun_now, &link));
    CHECK_OK(akun_session_find(&a, w.db, kept, akun_now, &s));
    CHECK_OK(akun_password_set(a, w.db, &w.x.ani, S("hash"), s.id, akun_now));
    CHECK(!lives(&w, token, akun_now) && lives(&w, kept, akun_now));
    CHECK(akun_link_find(&a, w.db, AKUN_RESET, link, akun_now, &u).kind == ERR_NOT_FOUND);
}

/* --- links --- */

TEST(a_link_works_once_for_its_purpose_until_it_is_over_or_overtaken)
{
    AkunWorld w = akun_world(&a);
    Str       first, second;
    AkunUser  u;
    CHECK_OK(akun_link_make(&a, w.db, &w.x.ani, AKUN_INVITATION, w.x.admin.id, akun_now, &first));
    CHECK_OK(akun_link_find(&a, w.db, AKUN_INVITATION, first, akun_now, &u));
    CHECK(u.id == w.x.ani.id);
    CHECK(akun_link_find(&a, w.db, AKUN_RESET, first, akun_now, &u).kind == ERR_NOT_FOUND);
    CHECK_OK(akun_link_make(&a, w.db, &w.x.ani, AKUN_INVITATION, w.x.admin.id, akun_now, &second));
    CHECK(akun_link_use(a, w.db, AKUN_INVITATION, first, akun_now).kind == ERR_NOT_FOUND);
    Instant late = {akun_now.s + AKUN_INVITATION_S};
    CHECK(akun_link_use(a, w.db, AKUN_INVITATION, second, late).kind == ERR_NOT_FOUND);
    CHECK_OK(akun_link_use(a, w.db, AKUN_INVITATION, second, akun_now));
    CHECK(akun_link_use(a, w.db, AKUN_INVITATION, second, akun_now).kind == ERR_NOT_FOUND);
}

/* --- second factor --- */

TEST(a_second_factor_starts_with_a_good_code_and_no_code_works_twice)
{
    AkunWorld w = akun_world(&a);
    Str       secret, codes[AKUN_RECOVERY];
    bool      good;
    i64       step = akun_now.s / 30;

    CHECK_OK(akun_second_begin(&a, w.db, w.x.ani.id, &secret));
    CHECK_OK(akun_second_on(&a, w.db, &w.x.ani, S("000000"), akun_now, &good, codes));
    CHECK(!good);
    Str code = akun_totp_code(&a, secret, step, 6);
    CHECK_OK(akun_second_on(&a, w.db, &w.x.ani, code, akun_now, &good, codes));
    CHECK(good);
    CHECK(akun_second_begin(&a, w.db, w.x.ani.id, &secret).kind == ERR_CONFLICT);
    CHECK_OK(akun_second_take(a, w.db, w.x.ani.id, code, akun_now, &good));
    CHECK(!good);                               /* the code that switched it on is used */
    Instant later = {akun_now.s + 30};
    AkunSecond s;
    CHECK_OK(akun_second(&a, w.db, w.x.ani.id, &s));
    code = akun_totp_code(&a, s.secret, step + 1, 6);
    CHECK_OK(akun_second_take(a, w.db, w.x.ani.id, code, later, &good));
    CHECK(good);
    CHECK_OK(akun_second_take(a, w.db, w.x.ani.id, code, later, &good));
    CHECK(!good);
}

TEST(a_recovery_code_works_once_however_it_is_typed)
{
    AkunWorld w = akun_world(&a);
    Str       secret, codes[AKUN_RECOVERY];
    bool      good;
    CHECK_OK(akun_second_begin(&a, w.db, w.x.ani.id, &secret));
    Str code = akun_totp_code(&a, secret, akun_now.s / 30, 6);
    CHECK_OK(akun_second_on(&a, w.db, &w.x.ani, code, akun_now, &good, codes));
    CHECK_OK(akun_second_take(a, w.db, w.x.budi.id, codes[0], akun_now, &good));
    CHECK(!good);
    CHECK_OK(akun_second_take(a, w.db, w.x.ani.id, codes[0], akun_now, &good));
    CHECK(good);
    CHECK_OK(akun_second_take(a, w.db, w.x.ani.id, codes[0], akun_now, &good));
    CHECK(!good);
    AkunSecond s;
    CHECK_OK(akun_second(&a, w.db, w.x.ani.id, &s));
    CHECK(s.recovery_left == AKUN_RECOVERY - 1);
    CHECK_OK(akun_second_off(a, w.db, &w.x.ani, w.x.admin.id, akun_now));
    CHECK_OK(akun_second_take(a, w.db, w.x.ani.id, codes[1], akun_now, &good));
    CHECK(!good);
}
