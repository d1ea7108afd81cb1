#include "base/say.h"
#include "test/test.h"

#include <stdio.h>

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

/* A fraction of seven-digit numbers: eight of them added make numbers of some 200 bits. */
static Ratio some_ratio(u64 *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    i64 n = (i64)(*seed >> 40) % 10000000 - 5000000;
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return ratio(n, 1 + (i64)(*seed >> 40) % 9999999);
}

TEST(fractions_far_wider_than_a_machine_word_stay_exact)
{
    CHECK_STR(ratio_exact(&a, ratio_mul(ratio(INT64_MIN, 1), ratio(INT64_MIN, 3))),
              S("85070591730234615865843651857942052864/3"));
    CHECK_STR(ratio_round(&a, ratio_div(ratio(1, 9999991), ratio(9999973, 7)), 18, '.'),
              S("0.000000000000070000"));

    u64 seed = 7;
    for (int turn = 0; turn < 300; turn++) {
        Ratio sum = {0}, back, one = some_ratio(&seed), three = ratio(3, 1);
        Ratio part[10];
        for (int i = 0; i < countof(part); i++)
            sum = ratio_add(sum, part[i] = some_ratio(&seed));
        CHECK(!ratio_split(sum, &(i64){0}, &(i64){0}));
        CHECK(ratio_cmp(ratio_mul(sum, three), ratio_add(sum, ratio_add(sum, sum))) == 0);
        CHECK(ratio_cmp(sum, ratio_add(sum, ratio(1, INT64_MAX))) < 0);
        CHECK(one.n == 0 || ratio_cmp(ratio_div(ratio_mul(sum, one), one), sum) == 0);
        back = sum;
        for (int i = 0; i < countof(part); i++)         /* in another order than they came */
            back = ratio_sub(back, part[(i * 7 + 3) % countof(part)]);
        CHECK(back.n == 0 && back.d == 0 && !back.minus);
        double want = 0;
        for (int i = 0; i < countof(part); i++)
            want += ratio_double(part[i]);
        CHECK(ratio_double(sum) - want < 1e-3 && want - ratio_double(sum) < 1e-3);
    }
}

TEST(rounding_is_the_same_for_narrow_and_wide_fractions)
{
    u64 seed = 11;
    for (int turn = 0; turn < 2000; turn++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        i64 n = (i64)(seed >> 40) % 2000000, d = 1 + (i64)(seed >> 20 & 0xfff), want = (2 * n * 1000 + d) / (2 * d);
        Str whole = str_fmt(&a, "%lld", (long long)(want / 1000));
        CHECK_STR(ratio_round(&a, ratio(n, d), 3, '.'),
                  str_fmt(&a, "%.*s.%03lld", STRF(whole), (long long)(want % 1000)));
        CHECK_STR(ratio_round(&a, ratio(-n, d), 3, ','),
                  str_fmt(&a, "%s%.*s,%03lld", want ? "-" : "", STRF(whole), (long long)(want % 1000)));
    }
    Ratio wide = ratio_mul(ratio(INT64_MIN, 1), ratio(INT64_MIN, 3));
    CHECK_STR(ratio_round(&a, wide, 2, '.'), S("28356863910078205288614550619314017621.33"));
    CHECK_STR(ratio_round(&a, ratio_div(ratio(-1, 1), wide), 18, '.'), S("0.000000000000000000"));
    CHECK_STR(ratio_round(&a, ratio(INT64_MAX, 1), 18, '.'), S("9223372036854775807.000000000000000000"));
    CHECK_STR(ratio_round(&a, ratio(1, 2), 0, '.'), S("1"));
    CHECK_STR(ratio_round(&a, ratio(1, 2000), 3, '.'), S("0.001"));
}

TEST(two_of_the_widest_totals_can_be_subtracted)
{
    static const i64 below[] = {9999991, 9999973, 9999971, 9999943, 9999937, 9999931, 29999999, 29999989, 1000000000};
    static const i64 other[] = {9999929, 9999907, 9999901, 9999889, 9999883, 9999877, 29999963, 29999939, 1000000000};
    Ratio one = ratio(1, 2400), two = ratio(1, 2400);
    for (int i = 0; i < countof(below); i++) {
        one = ratio_add(one, ratio(below[i] - 1, below[i]));
        two = ratio_add(two, ratio(other[i] - 2, other[i]));
    }
    Ratio apart = ratio_sub(one, two);
    CHECK(ratio_cmp(apart, (Ratio){0}) > 0 && apart.d > RATIO_LIMBS / 2);
    CHECK(ratio_cmp(ratio_add(two, apart), one) == 0);
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

TEST(a_sentence_is_found_by_its_key_and_all_that_begin_alike_stand_together)
{
    Msg first, end;

    for (Msg m = MSG_NONE + 1; m < MSG_COUNT; m++)
        CHECK(say_named(say_name(m)) == m);
    CHECK(say_named(S("log.did.nothing_of_the_kind")) == MSG_NONE);
    CHECK(say_named(S("")) == MSG_NONE && say_named(S("~")) == MSG_NONE);
    say_range(S("log.did."), &first, &end);
    CHECK(end - first > 20 && str_starts(say_name(first), S("log.did.")));
    CHECK(!str_starts(say_name(end), S("log.did.")) && !str_starts(say_name((Msg)(first - 1)), S("log.did.")));
    say_range(S("~"), &first, &end);
    CHECK(first == end);
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

TEST(text_is_formed_as_printf_would)
{
    static const double places[] = {0, 0.04, 0.06, 1.26, -3.14159, 99.999, 1234567.891, -0.001};
    char want[256];

    for (int i = 0; i < countof(places); i++) {
        snprintf(want, sizeof want, "<x=\"%.1f\" y=\"%.2f%%\" %s %d %c>", places[i], places[i], "a", -i, 'z');
        if (str_has(str_of(want), S("-0.0")))
            continue;                   /* we never write a minus before zero */
        CHECK_STR(str_fmt(&a, "<x=\"%.1f\" y=\"%.2f%%\" %s %d %c>", places[i], places[i], "a", -i, 'z'),
                  str_of(want));
    }
    CHECK_STR(str_fmt(&a, "%lld %lld %td %.*s|", (long long)INT64_MIN, (long long)INT64_MAX, (isize)-7, STRF(S("xy"))),
              S("-9223372036854775808 9223372036854775807 -7 xy|"));
    CHECK_STR(str_fmt(&a, "%04d-%02x", 7, 255), S("0007-ff"));
    CHECK_STR(str_fmt(&a, "%.1f", 1e300), S("0.0"));
    CHECK(str_fmt(&a, "%s%s", "0123456789", "0123456789").at[20] == 0);
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
