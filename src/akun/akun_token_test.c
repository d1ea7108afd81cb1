#include "akun/akun_token.h"

#include "akun/akun_test.h"
#include "akun/akun_web.h"
#include "audit/audit.h"
#include "test/ask.h"
#include "unit/unit_web.h"
#include "web/api.h"

#include <string.h>

static const Room *const rooms[] = {&akun_room, &orang_room, &unit_room, &api_room};
static const Web         web     = {.rooms = rooms, .rooms_count = countof(rooms), .whois = akun_whois,
                                    .whose = akun_whose, .seen = akun_seen};

static Str token_of(AkunWorld *w, const AkunUser *u, Str scope)
{
    Str          token;
    AkunTokenNew n = {u->id, u->instansi_id, S("dasbor"), scope, akun_now, {akun_now.s + 90 * 86400}};
    CHECK_OK(db_begin(w->db, true));
    CHECK_OK(akun_token_make(w->a, w->db, &n, &token));
    CHECK_OK(db_end(w->db, true));
    return token;
}

static Req *ask_at(AkunWorld *w, Str token, Str path, Instant now)
{
    TestAsk t = {.method = S("GET"), .path = path, .now = now,
                 .header = str_fmt(w->a, "Authorization: Bearer %.*s", STRF(token))};
    return test_ask(w->a, &web, w->db, &t);
}

static Req *ask(AkunWorld *w, Str token, Str path)
{
    return ask_at(w, token, path, akun_now);
}

static i64 token_id(AkunWorld *w, const AkunUser *u)
{
    AkunTokens all = {0};
    CHECK_OK(akun_tokens(w->a, w->db, u->id, &all));
    return all.at[0].id;
}

TEST(a_token_has_a_name_a_scanner_knows_and_a_sum_that_a_misprint_breaks)
{
    AkunWorld w     = akun_world(&a);
    Str       token = token_of(&w, &w.x.ani, S("akun:read"));

    CHECK(token.len == 46 && str_starts(token, S("pulau_")));
    CHECK(akun_token_shaped(token));
    for (isize i = 0; i < token.len; i++) {
        Str wrong = str_copy(&a, token);
        ((char *)wrong.at)[i] = wrong.at[i] == 'a' ? 'b' : 'a';
        CHECK(!akun_token_shaped(wrong));
    }
    CHECK(!akun_token_shaped(str_sub(token, 0, 45)) && !akun_token_shaped((Str){0}));
    CHECK(!str_eq(token, token_of(&w, &w.x.ani, S("akun:read"))));
}

TEST(a_token_comes_in_as_its_owner_and_as_nobody_else)
{
    AkunWorld w = akun_world(&a);
    Req      *r = ask(&w, token_of(&w, &w.x.ani, S("akun:read")), S("/api/v1/akun"));
    CHECK(r->status == 200 && test_shows(r, "Ani X") && test_shows(r, "\"scope\":\"akun:read\""));
    CHECK(test_shows(r, "\"token\":\"dasbor\"") && !test_shows(r, "Ani Y"));
    CHECK(r->user->csrf.len == 0 && r->user->session_id == 0);
}

TEST(a_token_that_is_over_revoked_or_of_somebody_suspended_is_none)
{
    AkunWorld    w     = akun_world(&a);
    UnitAsker    by    = akun_by(w.x.top.id, w.x.admin.id);
    Str          token = token_of(&w, &w.x.ani, S("akun:read")), other = token_of(&w, &w.x.budi, S("akun:read"));
    AkunTokenAct act   = {w.x.budi.id, w.x.top.id, w.x.budi.id, akun_now};

    CHECK(ask_at(&w, token, S("/api/v1/akun"), (Instant){akun_now.s + 90 * 86400 - 1})->status == 200);
    CHECK(ask_at(&w, token, S("/api/v1/akun"), (Instant){akun_now.s + 90 * 86400})->status == 401);
    CHECK(ask(&w, other, S("/api/v1/akun"))->status == 200);
    CHECK_OK(db_begin(w.db, true));
    CHECK_OK(akun_token_revoke(a, w.db, &act, token_id(&w, &w.x.budi)));
    CHECK(akun_token_revoke(a, w.db, &act, token_id(&w, &w.x.budi)).kind == ERR_NOT_FOUND);
    CHECK_OK(akun_user_active(a, w.db, &by, &w.x.ani, false));
    CHECK_OK(db_end(w.db, true));
    CHECK(ask(&w, other, S("/api/v1/akun"))->status == 401);
    CHECK(ask(&w, token, S("/api/v1/akun"))->status == 401);
}

TEST(a_role_that_is_taken_away_is_gone_at_the_next_request)
{
    AkunWorld w     = akun_world(&a);
    UnitAsker by    = akun_by(w.x.top.id, w.x.admin.id);
    i64       role  = akun_world_role(&w, &w.x.budi, WHO(ADMIN), &w.x.right);
    Str       token = token_of(&w, &w.x.budi, S("orang:read"));

    Req *r = ask(&w, token, S("/api/v1/orang"));
    CHECK(r->status == 200 && test_shows(r, "Budi X") && !test_shows(r, "Ani X"));
    CHECK_OK(db_begin(w.db, true));
    CHECK_OK(akun_role_revoke(a, w.db, &by, role, S("SK 9/2026")));
    CHECK_OK(db_end(w.db, true));
    CHECK(ask(&w, token, S("/api/v1/orang"))->status == 403);
}

TEST(a_token_stays_behind_the_wall_of_its_instansi)
{
    AkunWorld w     = akun_world(&a);
    Str       token = token_of(&w, &w.x.admin, S("orang:read"));

    CHECK(ask(&w, token, str_fmt(&a, "/api/v1/orang/%lld", (long long)w.x.ani.id))->status == 200);
    CHECK(ask(&w, token, str_fmt(&a, "/api/v1/orang/%lld", (long long)w.y.ani.id))->status == 404);
    CHECK(!test_shows(ask(&w, token, S("/api/v1/orang")), " Y"));
    CHECK(ask(&w, token, str_fmt(&a, "/api/v1/orang?unit=%lld", (long long)w.y.top.id))->status == 404);
    CHECK(ask(&w, token, S("/api/v1/orang?peran=RAJA"))->status == 422);
}

TEST(the_last_use_of_a_token_is_known_to_some_minutes)
{
    AkunWorld  w     = akun_world(&a);
    AkunTokens all   = {0};
    Str        token = token_of(&w, &w.x.ani, S("akun:read"));
    AkunBearer b     = {0};

    Req *r = ask(&w, token, S("/api/v1/akun"));
    CHECK(r->user->idle);
    CHECK_OK(db_begin(w.db, true));
    CHECK_OK(akun_seen(w.db, r->user, akun_now));
    CHECK_OK(db_end(w.db, true));
    CHECK(!ask(&w, token, S("/api/v1/akun"))->user->idle);
    CHECK_OK(akun_token_find(&a, w.db, token, akun_now, &b));
    CHECK_OK(akun_tokens(&a, w.db, w.x.ani.id, &all));
    CHECK(all.at[0].used_at.s == akun_now.s && b.token.used_at.s == akun_now.s);
}

TEST(twenty_tokens_may_stand_and_no_more)
{
    AkunWorld    w = akun_world(&a);
    Str          token;
    AkunTokenNew n = {w.x.ani.id, w.x.top.id, S("lagi"), S("akun:read"), akun_now, {akun_now.s + 86400}};

    for (int i = 0; i < AKUN_TOKENS_MOST; i++)
        token_of(&w, &w.x.ani, S("akun:read"));
    CHECK_OK(db_begin(w.db, true));
    CHECK(akun_token_make(&a, w.db, &n, &token).kind == ERR_LIMIT);
    n.now.s += 91 * 86400;              /* those are over by then */
    n.ends_at.s += 91 * 86400;
    CHECK_OK(akun_token_make(&a, w.db, &n, &token));
    CHECK_OK(db_end(w.db, true));
}

/* --- the pages --- */

static Str session(AkunWorld *w, const AkunUser *u, Str *out_csrf)
{
    Str         token;
    AkunSession s = {0};
    CHECK_OK(db_begin(w->db, true));
    CHECK_OK(akun_session_start(w->a, w->db, u->id, false, &(AkunSession){0}, akun_now, &token));
    CHECK_OK(db_end(w->db, true));
    CHECK_OK(akun_session_find(w->a, w->db, token, akun_now, &s));
    *out_csrf = s.csrf;
    return str_fmt(w->a, "sesi=%.*s", STRF(token));
}

static Req *page(AkunWorld *w, const AkunUser *u, const char *method, Str path, Str form)
{
    Str csrf, cookie = session(w, u, &csrf);
    return test_ask(w->a, &web, w->db, &(TestAsk){.method = str_of(method), .path = path, .form = form,
                                                  .cookie = cookie, .csrf = csrf, .now = akun_now});
}

static Str sandi = {"empat kuda lumping biru", 23};
#define SANDI "&sandi=empat+kuda+lumping+biru"

TEST(a_token_is_made_on_its_page_shown_once_and_kept_as_a_hash)
{
    AkunWorld w = akun_world(&a);
    akun_world_password(&w, &w.x.ani, sandi);

    CHECK(test_shows(page(&w, &w.x.ani, "GET", S("/akun/token"), (Str){0}), "/akun/token/baru"));
    Req *form = page(&w, &w.x.ani, "GET", S("/akun/token/baru"), (Str){0});
    CHECK(test_shows(form, "name=\"akun\"") && !test_shows(form, "name=\"api\""));
    CHECK(!test_shows(form, "name=\"orang\""));         /* is for admins */
    CHECK(test_shows(page(&w, &w.x.admin, "GET", S("/akun/token/baru"), (Str){0}), "name=\"orang\""));
    Req  *r  = page(&w, &w.x.ani, "POST", S("/akun/token/baru"), S("name=dasbor&days=30&akun=read" SANDI));
    isize at = str_find(buf_str(&r->out), S("pulau_"));
    CHECK(r->status == 200 && at > 0);
    Str token = str_sub(buf_str(&r->out), at, 46);
    CHECK(ask(&w, token, S("/api/v1/akun"))->status == 200);
    CHECK(ask(&w, token, S("/api/v1/orang"))->status == 403);
    CHECK(ask_at(&w, token, S("/api/v1/akun"), (Instant){akun_now.s + 30 * 86400})->status == 401);
    Req *list = page(&w, &w.x.ani, "GET", S("/akun/token"), (Str){0});
    CHECK(test_shows(list, "dasbor") && test_shows(list, "akun:read") && !test_shows(list, str_c(&a, token)));
}

TEST(a_token_needs_the_password_a_scope_and_a_time_of_those_offered)
{
    AkunWorld w = akun_world(&a);
    akun_world_password(&w, &w.x.ani, sandi);
    static const char *const wrong[] = {
        "name=x&days=30&akun=read", "name=x&days=30&akun=read&sandi=salah", "name=x&days=30" SANDI,
        "name=x&days=999&akun=read" SANDI, "name=x&days=30&orang=read" SANDI, "name=x&days=30&akun=write" SANDI,
        "days=30&akun=read" SANDI,
    };
    for (isize i = 0; i < countof(wrong); i++) {
        Req *r = page(&w, &w.x.ani, "POST", S("/akun/token/baru"), str_of(wrong[i]));
        CHECK(r->status == 422 && !test_shows(r, "pulau_"));
    }
    AkunTokens all = {0};
    CHECK_OK(akun_tokens(&a, w.db, w.x.ani.id, &all));
    CHECK(all.count == 0);
}

TEST(ones_own_token_is_revoked_on_its_page_and_nobody_elses)
{
    AkunWorld w     = akun_world(&a);
    Str       token = token_of(&w, &w.x.ani, S("akun:read"));
    Str       path  = str_fmt(&a, "/akun/token/%lld/cabut", (long long)token_id(&w, &w.x.ani));

    CHECK(page(&w, &w.x.budi, "POST", path, (Str){0})->status == 404);
    CHECK(ask(&w, token, S("/api/v1/akun"))->status == 200);
    CHECK(page(&w, &w.x.ani, "POST", path, (Str){0})->status == 303);
    CHECK(ask(&w, token, S("/api/v1/akun"))->status == 401);
}

TEST(an_admin_sees_that_a_token_stands_and_ends_it)
{
    AkunWorld w     = akun_world(&a);
    Str       token = token_of(&w, &w.x.ani, S("akun:read"));
    long long id    = token_id(&w, &w.x.ani);
    Str       path  = str_fmt(&a, "/orang/%lld/token/%lld/cabut", (long long)w.x.ani.id, id);

    Req *r = page(&w, &w.x.deputy, "GET", str_fmt(&a, "/orang/%lld", (long long)w.x.ani.id), (Str){0});
    CHECK(test_shows(r, "dasbor") && !test_shows(r, str_c(&a, token)));
    CHECK(page(&w, &w.y.admin, "POST", path, (Str){0})->status == 404);
    CHECK(page(&w, &w.x.budi, "POST", path, (Str){0})->status == 403);
    /* the number of another person's token, below a person one may manage */
    Str aside = str_fmt(&a, "/orang/%lld/token/%lld/cabut", (long long)w.x.budi.id, id);
    CHECK(page(&w, &w.x.deputy, "POST", aside, (Str){0})->status == 404);
    CHECK(ask(&w, token, S("/api/v1/akun"))->status == 200);
    CHECK(page(&w, &w.x.deputy, "POST", path, (Str){0})->status == 303);
    CHECK(ask(&w, token, S("/api/v1/akun"))->status == 401);
}

TEST(the_log_says_who_made_a_token_and_by_which_token_a_change_came)
{
    AkunWorld w    = akun_world(&a);
    AuditRows rows = {0};
    AuditProof proof;

    token_of(&w, &w.x.ani, S("akun:read"));
    CHECK_OK(db_begin(w.db, true));
    db_set_via(w.db, 4711);
    CHECK_OK(audit_add(w.db, &(AuditEntry){.instansi_id = w.x.top.id, .actor_id = w.x.ani.id, .action = "coba",
                                           .entity = "coba"}, akun_now));
    db_set_via(w.db, 0);
    CHECK_OK(audit_add(w.db, &(AuditEntry){.instansi_id = w.x.top.id, .actor_id = w.x.ani.id, .action = "coba",
                                           .entity = "coba"}, akun_now));
    CHECK_OK(audit_seal(a, w.db));
    CHECK_OK(db_end(w.db, true));
    CHECK_OK(db_begin(w.db, false));
    CHECK_OK(audit_list(&a, w.db, &(AuditFilter){.instansi_id = w.x.top.id, .limit = 3}, &rows));
    CHECK_OK(audit_verify(a, w.db, NULL, &proof));
    CHECK_OK(db_end(w.db, false));
    CHECK(rows.at[0].via_id == 0 && rows.at[1].via_id == 4711);
    CHECK(str_is(rows.at[2].action, "akun_token_make") && !str_has(rows.at[2].after, S("pulau_")));
    CHECK(proof.fault == AUDIT_GOOD);
    CHECK_OK(db_script(w.db, "UPDATE audit_entry SET via_id = 4712 WHERE via_id = 4711"));
    CHECK_OK(db_begin(w.db, false));
    CHECK_OK(audit_verify(a, w.db, NULL, &proof));
    CHECK_OK(db_end(w.db, false));
    CHECK(proof.fault == AUDIT_CHANGED);
}
