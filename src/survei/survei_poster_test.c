#include "survei/survei_poster.h"

#include "survei/survei_world_test.h"
#include "test/paper.h"

static SurveiPoster of(SurveiWorld *w)
{
    CHECK_OK(survei_dress(&w->c, test_instruments()));
    return (SurveiPoster){.c = &w->c, .agency = S("Kementerian Uji"), .origin = S("https://zi.contoh.go.id"),
                          .now = akun_now};
}

TEST(a_poster_of_a_campaign_is_one_page_and_the_same_bytes_again)
{
    SurveiWorld  w = survei_world(&a, SURVEI_OPEN_LINK);
    SurveiPoster p = of(&w);
    Str          one, two;

    CHECK_OK(survei_poster(&a, &p, &one));
    CHECK_OK(survei_poster(&a, &p, &two));
    CHECK(str_starts(one, S("%PDF-1.4")) && str_eq(one, two));
    CHECK(str_has(one, S("/s/loket-x11")));             /* the address is a link and the words instead of the code */
    CHECK(survei_minutes(&w.c) == 4);
}

TEST(there_is_a_card_for_each_code)
{
    SurveiWorld  w = survei_world(&a, SURVEI_TOKEN);
    SurveiPoster p = of(&w);
    SurveiCard   all[9];
    Str          pdf;

    for (int i = 0; i < countof(all); i++)
        all[i] = (SurveiCard){str_fmt(&a, "K%dMF-9QWX", i), i % 2 ? S("Surat izin") : S("Loket"),
                              i % 3 ? (Str){0} : str_fmt(&a, "TIKET-%04d", i)};
    CHECK_OK(survei_poster_cards(&a, &p, all, countof(all), &pdf));
    CHECK(str_starts(pdf, S("%PDF-1.4")));
    Str words = paper_text(&a, pdf);
    CHECK(str_has(words, S("Surat izin")) && str_has(words, S("Loket · TIKET-0006")));
    CHECK(survei_poster_cards(&a, &p, all, 100000, &pdf).kind == ERR_LIMIT);
}

LONG_TEST(a_poster_says_whether_a_code_is_needed_and_where_one_gets_it)
{
    for (int mode = 0; mode < SURVEI_MODES; mode++) {
        SurveiWorld  w = survei_world(&a, (SurveiMode)mode);
        SurveiPoster p = of(&w);
        Str          pdf;
        CHECK_OK(survei_poster(&a, &p, &pdf));
        Str words = paper_text(&a, pdf);
        CHECK(str_has(words, S("Masukkan kode")) == (mode != SURVEI_OPEN_LINK));
        CHECK(str_has(words, S("Minta kode kepada petugas")) == (mode != SURVEI_OPEN_LINK));
    }
}
