#include "survei/survei_blind_fixture_test.h"

#include "akun/akun_web.h"
#include "survei/survei_blind_web.h"
#include "test/ask.h"
#include "web/form.h"

static const SurveiTongue *words(const Req *r)
{
    return r->web->survei->packs.at[0]->tongues.at[0];
}

/* An answering page, as short as it can be. */
static Err form_page(Req *r)
{
    SurveiCampaign c;
    TRY(survei_by_slug(r->arena, r->db, S("loket-x11"), &c));
    html_put_raw(r, survei_blind_fields(r, &c, words(r)));
    html_put_raw(r, survei_blind_done(r, &c));
    return NO_ERR;
}

static Err form_sent(Req *r)
{
    SurveiCampaign c;
    SurveiAnswer   x      = {.code = form_value(r, "code")};
    Issues         issues = {.arena = r->arena};

    TRY(survei_by_slug(r->arena, r->db, S("loket-x11"), &c));
    survei_blind_read(r, &c, words(r), &x, &issues);
    r->status = issues.count ? 422 : 200;
    buf_addf(&r->out, "%lld bytes", (long long)x.token.len);
    return NO_ERR;
}

static const Route form_rows[] = {
    {GET, "/jawab", ANYONE, READS, form_page, "open"},
    {POST, "/jawab", ANYONE, WRITES, form_sent, "open", .flags = ROUTE_NO_CSRF},
};
static const Room        form_room = {"jawab", form_rows, countof(form_rows)};
static const Room *const rooms[]   = {&survei_blind_room, &form_room};

#define ASK(method_, path_, form_)                                                                              \
    test_ask(&a, &(Web){.rooms = rooms, .rooms_count = countof(rooms), .whois = akun_whois,                     \
                        .survei = test_instruments()},                                                        \
             w.db, &(TestAsk){.method = S(method_), .path = str_of(path_), .form = form_})

static SurveiTaken answer_with(const SurveiWorld *w, int number, BlindRight right)
{
    SurveiAnswer x = survei_world_answer(w, number, S("4344"));
    CHECK_OK(survei_blind_check(w->a, &w->c, right.token, right.sig, &x.token));
    return survei_world_take(w, &x);
}

TEST(an_invitation_gives_one_token_and_the_token_one_answer)
{
    SurveiWorld w     = blind_world(&a);
    BlindRight  right = blind_world_right(&w, blind_world_invite(&w));

    CHECK(answer_with(&w, 1, right) == TAKEN);
    CHECK(answer_with(&w, 1, right) == TAKEN_BEFORE);
    CHECK(answer_with(&w, 2, right) == TAKEN_USED);
}

TEST(a_lost_reply_is_given_again_and_another_message_is_refused)
{
    SurveiWorld w    = blind_world(&a);
    Str         code = blind_world_invite(&w), one, again, other;
    ClientToken t    = client_token(&a, w.c.blind_public), u = client_token(&a, w.c.blind_public);

    CHECK(blind_world_ask(&w, code, t.blinded, &one) == BLIND_FRESH && one.len == t.blinded.len);
    CHECK(blind_world_ask(&w, code, t.blinded, &again) == BLIND_AGAIN && str_eq(one, again));
    CHECK(blind_world_ask(&w, code, u.blinded, &other) == BLIND_USED && !other.len);
    CHECK(blind_world_ask(&w, token_new(&a, 10), u.blinded, &other) == BLIND_UNKNOWN && !other.len);
}

TEST(of_two_that_ask_at_once_with_one_code_one_gets_a_signature)
{
    SurveiWorld    w    = blind_world(&a);
    Str            code = blind_world_invite(&w);
    SurveiBlindAsk one, two;
    bool           first, second, same;

    CHECK_OK(survei_blind_look(&a, w.db, &w.c, code, S("satu"), &one));
    CHECK_OK(survei_blind_look(&a, w.db, &w.c, code, S("dua"), &two));
    CHECK(one.fate == BLIND_FRESH && two.fate == BLIND_FRESH);
    CHECK_OK(db_begin(w.db, true));
    CHECK_OK(survei_blind_issue(a, w.db, &one, akun_now, &first));
    CHECK_OK(survei_blind_issue(a, w.db, &two, akun_now, &second));
    CHECK_OK(survei_blind_issue(a, w.db, &one, akun_now, &same));
    CHECK_OK(db_end(w.db, true));
    CHECK(first && !second && same);
}

LONG_TEST(what_another_key_signed_is_no_right_to_answer)
{
    SurveiWorld w     = blind_world(&a);
    BlindRight  right = blind_world_right(&w, blind_world_invite(&w));
    BlindKey    other;
    Str         token;

    CHECK_OK(survei_blind_check(&a, &w.c, right.token, right.sig, &token));
    CHECK(token.len == 64);
    CHECK(survei_blind_check(&a, &w.c, right.sig, right.token, &token).kind == ERR_INVALID);
    CHECK(survei_blind_check(&a, &w.c, right.token, str_sub(right.sig, 4, -1), &token).kind == ERR_INVALID);
    CHECK(survei_blind_check(&a, &w.c, str_sub(right.token, 4, -1), right.sig, &token).kind == ERR_INVALID);
    CHECK(survei_blind_check(&a, &w.c, S("bukan base64!"), right.sig, &token).kind == ERR_INVALID);
    CHECK(survei_blind_check(&a, &w.c, (Str){0}, (Str){0}, &token).kind == ERR_INVALID);
    CHECK_OK(blind_key_new(&a, &other));
    SurveiCampaign elsewhere = {.blind_public = other.public_der}, none = {0};
    CHECK(survei_blind_check(&a, &elsewhere, right.token, right.sig, &token).kind == ERR_INVALID);
    CHECK(survei_blind_check(&a, &none, right.token, right.sig, &token).kind == ERR_INVALID);
}

LONG_TEST(an_open_strict_campaign_gets_one_key_and_a_closed_one_signs_no_more)
{
    SurveiWorld w = survei_world(&a, SURVEI_STRICT);
    blind_world_key(&w);
    Str         print = blind_key_id(&a, w.c.blind_public);
    BlindRight  right = blind_world_right(&w, blind_world_invite(&w));
    Str         token;

    blind_world_key(&w);
    CHECK_STR(blind_key_id(&a, w.c.blind_public), print);
    BLIND_DO(&w, "UPDATE survei_campaign SET state = 'closed' WHERE id = $1", db_i64(w.c.id));
    blind_world_key(&w);
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM survei_campaign WHERE blind_secret IS NOT NULL") == 0);
    CHECK_OK(survei_blind_check(&a, &w.c, right.token, right.sig, &token)); /* still proven */
    SurveiWorld open = survei_world(&a, SURVEI_TOKEN);
    bool        more = true;
    CHECK_OK(survei_blind_keep(a, open.db, akun_now, &more));
    CHECK(!more && test_number(a, open.db, "SELECT COUNT(*) FROM survei_campaign WHERE blind_public IS NOT NULL") == 0);
}

TEST(a_code_is_found_however_it_was_typed)
{
    CHECK_STR(survei_blind_code(&a, S("ABCD-efgh 2345-jkmn")), S("abcdefgh2345jkmn"));
    CHECK_STR(survei_blind_code(&a, S("")), S(""));
}

/* --- the page --- */

static Str form_of(Arena *a, Str code, Str blinded)
{
    return str_fmt(a, "kode=%.*s&blinded=%.*s", STRF(code), STRF(survei_blind_text(a, blinded)));
}

TEST(the_page_hands_out_a_signature_as_json)
{
    SurveiWorld w    = blind_world(&a);
    Str         code = blind_world_invite(&w);
    ClientToken t    = client_token(&a, w.c.blind_public), u = client_token(&a, w.c.blind_public);

    Req *page = ASK("GET", "/s/loket-x11/token", (Str){0});
    CHECK(page->status == 200 && test_shows(page, "data-blind=\"loket-x11\"") && test_shows(page, "survei-blind.js"));
    CHECK(test_shows(page, "<noscript>") && !test_shows(page, "_csrf"));
    Req *one = ASK("POST", "/s/loket-x11/token", form_of(&a, code, t.blinded));
    CHECK(one->status == 200 && test_shows(one, "\"signed\":\""));
    Req *again = ASK("POST", "/s/loket-x11/token", form_of(&a, code, t.blinded));
    CHECK_STR(buf_str(&again->out), buf_str(&one->out));
    CHECK(ASK("POST", "/s/loket-x11/token", form_of(&a, code, u.blinded))->status == 409);
    CHECK(ASK("POST", "/s/loket-x11/token", form_of(&a, S("abcd"), u.blinded))->status == 422);
    CHECK(test_shows(ASK("GET", "/s/loket-x11/token/kunci.pem", (Str){0}), "-----BEGIN PUBLIC KEY-----"));
}

TEST(what_is_too_short_too_long_or_no_number_leaves_the_invitation_unused)
{
    SurveiWorld w    = blind_world(&a);
    Str         code = blind_world_invite(&w), signature;
    ClientToken t    = client_token(&a, w.c.blind_public);
    Str         high = str_copy(&a, t.blinded);

    for (isize i = 0; i < high.len; i++)
        ((char *)high.at)[i] = (char)0xff;
    CHECK(ASK("POST", "/s/loket-x11/token", form_of(&a, code, str_sub(t.blinded, 1, -1)))->status == 422);
    CHECK(ASK("POST", "/s/loket-x11/token", form_of(&a, code, high))->status == 422);
    Str both = str_fmt(&a, "kode=%.*s&blinded=%%25%%25", STRF(code));
    CHECK(ASK("POST", "/s/loket-x11/token", both)->status == 422);
    CHECK(blind_world_ask(&w, code, t.blinded, &signature) == BLIND_FRESH && signature.len);
}

TEST(an_answering_page_carries_the_right_and_proves_it)
{
    SurveiWorld w     = blind_world(&a);
    BlindRight  right = blind_world_right(&w, blind_world_invite(&w));
    Str         both  = str_fmt(&a, "token=%.*s&sig=%.*s", STRF(right.token), STRF(right.sig));

    Req *page = ASK("GET", "/jawab", (Str){0});
    CHECK(test_shows(page, "name=\"token\" value=\"\"") && test_shows(page, "href=\"/s/loket-x11/token?b=id\""));
    CHECK(test_shows(page, "data-token-done=\"loket-x11\"") && test_shows(page, "survei-token.js"));
    Req *sent = ASK("POST", "/jawab", both);
    CHECK(sent->status == 200 && test_shows(sent, "64 bytes"));
    CHECK(ASK("POST", "/jawab", str_sub(both, 0, both.len - 8))->status == 422);
    CHECK(ASK("POST", "/jawab", S("code=abcd"))->status == 422);
    BLIND_DO(&w, "UPDATE survei_campaign SET plain_too = 1 WHERE id = $1", db_i64(w.c.id));
    CHECK(test_shows(ASK("POST", "/jawab", S("code=abcd")), "0 bytes"));        /* the core looks at the code itself */
    CHECK(ASK("POST", "/jawab", S("code="))->status == 422);
    BLIND_DO(&w, "UPDATE survei_campaign SET mode = 'token' WHERE id = $1", db_i64(w.c.id));
    CHECK(ASK("POST", "/jawab", S("code=abcd"))->status == 200);
    CHECK(!test_shows(ASK("GET", "/jawab", (Str){0}), "token"));
}

TEST(without_a_script_the_page_says_what_is_left)
{
    SurveiWorld w    = blind_world(&a);
    Str         code = blind_world_invite(&w), form = str_fmt(&a, "kode=%.*s", STRF(code)), signature;
    Req        *r    = ASK("POST", "/s/loket-x11/token", form);

    CHECK(r->status == 422 && test_shows(r, "Tanpa JavaScript") && test_shows(r, "tablet"));
    CHECK(!test_shows(r, "Jawab dengan kode"));
    BLIND_DO(&w, "UPDATE survei_campaign SET plain_too = 1 WHERE id = $1", db_i64(w.c.id));
    CHECK(test_shows(ASK("POST", "/s/loket-x11/token", form), "Jawab dengan kode"));
    ClientToken t = client_token(&a, w.c.blind_public);
    CHECK(blind_world_ask(&w, code, t.blinded, &signature) == BLIND_FRESH);
}

TEST(only_an_open_strict_campaign_hands_out_rights)
{
    SurveiWorld w = survei_world(&a, SURVEI_STRICT);

    CHECK(test_shows(ASK("GET", "/s/loket-x11/token", (Str){0}), "sedang dibuat"));
    CHECK(ASK("GET", "/s/loket-x11/token/kunci.pem", (Str){0})->status == 404);
    CHECK(ASK("POST", "/s/loket-x11/token", S("kode=a&blinded=AAAA"))->status == 422);
    BLIND_DO(&w, "UPDATE survei_campaign SET state = 'closed' WHERE id = $1", db_i64(w.campaign_id));
    CHECK(test_shows(ASK("GET", "/s/loket-x11/token", (Str){0}), "tidak sedang dibuka"));
    CHECK(ASK("POST", "/s/loket-x11/token", S("kode=a&blinded=AAAA"))->status == 422);
    BLIND_DO(&w, "UPDATE survei_campaign SET state = 'open', mode = 'token' WHERE id = $1", db_i64(w.campaign_id));
    CHECK(ASK("GET", "/s/loket-x11/token", (Str){0})->status == 404);
    CHECK(ASK("GET", "/s/lain/token", (Str){0})->status == 404);
}
