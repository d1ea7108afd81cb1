#include "survei/survei_cli.h"
#include "test/packs.h"
#include "test/test.h"

/* What the command prints for these answers; or else every problem, one a line. */
static Str scored(Arena *a, const char *json, Lang lang)
{
    Issues      issues = {.arena = a};
    SurveiSheet sheet;
    Buf         b = {.arena = a};
    Err         e = survei_sheet_read(a, test_instruments(), str_of(json), lang, &issues, &sheet);
    CHECK((e.kind == OK) == !issues.count);
    if (!e.kind)
        return survei_sheet_result(a, &sheet, lang);
    CHECK(e.kind == ERR_INVALID);
    for (isize i = 0; i < issues.count; i++)
        buf_addf(&b, "%.*s: %.*s\n", STRF(issues.at[i].field), STRF(issues.at[i].text));
    return buf_str(&b);
}

TEST(a_score_has_every_field_of_its_contract)
{
    static const char *const want[] = {
        "{\"instrument\":\"skm-14-2017\",\"scale\":4,\"n\":2,\"index\":\"87.50\",\"exact\":\"175/2\",\"band\":\"B\",",
        "\"interval\":[\"25.00\",\"100.00\"],\"interval_precise\":[\"25.000000000000\",\"100.000000000000\"],",
        "\"alpha\":\"1.00\",\"alpha_exact\":\"1\",\"lowest\":[\"U1\",\"U2\",\"U3\"],",
        "\"elements\":[{\"code\":\"U1\",\"mean\":\"3.50\",\"exact\":\"7/2\",\"sd\":\"0.707106781187\",",
        "\"topic\":\"Requirements\",\"marks\":[0,0,1,1]}",
    };
    static const char two[] = "{\"instrument\":\"skm-14-2017\",\"answers\":[[4,4,4,4,4,4,4,4,4],[3,3,3,3,3,3,3,3,3]]}";
    Str out = scored(&a, two, LANG_EN);
    for (int i = 0; i < countof(want); i++)
        if (!str_has(out, str_of(want[i])))
            test_fail(__FILE__, __LINE__, want[i], out);
}

TEST(no_answers_are_a_result_and_not_a_mistake)
{
    Str out = scored(&a, "{\"instrument\":\"spak-90-2021\",\"answers\":[]}", LANG_EN);
    CHECK(str_has(out, S("\"n\":0,\"index\":null,\"exact\":null,\"band\":null,\"band_title\":null,")));
    CHECK(str_has(out, S("{\"code\":\"D1\",\"mean\":null,\"exact\":null,\"sd\":null,")));
    out = scored(&a, "{\"instrument\":\"spak-90-2021\",\"answers\":[[4,4,4,4,4]]}", LANG_EN);
    CHECK(str_has(out, S("\"n\":1,\"index\":\"4.00\",\"exact\":\"4\",\"band\":\"A\"")));
    CHECK(str_has(out, S("\"interval\":null,\"interval_precise\":null,\"alpha\":null")));
}

TEST(the_scale_is_the_usual_one_unless_the_file_says_six)
{
    static const char two[] = "{\"instrument\":\"spkp-90-2021\",\"scale\":6,"
                              "\"answers\":[[6,6,6,6,6,6,6,6],[3,3,3,3,3,3,3,3]]}";
    Str out = scored(&a, two, LANG_ID);
    CHECK(str_has(out, S("\"scale\":6,\"n\":2,\"index\":\"3.00\",\"exact\":\"3\",\"band\":\"B\"")));
    CHECK_STR(scored(&a, "{\"instrument\":\"skm-14-2017\",\"scale\":6,\"answers\":[]}", LANG_EN),
              S("scale: skm-14-2017 has no scale of 1 to 6. There are: 1-4.\n"));
}

TEST(every_bad_answer_is_listed_with_its_row_and_column)
{
    static const char bad[] = "{\"instrument\":\"spak-90-2021\",\"answers\":"
                              "[[1,2,3,4,5],[1,2,3,4],7,[0,\"2\",null,2.5,true],[4,4,4,4,4]]}";
    CHECK_STR(scored(&a, bad, LANG_EN),
              S("row 1, column 5 (D5): 5 is no answer. Write a whole number from 1 to 4.\n"
                "row 2: There are 4 answers; spak-90-2021 has 5 elements.\n"
                "row 3: A row of answers must be a list [...].\n"
                "row 4, column 1 (D1): 0 is no answer. Write a whole number from 1 to 4.\n"
                "row 4, column 2 (D2): \"2\" is no answer. Write a whole number from 1 to 4.\n"
                "row 4, column 3 (D3): null is no answer. Write a whole number from 1 to 4.\n"
                "row 4, column 4 (D4): 2.5 is no answer. Write a whole number from 1 to 4.\n"
                "row 4, column 5 (D5): true is no answer. Write a whole number from 1 to 4.\n"));
}

TEST(a_file_that_is_no_sheet_of_answers_is_refused)
{
    static const struct { const char *json, *says; } cases[] = {
        {"{\"instrument\":", "Not well-formed JSON"},
        {"[]", "Not well-formed JSON"},
        {"{}", "\"answers\" must be there"},
        {"{}", "instrument: There is no survey instrument \"\""},
        {"{\"instrument\":\"skm-16-2014\",\"answers\":[]}", "skm-14-2017"},
        {"{\"instrument\":\"skm-14-2017\",\"answers\":{}}", "answers: "},
        {"{\"instrument\":\"skm-14-2017\",\"answers\":[],\"answer\":1}", "\"answer\" is not known"},
        {"{\"instrument\":\"spak-90-2021\",\"answers\":[],\"scale\":\"six\"}", "scale: "},
    };
    for (int i = 0; i < countof(cases); i++) {
        Str out = scored(&a, cases[i].json, LANG_EN);
        if (!str_has(out, str_of(cases[i].says)))
            test_fail(__FILE__, __LINE__, cases[i].says, out);
    }
}

TEST(of_very_many_mistakes_the_first_are_said_and_the_rest_counted)
{
    Buf b = {.arena = &a};
    buf_add(&b, S("{\"answers\":["));
    for (int i = 0; i < 1000; i++)
        buf_addf(&b, "%s[9,9,9,9,9]", i ? "," : "");
    buf_add(&b, S("],\"instrument\":\"spak-90-2021\"}"));
    Str  out   = scored(&a, str_c(&a, buf_str(&b)), LANG_EN);
    int  lines = 0;
    for (isize i = 0; i < out.len; i++)
        lines += out.at[i] == '\n';
    CHECK(lines == SURVEI_SCORE_ISSUES + 1 && str_ends(out, S("and 4,950 more mistakes.\n")));
    CHECK(str_has(out, S("row 10, column 5 (D5): 9")) && !str_has(out, S("row 11")));
}

TEST(answers_are_found_wherever_they_stand_and_however_they_are_spaced)
{
    static const char *const good[] = {
        "\xEF\xBB\xBF{\"instrument\":\"spak-90-2021\",\"answers\":[[4,4,4,4,4],[4,4,4,4,4]]}",
        " {\n \"answers\" : [ [4, 4,4,4,4 ] ,\n[4,4,4,4,4]\n] , \"scale\":4, \"instrument\":\"spak-90-2021\" } \n",
        "{\"\\u0061nswers\":[[4,4,4,4,4],[4,4,4,4,4]],\"instrument\":\"spak-90-2021\"}",
    };
    static const struct { const char *json, *says; } bad[] = {
        {"{\"instrument\":\"spak-90-2021\",\"answers\":[[4,4,4,4,4],]}", "row 2: Not well-formed JSON"},
        {"{\"instrument\":\"spak-90-2021\",\"answers\":[,]}", "row 1: Not well-formed JSON"},
        {"{\"instrument\":\"spak-90-2021\",\"answers\":[[4,4,4,4,4}]}", "Not well-formed JSON"},
        {"{\"instrument\":\"spak-90-2021\",\"answers\":[[4,4,4,4,4]", "Not well-formed JSON"},
        {"{\"instrument\":\"spak-90-2021\",\"answers\":[[4,4,4,4,4] 7]}", "row 1: Not well-formed JSON"},
        {"{\"instrument\":\"spak-90-2021\",\"answers\":[],\"answers\":[]}", "Not well-formed JSON"},
        {"{\"instrument\":\"spak-90-2021\",\"answers\":[\"],[\"]}", "row 1: A row of answers must be a list"},
    };
    for (int i = 0; i < countof(good); i++)
        if (!str_has(scored(&a, good[i], LANG_EN), S("\"n\":2,\"index\":\"4.00\"")))
            test_fail(__FILE__, __LINE__, good[i], scored(&a, good[i], LANG_EN));
    for (int i = 0; i < countof(bad); i++)
        if (!str_has(scored(&a, bad[i].json, LANG_EN), str_of(bad[i].says)))
            test_fail(__FILE__, __LINE__, bad[i].says, scored(&a, bad[i].json, LANG_EN));
}
