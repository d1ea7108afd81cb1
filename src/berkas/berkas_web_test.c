#include "berkas/berkas_web.h"

#include "test/ask.h"
#include "test/berkas_fixture.h"

#include <string.h>
#include <unistd.h>

static const Room *const rooms[] = {&berkas_room};

static const User ani   = {.id = ANI, .session_id = 1, .instansi_id = 1, .unit_id = 10, .name = {"Ani", 3},
                           .roles = WHO(TIM_KERJA) | SIGNED_IN, .csrf = {"x", 1}, .utc_minutes = 420};
static const User budi  = {.id = BUDI, .session_id = 2, .instansi_id = 1, .unit_id = 20, .name = {"Budi", 4},
                           .roles = WHO(TIM_KERJA) | SIGNED_IN, .csrf = {"x", 1}, .utc_minutes = 420};
static const User citra = {.id = CITRA, .session_id = 3, .instansi_id = 1, .unit_id = 1, .name = {"Citra", 5},
                           .roles = WHO(TPI_ANGGOTA) | SIGNED_IN, .csrf = {"x", 1}, .utc_minutes = 420};
static const User dewi  = {.id = DEWI, .session_id = 4, .instansi_id = 2, .unit_id = 30, .name = {"Dewi", 4},
                           .roles = WHO(TIM_KERJA) | SIGNED_IN, .csrf = {"x", 1}, .utc_minutes = 420};

static BerkasLimits limits;

static Req *ask(Arena *a, Db *db, const User *user, TestAsk t)
{
    Blobs *blobs = new(a, Blobs, 1);
    Web    w     = {.rooms = rooms, .rooms_count = 1, .blobs = blobs, .berkas = limits.quota ? &limits : NULL};
    *blobs = fix_blobs(a);
    t.user = user;
    return test_ask(a, &w, db, &t);
}

#define GETS(user, path_) ask(&a, db, user, (TestAsk){.method = S("GET"), .path = path_})

static Str pdf(Arena *a, const char *file, const char *words)
{
    return fix_write(a, file, fix_pdf(a, 1, PDF_PLAIN, words));
}

#define PERIOD "from=2026-01-01&until=2026-06-30&note=Rapat+kedua"
#define ITEM   "/berkas/untuk/500/A.I.1.i.a/unggah"

TEST(several_files_are_sent_at_once_and_the_page_leads_back_to_the_item)
{
    Db      *db      = fix_house(&a);
    HttpFile files[] = {fix_file(&a, "SK.pdf", pdf(&a, "1", "SK")), fix_file(&a, "notula.pdf", pdf(&a, "2", "notula"))};
    Req     *r       = GETS(&ani, S(ITEM));

    CHECK(r->status == 200 && test_shows(r, "enctype=\"multipart/form-data\"") && test_shows(r, "2026-08-21"));
    r = ask(&a, db, &ani, (TestAsk){.method = S("POST"), .path = S(ITEM), .form = S(PERIOD), .files = files,
                                    .files_count = 2});
    CHECK(r->status == 303);
    CHECK_STR(r->location, S("/lke/500/butir/A.I.1.i.a"));
    r = GETS(&ani, S("/berkas/unit/10"));
    CHECK(r->status == 200 && test_shows(r, "notula.pdf") && test_shows(r, "LKE 2026, A.I.1.i.a"));
    CHECK(GETS(&ani, S("/berkas"))->status == 303);
    r = GETS(&ani, S("/berkas/unit/10?format=csv"));
    CHECK(r->status == 200 && test_shows(r, "SK.pdf"));
}

TEST(the_good_files_are_kept_and_each_refused_one_is_named_with_its_reason)
{
    Db      *db      = fix_house(&a);
    HttpFile files[] = {
        fix_file(&a, "baik.pdf", pdf(&a, "1", "baik")),
        fix_file(&a, "<i>jahat</i>.pdf", fix_write(&a, "2", S("<html><script>alert(1)</script>"))),
        fix_file(&a, "kosong.docx", fix_write(&a, "3", S(""))),
        fix_file(&a, "arsip.zip", fix_zip(&a, "4", (FixEntry[]){{"a.txt", "x", false}}, 1)),
    };
    Req *r = ask(&a, db, &ani, (TestAsk){.method = S("POST"), .path = S(ITEM), .form = S(PERIOD), .files = files,
                                         .files_count = 4});
    CHECK(r->status == 422);
    CHECK(test_shows(r, "3 berkas tidak diterima") && test_shows(r, "1 berkas diterima") && test_shows(r, "baik.pdf"));
    CHECK(test_shows(r, "jahat&lt;") || test_shows(r, "i&gt;.pdf"));
    CHECK(!test_shows(r, "<i>jahat") && !test_shows(r, "<script>alert"));
    CHECK(test_shows(r, "kosong.docx: berkas kosong"));
    r = GETS(&ani, S("/berkas/unit/10"));
    CHECK(test_shows(r, "baik.pdf") && !test_shows(r, "arsip.zip"));
}

TEST(sending_nothing_or_a_wrong_period_keeps_the_form)
{
    Db      *db   = fix_house(&a);
    HttpFile file = fix_file(&a, "a.pdf", pdf(&a, "1", "a"));
    Req     *r    = ask(&a, db, &ani, (TestAsk){.method = S("POST"), .path = S(ITEM), .form = S(PERIOD)});

    CHECK(r->status == 422 && test_shows(r, "Pilih paling sedikit satu berkas") && test_shows(r, "Rapat kedua"));
    r = ask(&a, db, &ani, (TestAsk){.method = S("POST"), .path = S(ITEM), .files = &file, .files_count = 1,
                                    .form = S("from=2026-06-30&until=2026-01-01")});
    CHECK(r->status == 422 && test_shows(r, "Tukar kedua tanggal"));
    CHECK(GETS(&ani, S("/berkas/unit/10"))->status == 200);
}

TEST(a_unit_keeps_files_on_its_shelf_and_uses_them_later)
{
    Db      *db   = fix_house(&a);
    HttpFile file = fix_file(&a, "simpan.pdf", pdf(&a, "1", "simpan"));
    Req     *r    = ask(&a, db, &ani, (TestAsk){.method = S("POST"), .path = S("/berkas/unit/10/unggah"),
                                                .form = S(PERIOD), .files = &file, .files_count = 1});
    CHECK(r->status == 303);
    CHECK_STR(r->location, S("/berkas/unit/10"));
    r = GETS(&ani, S("/berkas/untuk/500/B.I.a/pilih?cari=SIMPAN"));
    CHECK(r->status == 200 && test_shows(r, "simpan.pdf"));
    Str html = buf_str(&r->out), id = str_sub(html, str_find(html, S("name=\"pakai\" value=\"")) + 20, 30);
    id = str_cut(&id, '"');
    r  = ask(&a, db, &ani, (TestAsk){.method = S("POST"), .path = S("/berkas/untuk/500/B.I.a/pilih"),
                                     .form = str_fmt(&a, "pakai=%.*s", STRF(id))});
    CHECK(r->status == 303);
    CHECK_STR(r->location, S("/lke/500/butir/B.I.a"));
    r = ask(&a, db, &ani, (TestAsk){.method = S("POST"), .path = S("/berkas/untuk/500/B.I.a/pilih")});
    CHECK(r->status == 422);
    r = ask(&a, db, &budi, (TestAsk){.method = S("POST"), .path = S("/berkas/untuk/600/B.I.a/pilih"),
                                     .form = str_fmt(&a, "pakai=%.*s", STRF(id))});
    CHECK(r->status == 404);
}

TEST(a_file_is_shown_changed_removed_and_its_history_stays)
{
    Db        *db = fix_house(&a);
    BerkasSent s  = fix_take(&a, db, ANI, 500, "x", "foto \"rapat\".jpg",
                             fix_jpeg(&a, "1.jpg", fix_photo(&a, 1, 200, 100), 80, 0));
    Str  page = str_fmt(&a, "/berkas/%lld", (long long)s.use_id);
    Req *r    = GETS(&ani, page);

    CHECK(r->status == 200 && test_shows(r, "<img src=") && test_shows(r, "200 x 100 piksel"));
    CHECK(test_shows(r, "&quot;rapat&quot;") && test_shows(r, "Ani"));
    r = GETS(&ani, str_fmt(&a, "%.*s/ubah", STRF(page)));
    CHECK(r->status == 200 && test_shows(r, "name=\"version\" value=\"1\""));
    r = ask(&a, db, &ani, (TestAsk){.method = S("POST"), .path = str_fmt(&a, "%.*s/ubah", STRF(page)),
        .form = S("name=foto.jpg&from=2023-01-01&until=2023-02-01&note=lama&sort=3&version=1")});
    CHECK(r->status == 303);
    CHECK(test_shows(GETS(&ani, page), "Di luar masa penilaian"));
    r = ask(&a, db, &ani, (TestAsk){.method = S("POST"), .path = str_fmt(&a, "%.*s/ubah", STRF(page)),
        .form = S("name=x.jpg&from=2026-01-01&until=2026-02-01&note=&sort=3&version=1")});
    CHECK(r->status == 409);
    CHECK(GETS(&ani, str_fmt(&a, "%.*s/lepas", STRF(page)))->status == 200);
    r = ask(&a, db, &ani, (TestAsk){.method = S("POST"), .path = str_fmt(&a, "%.*s/lepas", STRF(page))});
    CHECK(r->status == 303);
    r = GETS(&ani, page);
    CHECK(r->status == 200 && test_shows(r, "sudah dilepas") && !test_shows(r, "/lepas\""));
}

TEST(the_bytes_come_fenced_in_and_in_ranges)
{
    Db        *db = fix_house(&a);
    BerkasSent s  = fix_take(&a, db, ANI, 500, "x", "d\xC3\xA9\"r.pdf", pdf(&a, "1", "isi"));
    BerkasSent t  = fix_take(&a, db, ANI, 500, "x", "data.csv", fix_write(&a, "2", S("a;b\n1;2\n")));
    Req       *r  = GETS(&ani, str_fmt(&a, "/berkas/%lld/isi", (long long)s.use_id));

    CHECK(r->status == 200 && r->file.fd > 0 && r->file.fd_bytes == s.bytes);
    CHECK_STR(r->type, S("application/pdf"));
    CHECK(str_starts(test_header(r, "Content-Disposition"),
                     S("inline; filename=\"d___r.pdf\"; filename*=UTF-8''d%C3%A9%22r.pdf")));
    CHECK(str_has(test_header(r, "Content-Security-Policy"), S("frame-ancestors 'self'")));
    close(r->file.fd);
    r = ask(&a, db, &ani, (TestAsk){.method = S("GET"), .path = str_fmt(&a, "/berkas/%lld/unduh", (long long)s.use_id),
                                    .header = S("Range: bytes=2-5")});
    CHECK(r->status == 206 && r->file.fd_from == 2 && r->file.fd_bytes == 4);
    CHECK(str_starts(test_header(r, "Content-Disposition"), S("attachment")));
    close(r->file.fd);
    r = GETS(&ani, str_fmt(&a, "/berkas/%lld/isi", (long long)t.use_id));
    CHECK_STR(r->type, S("text/plain; charset=utf-8"));
    CHECK(str_starts(test_header(r, "Content-Security-Policy"), S("sandbox")));
    close(r->file.fd);
}

TEST(no_page_of_evidence_opens_for_another_unit_or_another_instansi)
{
    static const char *const pages[] = {"", "/isi", "/unduh", "/ubah", "/lepas"};
    Db        *db = fix_house(&a);
    BerkasSent s  = fix_take(&a, db, ANI, 500, "x", "kenari.pdf", pdf(&a, "1", "isi"));

    fix_take(&a, db, BUDI, 600, "x", "sama.pdf", pdf(&a, "2", "isi"));
    for (int i = 0; i < countof(pages); i++) {
        Str path = str_fmt(&a, "/berkas/%lld%s", (long long)s.use_id, pages[i]);
        CHECK(GETS(&budi, path)->status == 404 && GETS(&dewi, path)->status == 404);
        CHECK(GETS(NULL, path)->status == 303);
    }
    CHECK(GETS(&budi, S("/berkas/unit/10"))->status == 404 && GETS(&budi, S(ITEM))->status == 404);
    CHECK(GETS(&dewi, S("/berkas/untuk/500/x/pilih"))->status == 404);
    Req *r = GETS(&citra, str_fmt(&a, "/berkas/%lld", (long long)s.use_id));
    CHECK(r->status == 200 && !test_shows(r, "/ubah\"") && test_shows(r, "ada di 1 unit lain"));
    CHECK(!test_shows(r, "sama.pdf") && !test_shows(r, "Kantor Darat"));
    CHECK(GETS(&citra, str_fmt(&a, "/berkas/%lld/lepas", (long long)s.use_id))->status == 403);
}

TEST(a_submitted_worksheet_takes_no_more_files)
{
    Db         *db   = fix_house(&a);
    BerkasOwner o    = fix_owner(&a, db, 500);
    HttpFile    file = fix_file(&a, "a.pdf", pdf(&a, "1", "a"));

    o.locked = true;
    CHECK_OK(berkas_owner_set(db, &o));
    Req *r = ask(&a, db, &ani, (TestAsk){.method = S("POST"), .path = S(ITEM), .form = S(PERIOD), .files = &file,
                                         .files_count = 1});
    CHECK(r->status == 403 && test_shows(r, "sudah dikirim"));
}

TEST(a_quota_that_is_used_up_is_said_with_its_size)
{
    Db      *db   = fix_house(&a);
    HttpFile file = fix_file(&a, "a.pdf", pdf(&a, "1", "a"));

    limits       = berkas_limits;
    limits.quota = 100;
    Req *r = ask(&a, db, &ani, (TestAsk){.method = S("POST"), .path = S(ITEM), .form = S(PERIOD), .files = &file,
                                         .files_count = 1});
    limits.quota = 0;
    CHECK(r->status == 422 && test_shows(r, "a.pdf: jatah unit (100 B) tidak cukup"));
}
