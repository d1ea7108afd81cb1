#include "format/json.h"

#include "test/test.h"

static Str again(Arena *a, Str text)
{
    const Json *j;
    Buf         b = {.arena = a};
    JsonOut     o = {.to = &b};
    Err         e = json_read(a, text, (JsonMost){0}, &j);
    if (e.kind)
        return str_of(e.why);
    json_put_tree(&o, NO_KEY, j);
    return buf_str(&b);
}

TEST(what_was_read_is_written_again_in_one_form)
{
    CHECK_STR(again(&a, S(" { \"b\" : [ 1 , -2.50, 1e2, true,false , null ] ,"
                          " \"a\" : \"\\u0041\\/\\n\" } ")),
              S("{\"b\":[1,-2.5,100,true,false,null],\"a\":\"A/\\n\"}"));
    CHECK_STR(again(&a, S("{}")), S("{}"));
    CHECK_STR(again(&a, S("[[],{\"\":[]}]")), S("[[],{\"\":[]}]"));
    CHECK_STR(again(&a, S("9223372036854775807")), S("9223372036854775807"));
    CHECK_STR(again(&a, S("[0.1, 92.35, -0.0, 1e300, 0.000001, 1e-7, 123456789012345.6]")),
              S("[0.1,92.35,0,1e+300,0.000001,1e-07,123456789012345.6]"));
}

TEST(a_byte_order_mark_is_passed_over_once)
{
    CHECK_STR(again(&a, S("\xEF\xBB\xBF[1]")), S("[1]"));
    CHECK(str_has(again(&a, S("\xEF\xBB\xBF\xEF\xBB\xBF[1]")), S("line 1")));
}

TEST(text_is_safe_to_stand_in_a_page)
{
    CHECK_STR(again(&a, S("\"</script>\\u2028\xC3\xA9\"")),
              S("\"\\u003c/script>\\u2028\xC3\xA9\""));
    Buf     b = {.arena = &a};
    JsonOut o = {.to = &b};
    json_put_text(&o, NO_KEY, S("a\xFF\x01\x7F\"\\"));
    CHECK_STR(buf_str(&b), S("\"a\xEF\xBF\xBD\\u0001\\u007f\\\"\\\\\""));
}

TEST(malformed_json_is_refused_with_its_line_and_column)
{
    static const char *const bad[] = {
        "", "{", "[1,]", "{\"a\":1,}", "[01]", "[1.]", "[.5]", "[+1]", "[NaN]", "[1e999]", "['a']",
        "[\"\\ud800\"]", "[\"\xFF\"]", "[\"\\u0000\"]", "[\"a\nb\"]", "{\"a\":1,\"a\":2}", "{1:2}",
        "[1] 2", "tru", "[9223372036854775808]",
    };
    for (isize i = 0; i < countof(bad); i++) {
        const Json *j = NULL;
        Err e = json_read(&a, str_of(bad[i]), (JsonMost){0}, &j);
        if (e.kind != ERR_INVALID || !str_starts(str_of(e.why), S("line ")) || j)
            test_fail(__FILE__, __LINE__, bad[i], str_of(e.why));
    }
    CHECK_STR(again(&a, S("{\n  \"a\": ?\n}")), S("line 2, column 8: invalid token"));
    CHECK_STR(again(&a, S("{\"a\":1,\n\"a\":2}")), S("line 2, column 3: duplicate object key"));
}

TEST(json_is_limited_in_length_depth_and_room)
{
    const Json *j;
    Buf         deep = {.arena = &a};
    for (int i = 0; i < 100000; i++)
        buf_char(&deep, '[');
    Err e = json_read(&a, buf_str(&deep), (JsonMost){0}, &j);
    CHECK(e.kind == ERR_LIMIT);
    CHECK_STR(str_of(e.why), S("line 1, column 33: nested too deeply"));
    CHECK(json_read(&a, S("[[1]]"), (JsonMost){.depth = 1}, &j).kind == ERR_LIMIT);
    CHECK_OK(json_read(&a, S("[\"[[[\\\"[[\"]"), (JsonMost){.depth = 1}, &j));
    CHECK(json_read(&a, S("[1234]"), (JsonMost){.bytes = 5}, &j).kind == ERR_LIMIT);

    Arena small = {.beg = a.beg, .end = a.beg + 300};
    CHECK(json_read(&small, S("[1,2,3,4,5,6,7,8,9]"), (JsonMost){0}, &j).kind == ERR_LIMIT);
}

TEST(questions_to_a_tree_can_be_chained)
{
    const Json *j;
    Str text = S("{\"x\":{\"n\":4,\"r\":\"3,60\",\"d\":3.6,\"t\":\"Ya\"}}");
    CHECK_OK(json_read(&a, text, (JsonMost){0}, &j));
    const Json *x = json_get(j, "x");
    i64   n;
    Ratio r, d;
    CHECK(json_i64(json_get(x, "n"), &n) && n == 4);
    CHECK(json_ratio(json_get(x, "r"), &r) && json_ratio(json_get(x, "d"), &d) && !ratio_cmp(r, d));
    CHECK_STR(json_text(json_get(x, "t")), S("Ya"));
    CHECK(json_get(json_get(json_get(j, "y"), "z"), "w")->kind == JSON_ABSENT);
    CHECK(!json_i64(json_get(x, "t"), &n) && !json_i64(json_get(x, "d"), &n));
    CHECK(!json_text(json_get(x, "n")).len);
}

TEST(json_is_written_as_it_is_told)
{
    Buf     b = {.arena = &a};
    JsonOut o = {.to = &b};
    json_open_map(&o, NO_KEY);
    json_open_list(&o, S("list"));
    json_put_i64(&o, NO_KEY, -5);
    json_open_map(&o, NO_KEY);
    json_close(&o);
    json_put_null(&o, NO_KEY);
    json_close(&o);
    json_put_id(&o, S("id"), (i64)1 << 60);
    json_put_exact(&o, S("exact"), ratio(2, 3));
    json_put_points(&o, S("points"), ratio(2, 3));
    json_put_date(&o, S("on"), date_ymd(2026, 8, 21));
    json_put_date(&o, S("off"), (Date){0});
    json_put_bool(&o, S("ok"), true);
    json_close(&o);
    CHECK_STR(buf_str(&b),
              S("{\"list\":[-5,{},null],\"id\":\"1152921504606846976\",\"exact\":\"2/3\","
                "\"points\":\"0.67\",\"on\":\"2026-08-21\",\"off\":null,\"ok\":true}"));
}
