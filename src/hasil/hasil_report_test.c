#include "hasil/hasil_report.h"

#include "survei/survei_world_test.h"
#include "test/paper.h"

/* Every tenth is pleased with nothing, the others with nearly everything; the fourth element is the weakest. */
static void answer(const SurveiWorld *w, int count)
{
    for (int i = 0; i < count; i++) {
        SurveiAnswer x = survei_world_answer(w, i, i % 10 ? S("444343") : S("121"));
        x.marks[3]    = i % 10 ? 2 : 1;
        x.marks[6]    = (u8)(2 + i % 3);
        x.about[3]    = (u8)(1 + i % 7);
        x.answered_on = date_ymd(2026, 7 + i % 2, 1 + i % 20);
        x.served_on   = (Date){x.answered_on.days - 1};
        survei_world_take(w, &x);
    }
    survei_world_fold(w);
}

static Str report_now(SurveiWorld *w, Lang lang)
{
    Str pdf = {0};

    CHECK_OK(survei_by_slug(w->a, w->db, S("loket-x11"), &w->c));
    CHECK_OK(survei_dress(&w->c, test_instruments()));
    HasilReport x = {.c = &w->c, .packs = test_instruments(), .agency = S("Kementerian Uji"),
                      .origin = S("https://zi.contoh.go.id"), .lang = lang, .now = akun_now};
    CHECK_OK(hasil_report(w->a, w->db, &x, &pdf));
    return pdf;
}

static Str report(SurveiWorld *w, Lang lang)
{
    survei_world_close(w);
    return report_now(w, lang);
}

TEST(a_report_of_an_open_survey_says_how_many_answered_alone)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);

    answer(&w, 60);
    Str text = paper_text(&a, report_now(&w, LANG_ID));
    CHECK(str_has(text, S("Hasil terbuka setelah survei ditutup")) && str_has(text, S("Sudah 60 jawaban")));
    CHECK(!str_has(text, S("Baru 60 jawaban")) && !str_has(text, S("Nilai setiap unsur")));
}

LONG_TEST(a_report_says_the_index_and_how_it_was_found)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);

    answer(&w, 240);
    SURVEI_DO(w.db, "UPDATE survei_campaign SET published_at = $2 WHERE id = $1", db_i64(w.campaign_id),
              db_at(akun_now));
    Str pdf = report(&w, LANG_ID), id = paper_text(&a, pdf), en = paper_text(&a, report(&w, LANG_EN));
    CHECK(str_eq(pdf, report(&w, LANG_ID)));
    CHECK(str_has(id, S("78,33 dari 100 · Baik")) && str_has(id, S("2,80 dari 4 · Baik")));
    CHECK(str_has(en, S("78.33 of 100 · Good")) && str_has(en, S("95 % confidence interval: 76.40 to 80.27")));
    CHECK(str_has(id, S("dari 196 yang diperlukan")) && str_has(id, S("dari 400 penerima layanan")));
    CHECK(str_has(id, S("Tidak ada jawaban yang aneh")) && str_has(id, S("Alfa Cronbach 0,95")));
    CHECK(str_has(id, S("https://zi.contoh.go.id/s/loket-x11/hasil")));
    Str lowest = str_sub(id, str_find(id, S("Tiga unsur terendah")), 400);
    CHECK(str_find(lowest, S("U4 Biaya")) > 0 && str_find(lowest, S("U4 Biaya")) < str_find(lowest, S("U6 ")));
}

TEST(a_report_of_few_answers_says_so_and_shows_none)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);

    answer(&w, 3);
    Str text = paper_text(&a, report(&w, LANG_ID));
    CHECK(str_has(text, S("Baru 3 jawaban")) && !str_has(text, S("Nilai setiap unsur")));
    CHECK(!str_has(text, S("Tanda tangan")));
}

LONG_TEST(a_report_that_rests_on_too_few_says_so_before_its_index)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);

    answer(&w, 8);
    Str text = paper_text(&a, report(&w, LANG_ID));
    CHECK(str_find(text, S("Belum cukup jawaban")) > 0);
    CHECK(str_find(text, S("Belum cukup jawaban")) < str_find(text, S("dari 100 ·")));
    CHECK(str_has(text, S("Baru 8 jawaban")) && str_has(text, S("paling sedikit 30")));
    answer(&w, 60);
    CHECK(!str_has(paper_text(&a, report(&w, LANG_ID)), S("Belum cukup jawaban")));
}

TEST(a_report_has_the_units_own_questions_and_no_words_that_were_written)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);
    int         at = survei_marks_from(&w.c, w.c.nforms);

    for (int i = 0; i < 60; i++) {
        SurveiAnswer x = survei_world_answer(&w, i, i % 3 ? S("434343434") : S("444434343"));
        x.marks[at]  = (u8)(i < 3 ? 2 : i < 30 ? 3 : 1);
        x.said[0]    = (SurveiSaid){w.c.questions[1].id, S("Antrean panjang")};
        x.nsaid      = 1;
        survei_world_take(&w, &x);
    }
    survei_world_fold(&w);
    Str text = paper_text(&a, report(&w, LANG_ID));
    Str own = str_sub(text, str_find(text, S("Dari mana Anda tahu layanan ini?")), -1);
    own     = str_sub(own, 0, str_find(own, S("Mutu data")));
    CHECK(str_has(own, S("Teman")) && str_has(own, S("50,0 %")) && str_has(own, S("disembunyikan")));
    CHECK(str_has(own, S("Media sosial")) && !str_has(own, S("27")) && !str_has(own, S("45,0 %")));
    CHECK(str_has(own, S("Apa yang perlu diperbaiki?")) && !str_has(text, S("Antrean panjang")));
}

LONG_TEST(a_report_of_a_survey_closed_early_says_when)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);

    answer(&w, 60);
    SURVEI_DO(w.db, "UPDATE survei_campaign SET closed_on = $1", db_text(S("2026-08-22")));
    Str text = paper_text(&a, report(&w, LANG_ID));
    CHECK(str_has(text, S("sampai 22 Agustus 2026")) && !str_has(text, S("30 September 2026")));
}

LONG_TEST(a_report_hides_the_groups_that_results_hide_and_explains_flags)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);

    answer(&w, 60);
    for (int i = 0; i < 2; i++) {
        SurveiAnswer x = survei_world_answer(&w, 900 + i, S("4"));
        x.about[2] = 6;
        survei_world_take(&w, &x);
    }
    survei_world_fold(&w);
    Str text = paper_text(&a, report(&w, LANG_ID));
    CHECK(str_has(text, S("Menurut umur")) && !str_has(text, S("Menurut pendidikan")));
    CHECK_STR(str_sub(text, str_find(text, S(" dari 62 jawaban")) - 1, 30), S("2 dari 62 jawaban diberi tanda"));
    CHECK(str_has(text, S("Jawaban seragam")));
}

LONG_TEST(a_report_shows_how_the_index_went_from_survey_to_survey)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);

    answer(&w, 60);
    CHECK(!str_has(paper_text(&a, report(&w, LANG_ID)), S("Dari waktu ke waktu")));
    (void)survei_world_another(&w, (SurveiAnother){"Survei musim hujan", "dulu", "closed", "2026-01-05", 60});
    Str text = paper_text(&a, report(&w, LANG_ID));
    CHECK(str_has(text, S("Dari waktu ke waktu")) && str_has(text, S("Triwulan I 2026")));
    CHECK(str_has(text, S("musim hujan")) && str_has(text, S("60 jawaban · survei ini")));
    (void)survei_world_another(&w, (SurveiAnother){"Survei kedua", "kedua", "closed", "2026-08-05", 50});
    text = paper_text(&a, report(&w, LANG_ID));
    CHECK(str_has(text, S("Triwulan III 2026 – 2 survei")) && str_has(text, S("110 jawaban · termasuk survei ini")));
}
