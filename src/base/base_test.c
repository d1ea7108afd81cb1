#include "base/say.h"
#include "test/test.h"

TEST(text_is_cut_trimmed_and_compared_by_length)
{
    Str rest = S("a,b,,c");
    CHECK_STR(str_cut(&rest, ','), S("a"));
    CHECK_STR(str_cut(&rest, ','), S("b"));
    CHECK_STR(str_cut(&rest, ','), S(""));
    CHECK_STR(rest, S("c"));
    CHECK_STR(str_trim(S(" \t x y\r\n")), S("x y"));
    CHECK(str_cmp(S("ab"), S("abc")) < 0);
    CHECK(!str_is_utf8(S("a\0b")) && !str_is_utf8(S("\xff")) && str_is_utf8(S("\xc3\xa9")));
}

TEST(numbers_that_do_not_fit_are_refused)
{
    i64 n = 5;
    CHECK(str_i64(S("9223372036854775807"), &n) && n == INT64_MAX);
    CHECK(!str_i64(S("9223372036854775808"), &n));
    CHECK(!str_i64(S(""), &n) && !str_i64(S("-"), &n) && !str_i64(S("1a"), &n));
    CHECK(str_i64(S("-42"), &n) && n == -42);
}

TEST(every_day_of_two_centuries_goes_out_and_comes_back)
{
    for (i32 d = date_ymd(1900, 1, 1).days; d <= date_ymd(2100, 12, 31).days; d++) {
        Arena scratch = a;
        Date  back    = {0};
        CHECK(date_parse(date_iso(&scratch, (Date){d}), &back) && back.days == d);
    }
    Date d;
    CHECK(!date_parse(S("2026-02-29"), &d) && date_parse(S("2028-02-29"), &d));
    CHECK(date_weekday(date_ymd(2026, 11, 21)) == 6);
}

TEST(an_instant_is_written_as_auditors_read_it)
{
    Instant t;
    CHECK(instant_parse(S("2026-08-21T03:04:05Z"), &t));
    CHECK_STR(instant_iso(&a, t), S("2026-08-21T03:04:05Z"));
    CHECK(instant_date(t, 420).days == date_ymd(2026, 8, 21).days);
    CHECK_STR(say_instant(&a, LANG_ID, t, 420), S("21 Agustus 2026 10.04 WIB"));
    CHECK(!instant_parse(S("2026-08-21T24:00:00Z"), &t));
}

TEST(fractions_are_exact_and_rounded_half_up_only_for_people)
{
    Ratio r;
    CHECK_STR(ratio_exact(&a, ratio_add(ratio(1, 3), ratio(1, 6))), S("1/2"));
    CHECK_STR(ratio_exact(&a, ratio_mul(ratio(2, 3), ratio(-9, 4))), S("-3/2"));
    CHECK_STR(ratio_round(&a, ratio(2, 3), 2, '.'), S("0.67"));
    CHECK_STR(ratio_round(&a, ratio(1005, 1000), 2, ','), S("1,01"));
    CHECK_STR(ratio_round(&a, ratio(-1, 1000), 2, '.'), S("0.00"));
    CHECK_STR(ratio_round(&a, ratio(7, 2), 0, '.'), S("4"));
    CHECK(ratio_parse(S("3,60"), &r) && ratio_cmp(r, ratio(18, 5)) == 0);
    CHECK(ratio_parse(S("45/2"), &r) && ratio_cmp(r, ratio(45, 2)) == 0);
    CHECK(!ratio_parse(S("1/0"), &r) && !ratio_parse(S("."), &r) && !ratio_parse(S("1e3"), &r));
    CHECK(ratio_cmp((Ratio){0}, ratio(0, 7)) == 0);
}

TEST(people_read_numbers_in_their_own_manner)
{
    CHECK_STR(say_i64(&a, LANG_ID, -1250000), S("-1.250.000"));
    CHECK_STR(say_rupiah(&a, LANG_ID, 1250000), S("Rp1.250.000"));
    CHECK_STR(say_ratio(&a, LANG_ID, ratio(721, 10), 2), S("72,10"));
    CHECK_STR(say_ratio(&a, LANG_EN, ratio(721, 10), 2), S("72.10"));
    CHECK_STR(say_date(&a, LANG_ID, date_ymd(2026, 8, 21)), S("21 Agustus 2026"));
    CHECK_STR(say_bytes(&a, LANG_ID, 1400000), S("1,4 MB"));
}

TEST(identifiers_rise_and_tokens_carry_what_they_promise)
{
    i64 last = 0;
    for (int i = 0; i < 100000; i++) {
        i64 id = id_new();
        CHECK(id > last);
        last = id;
    }
    CHECK(token_new(&a, 10).len == 16);
    CHECK(!str_eq(token_new(&a, 16), token_new(&a, 16)));
}

TEST(a_buffer_stops_at_its_maximum_and_says_so)
{
    Buf b = {.arena = &a, .max = 10};
    buf_add(&b, S("123456"));
    CHECK(!b.cut);
    buf_addf(&b, "%d", 7890123);
    CHECK(b.cut);
    CHECK_STR(buf_str(&b), S("1234567890"));
}
