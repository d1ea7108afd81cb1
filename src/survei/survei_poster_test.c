#include "survei/survei_poster.h"

#include "survei/survei_world_test.h"

static SurveiPoster of(SurveiWorld *w)
{
    CHECK_OK(survei_dress(&w->c, test_instruments(w->a)));
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
    Str          codes[9], pdf;

    for (int i = 0; i < countof(codes); i++)
        codes[i] = str_fmt(&a, "K%dMF-9QWX", i);
    CHECK_OK(survei_poster_cards(&a, &p, codes, countof(codes), &pdf));
    CHECK(str_starts(pdf, S("%PDF-1.4")));
    CHECK(survei_poster_cards(&a, &p, codes, 100000, &pdf).kind == ERR_LIMIT);
}
