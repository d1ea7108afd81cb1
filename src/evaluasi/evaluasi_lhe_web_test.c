#include "evaluasi/evaluasi_lhe_web.h"

#include "evaluasi/evaluasi_lhe_fixture_test.h"

static const Room *const rooms[] = {&lhe_room};

typedef struct { EvalWorld w; LheDesk d; Lhe lhe; Str unduh; } Shelf;

static Shelf issued(Arena *a)
{
    Shelf s = {.w = lhe_world(a, rooms, countof(rooms))};

    lhe_world_decide(&s.w, "memenuhi", "");
    s.d = lhe_world_desk(a, &s.w);
    CHECK(lhe_world_make(a, &s.w, &s.d) == 1);
    s.lhe   = lhe_world_newest(a, &s.w);
    s.unduh = str_fmt(a, "/evaluasi/%lld/lhe/%lld/unduh", (long long)s.w.lke.id, (long long)s.lhe.id);
    s.w.lke.web.origin = S("https://pulau.example");
    return s;
}

static Req *ask(Arena *a, Shelf *s, TestAsk what)
{
    s->w.lke.web.blobs    = &s->d.blobs;
    s->w.lke.web.regulasi = &s->w.lke.packs;
    what.now              = akun_now;
    return test_ask(a, &s->w.lke.web, s->w.lke.db, &what);
}

static Str sheet_path(Arena *a, const Shelf *s)
{
    return str_fmt(a, "/evaluasi/%lld/lhe", (long long)s->w.lke.id);
}

static Str check_path(Arena *a, const Shelf *s)
{
    return str_fmt(a, "/lhe/%.*s", STRF(s->lhe.token));
}

LONG_TEST(the_report_is_a_page_for_the_unit_and_its_assessors_and_for_no_other)
{
    Shelf s = issued(&a);
    Req  *r = ask(&a, &s, (TestAsk){.path = sheet_path(&a, &s), .user = &s.w.users[EVAL_ANI]});

    CHECK(r->status == 200 && test_shows(r, "Memenuhi syarat WBK") && test_shows(r, "LHE-0001/X/2026"));
    CHECK(test_shows(r, "SK tim &lt;kerja&gt; belum ada &amp; belum ditandatangani."));
    CHECK(test_shows(r, "https://pulau.example/lhe/") && test_shows(r, "Unduh PDF"));
    CHECK(ask(&a, &s, (TestAsk){.path = sheet_path(&a, &s), .user = &s.w.users[EVAL_KETUA]})->status == 200);
    CHECK(ask(&a, &s, (TestAsk){.path = sheet_path(&a, &s), .user = &s.w.lke.budi})->status == 404);
    CHECK(ask(&a, &s, (TestAsk){.path = sheet_path(&a, &s), .user = &s.w.lke.other})->status == 404);
    CHECK(ask(&a, &s, (TestAsk){.path = sheet_path(&a, &s)})->status == 303);
}

LONG_TEST(the_file_is_for_the_same_people)
{
    Shelf s = issued(&a);
    Req  *r = ask(&a, &s, (TestAsk){.path = s.unduh, .user = &s.w.users[EVAL_ANI]});

    CHECK(r->file.fd_bytes == s.lhe.bytes);
    CHECK_STR(r->type, S("application/pdf"));
    CHECK(ask(&a, &s, (TestAsk){.path = s.unduh, .user = &s.w.lke.budi})->status == 404);
    CHECK(ask(&a, &s, (TestAsk){.path = s.unduh, .user = &s.w.lke.other})->status == 404);
    CHECK(ask(&a, &s, (TestAsk){.path = s.unduh})->status == 303);
}

LONG_TEST(who_reads_english_is_told_that_the_page_is_a_translation)
{
    Shelf s       = issued(&a);
    User  english = s.w.users[EVAL_ANI];
    english.lang  = LANG_EN;
    Req *r = ask(&a, &s, (TestAsk){.path = sheet_path(&a, &s), .user = &english});
    CHECK(test_shows(r, "Meets the requirements of WBK") && test_shows(r, "A translation."));
}

LONG_TEST(anybody_learns_that_a_report_is_genuine_and_nothing_of_what_it_says)
{
    Shelf s = issued(&a);
    Req  *r = ask(&a, &s, (TestAsk){.path = check_path(&a, &s)});

    CHECK(r->status == 200 && test_shows(r, "Asli dan berlaku") && test_shows(r, "LHE-0001/X/2026"));
    CHECK(test_shows(r, "Nama X") && str_has(buf_str(&r->out), lhe_spaced(&a, s.lhe.content_hash)));
    CHECK(!test_shows(r, "X11") && !test_shows(r, "Memenuhi") && !test_shows(r, "99,6") && !test_shows(r, "Dalnis"));
}

LONG_TEST(an_unknown_code_is_answered_with_the_same_page)
{
    Shelf s = issued(&a);
    Req  *r = ask(&a, &s, (TestAsk){.path = S("/lhe/0123456789abcdefghjkm")});
    CHECK(r->status == 404 && test_shows(r, "Tidak dikenal") && test_shows(r, "Keaslian laporan"));
    CHECK(!test_shows(r, "LHE-"));
}

LONG_TEST(a_withdrawn_report_says_so_and_keeps_the_reason_to_itself)
{
    Shelf s = issued(&a);
    CHECK(!eval_world_move(&s.w, EVAL_INSPEKTUR, "buka", "Aduan rahasia."));
    CHECK(!eval_world_move(&s.w, EVAL_PIMPINAN, "buka", ""));
    Req *r = ask(&a, &s, (TestAsk){.path = check_path(&a, &s)});
    CHECK(test_shows(r, "Dicabut pada") && !test_shows(r, "Asli dan berlaku") && !test_shows(r, "Aduan rahasia"));
}

LONG_TEST(a_file_is_compared_with_the_one_that_was_issued)
{
    Shelf    s    = issued(&a);
    HttpFile file = {.field = S("berkas"), .name = S("lhe.pdf"), .bytes = s.lhe.bytes};
    TestAsk  send = {.method = S("POST"), .path = check_path(&a, &s), .files = &file, .files_count = 1};

    CHECK(hex_digest(s.lhe.sha256, &file.sha256));
    Req *same = ask(&a, &s, send);
    CHECK(test_shows(same, "Berkas ini sama dengan yang diterbitkan") && test_shows(same, "Asli dan berlaku"));
    file.sha256.at[3] ^= 1;
    Req  *other = ask(&a, &s, send);
    Str   said  = buf_str(&other->out);
    isize first = str_find(said, S("Berkas ini bukan yang diterbitkan"));
    CHECK(first >= 0 && first < str_find(said, S("tetapi bukan berkas yang baru diperiksa")));
    CHECK(!test_shows(other, "Asli dan berlaku") && !test_shows(other, "notice good"));
    send.files_count = 0;
    CHECK(ask(&a, &s, send)->status == 400);
}

LONG_TEST(the_public_key_is_for_everybody_and_verifies_the_file)
{
    Shelf    s = issued(&a);
    Req     *r = ask(&a, &s, (TestAsk){.path = S("/lhe/kunci")});
    SealKeys keys, stored;

    CHECK(seal_pem_read(&a, buf_str(&r->out), &keys));
    CHECK_OK(lhe_keys(&a, s.w.lke.db, &stored));
    CHECK(keys.count == 1 && stored.count == 1);
    CHECK_STR(seal_key_id(&a, keys.at[0]), seal_key_id(&a, stored.at[0]));
}

TEST(before_the_file_is_ready_the_page_says_that_it_is_being_made)
{
    Shelf s = {.w = lhe_world(&a, rooms, countof(rooms))};
    CHECK(ask(&a, &s, (TestAsk){.path = sheet_path(&a, &s), .user = &s.w.users[EVAL_ANI]})->status == 404);
    lhe_world_decide(&s.w, "belum", "Bukti belum cukup.");
    s.lhe  = lhe_world_newest(&a, &s.w);
    Req *r = ask(&a, &s, (TestAsk){.path = sheet_path(&a, &s), .user = &s.w.users[EVAL_ANI]});
    CHECK(test_shows(r, "Dokumen sedang dibuat") && test_shows(r, "Bukti belum cukup.") && !test_shows(r, "Unduh PDF"));
    CHECK(test_shows(ask(&a, &s, (TestAsk){.path = check_path(&a, &s)}), "Dokumen sedang dibuat"));
}

LONG_TEST(what_a_report_says_is_in_the_api_for_the_same_people_and_no_other)
{
    Shelf s    = issued(&a);
    Str   path = str_fmt(&a, "/api/v1/evaluasi/%lld/lhe/%lld", (long long)s.w.lke.id, (long long)s.lhe.id);
    Str   none = str_fmt(&a, "/api/v1/evaluasi/%lld/lhe/77", (long long)s.w.lke.id);
    Req  *r    = ask(&a, &s, (TestAsk){.path = path, .user = &s.w.users[EVAL_ANI]});

    CHECK(r->status == 200 && test_shows(r, "\"number\":\"LHE-0001/X/2026\"") && test_shows(r, "\"meets\":true"));
    CHECK(test_shows(r, " belum ditandatangani.\",\"advice\":null}"));
    CHECK(test_shows(r, "\"values\":[\"Ya\",\"Tidak\",") && test_shows(r, "\"predicate\":\"WBK\",\"gates\":[{"));
    CHECK(test_shows(r, "\"role\":\"Inspektur\"") || test_shows(r, "\"name\":\"Inspektur\""));
    CHECK(!test_shows(r, "\"nip\""));
    CHECK(ask(&a, &s, (TestAsk){.path = path, .user = &s.w.users[EVAL_KETUA]})->status == 200);
    CHECK(ask(&a, &s, (TestAsk){.path = path, .user = &s.w.lke.budi})->status == 404);
    CHECK(ask(&a, &s, (TestAsk){.path = path, .user = &s.w.lke.other})->status == 404);
    CHECK(ask(&a, &s, (TestAsk){.path = path})->status == 401);
    CHECK(ask(&a, &s, (TestAsk){.path = none, .user = &s.w.users[EVAL_ANI]})->status == 404);
}
