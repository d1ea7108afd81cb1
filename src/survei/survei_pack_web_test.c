#include "survei/survei_pack_web.h"

#include "test/ask.h"
#include "test/packs.h"

static const Room *const rooms[] = {&survei_pack_room};

static Req *get(Arena *a, const char *path, Lang lang)
{
    static User user;
    Regulasi    rules = {0};
    Web         web   = {.rooms = rooms, .rooms_count = countof(rooms), .regulasi = &rules,
                         .survei = test_instruments()};
    user = (User){.id = 1, .instansi_id = 1, .unit_id = 1, .name = S("Ani"), .roles = SIGNED_IN | WHO(PEGAWAI),
                  .csrf = S("csrf-of-a-test"), .utc_minutes = 420, .lang = lang};
    return test_ask(a, &web, test_db(a), &(TestAsk){S("GET"), str_of(path), .user = &user});
}

TEST(instruments_are_listed_with_the_days_they_are_in_force)
{
    Req *r = get(&a, "/survei/instrumen", LANG_EN);
    CHECK(r->status == 200);
    CHECK(test_shows(r, "Public satisfaction survey, PermenPANRB 14/2017"));
    CHECK(test_shows(r, "/survei/instrumen/spak-90-2021"));
    CHECK(test_shows(r, "/survei/instrumen/spkp-90-2021"));
    r = get(&a, "/survei/instrumen?format=json", LANG_ID);
    CHECK(r->status == 200 && test_shows(r, "\"id\":\"ipk-ma-2020\""));
}

TEST(every_number_of_an_instrument_is_shown_with_its_source_and_its_doubt)
{
    Req *r = get(&a, "/survei/instrumen/skm-14-2017", LANG_EN);
    CHECK(r->status == 200 && test_shows(r, "</html>"));
    CHECK(test_shows(r, "<dd>1/9 ") && test_shows(r, "<dd>88.31 ") && test_shows(r, "<dd>3.841 "));
    CHECK(test_shows(r, "Educational and Psychological Measurement 30"));
    CHECK(test_shows(r, "agrees with nothing else"));
    CHECK(test_shows(r, "Not yet checked by a native reader"));
    r = get(&a, "/survei/instrumen/spak-90-2021", LANG_ID);
    CHECK(test_shows(r, "<dd>2/3 "));
    CHECK(test_shows(r, "lurus melalui nol"));
    CHECK(test_shows(r, "Belum\xC2\xA0" "pasti"));
    CHECK(test_shows(r, "<dd>0,05 "));
}

TEST(every_sentence_of_a_language_can_be_read)
{
    Req *r = get(&a, "/survei/instrumen/skm-14-2017/kata/su", LANG_EN);
    CHECK(r->status == 200 && test_shows(r, "</html>"));
    CHECK(test_shows(r, "lang=\"su\"") && test_shows(r, "Hatur nuhun") && test_shows(r, "Thank you"));
    CHECK(test_shows(r, "Patarosan {1} ti {2}") && test_shows(r, "4 Luyu pisan"));
    CHECK(test_shows(r, "No native speaker has read this translation yet"));
    r = get(&a, "/survei/instrumen/spak-90-2021/kata/id", LANG_ID);
    CHECK(r->status == 200 && test_shows(r, "6 Sangat setuju") && !test_shows(r, "penutur asli"));
}

TEST(what_is_not_there_is_not_found)
{
    CHECK(get(&a, "/survei/instrumen/skm-16-2014", LANG_ID)->status == 404);
    CHECK(get(&a, "/survei/instrumen/skm-14-2017/kata/xx", LANG_ID)->status == 404);
    CHECK(get(&a, "/survei/instrumen/ipk-ma-2020/kata/su", LANG_ID)->status == 404);
}
