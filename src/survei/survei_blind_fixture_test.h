/* survei_blind_fixture_test.h - a strict campaign with its key, invitations, and browsers that have tokens signed. */
#ifndef SURVEI_BLIND_FIXTURE_TEST_H
#define SURVEI_BLIND_FIXTURE_TEST_H

#include "base/blind.h"
#include "survei/survei_blind.h"
#include "survei/survei_world_test.h"
#include "test/blind_client.h"

static inline void blind_world_key(SurveiWorld *w)
{
    bool more = true;
    while (more)
        CHECK_OK(survei_blind_keep(*w->a, w->db, akun_now, &more));
    CHECK_OK(survei_by_slug(w->a, w->db, S("loket-x11"), &w->c));
    CHECK(w->c.blind_public.len > 300);
}

#define BLIND_DO(w, sql, ...)                       \
    do {                                            \
        CHECK_OK(db_begin((w)->db, true));          \
        SURVEI_DO((w)->db, sql, __VA_ARGS__);       \
        CHECK_OK(db_end((w)->db, true));            \
    } while (0)

/* With the key of the RFC: making one takes most of a second where memory is watched. */
static inline SurveiWorld blind_world(Arena *a)
{
    SurveiWorld w    = survei_world(a, SURVEI_STRICT);
    Str         rest = test_read(a, "test/base/rfc9474.txt"), p = {0}, q = {0}, secret, open;

    while (!q.len && rest.len) {
        Str line = str_cut(&rest, '\n'), name = str_cut(&line, ' ');
        if (str_is(name, "p") || str_is(name, "q"))
            CHECK(hex_bytes(a, line, str_is(name, "p") ? &p : &q));
    }
    client_key(a, p, q, &secret, &open);
    BLIND_DO(&w, "UPDATE survei_campaign SET blind_public = $2, blind_secret = $3 WHERE id = $1", db_i64(w.campaign_id),
             db_blob(open), db_blob(secret));
    CHECK_OK(survei_by_slug(a, w.db, S("loket-x11"), &w.c));
    return w;
}

/* A letter with a code. */
static inline Str blind_world_invite(const SurveiWorld *w)
{
    Str    code = token_new(w->a, 10);
    Digest d    = hash_blake2b(code);

    BLIND_DO(w, "INSERT INTO survei_invite (id, instansi_id, campaign_id, code_hash, service_id, label, email, used) "
                "VALUES ($1, $2, $3, $4, $5, '', '', 0)",
             db_i64(id_new()), db_i64(w->c.instansi_id), db_i64(w->c.id), db_digest(&d),
             db_i64(w->services[0]));
    return code;
}

/* One asking, as the page does it; *out is empty if nothing was signed. */
static inline SurveiBlindFate blind_world_ask(const SurveiWorld *w, Str code, Str blinded, Str *out)
{
    SurveiBlindAsk ask;
    Str            signature;
    bool           ours = false;

    *out = (Str){0};
    CHECK_OK(db_begin(w->db, false));
    CHECK_OK(survei_blind_look(w->a, w->db, &w->c, code, blinded, &ask));
    CHECK_OK(db_end(w->db, false));
    if (ask.fate == BLIND_USED || ask.fate == BLIND_UNKNOWN)
        return ask.fate;
    CHECK_OK(blind_sign(w->a, ask.secret, blinded, &signature));
    CHECK_OK(db_begin(w->db, true));
    CHECK_OK(survei_blind_issue(*w->a, w->db, &ask, akun_now, &ours));
    CHECK_OK(db_end(w->db, true));
    if (ours)
        *out = signature;
    return ask.fate;
}

/* What the form of an answer carries. */
typedef struct { Str token, sig; } BlindRight;

static inline BlindRight blind_world_right(const SurveiWorld *w, Str code)
{
    ClientToken t = client_token(w->a, w->c.blind_public);
    Str         blind;

    CHECK(blind_world_ask(w, code, t.blinded, &blind) == BLIND_FRESH);
    Str signature = client_unblind(w->a, w->c.blind_public, blind, t.inverse);
    return (BlindRight){survei_blind_text(w->a, t.prepared), survei_blind_text(w->a, signature)};
}

#endif
