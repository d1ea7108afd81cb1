#include "hasil/hasil_export_web.h"

#include "akun/akun_web.h"
#include "survei/survei_world_test.h"
#include "test/ask.h"

static const Room *const rooms[] = {&hasil_export_room};

static Req *asked(SurveiWorld *w, Str path, const AkunUser *u)
{
    Web *web  = new(w->a, Web, 1);
    User who  = {.id = u->id, .instansi_id = u->instansi_id, .roles = SIGNED_IN | WHO(TIM_KERJA), .utc_minutes = 420};
    *web      = (Web){.rooms = rooms, .rooms_count = countof(rooms), .whois = akun_whois,
                      .survei = test_instruments(), .origin = S("https://zi.contoh.go.id")};
    User *one = new(w->a, User, 1);
    *one      = who;
    return test_ask(w->a, web, w->db, &(TestAsk){.method = S("GET"), .path = path, .user = one});
}

static Str path(SurveiWorld *w, const char *rest)
{
    return str_fmt(w->a, "/survei/%lld/%s", (long long)w->campaign_id, rest);
}

LONG_TEST(whoever_runs_a_campaign_finds_what_goes_out_of_it)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);
    AkunUser   *ani = &w.people.x.ani, *budi = &w.people.x.budi;

    Req *r = asked(&w, path(&w, "unduh"), ani);
    CHECK(r->status == 200 && test_shows(r, "/poster\"") && test_shows(r, "/laporan\""));
    CHECK(test_shows(r, "Belum ada jawaban yang dapat diunduh") && !test_shows(r, "jawaban/sav"));
    CHECK(asked(&w, path(&w, "unduh"), budi)->status == 404);

    r = asked(&w, path(&w, "jawaban/csv"), ani);
    CHECK(r->status == 409 && test_shows(r, "Belum ada jawaban yang boleh diunduh"));
    for (int i = 0; i < 40; i++) {
        SurveiAnswer x = survei_world_answer(&w, i, S("4343"));
        x.answered_on  = date_ymd(2026, 7, 1 + i % 20);
        x.served_on    = (Date){x.answered_on.days - 1};
        survei_world_take(&w, &x);
    }
    survei_world_fold(&w);
    CHECK(!test_shows(asked(&w, path(&w, "unduh"), ani), "jawaban/sav\""));
    CHECK(asked(&w, path(&w, "jawaban/sav"), ani)->status == 409);
    survei_world_close(&w);
    CHECK(test_shows(asked(&w, path(&w, "unduh"), ani), "jawaban/sav\""));
    r = asked(&w, path(&w, "jawaban/sav"), ani);
    CHECK(r->status == 200 && r->file.fd > 0 && r->file.fd_bytes > 1000);
    CHECK(asked(&w, path(&w, "jawaban/pdf"), ani)->status == 404);
    CHECK(asked(&w, path(&w, "jawaban/sav"), budi)->status == 404);
}

TEST(the_poster_and_the_report_are_documents)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);

    CHECK(str_starts(buf_str(&asked(&w, path(&w, "poster"), &w.people.x.ani)->out), S("%PDF")));
    CHECK(str_starts(buf_str(&asked(&w, path(&w, "laporan"), &w.people.x.ani)->out), S("%PDF")));
}
