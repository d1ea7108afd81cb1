#include "survei/survei_pack.h"

#include "base/embed.h"
#include "test/packs.h"
#include "test/test.h"

#include <string.h>

static Str embedded(const char *name)
{
    for (const Embedded *e = regulasi_embedded; e->name; e++)
        if (str_is(str_of(e->name), name))
            return e->bytes;
    return (Str){0};
}

static Str skm(void)
{
    return embedded("survei-skm-14-2017.json");
}

/* The text with its first `from` replaced by `to`. */
static Str bent(Arena *a, Str json, const char *from, const char *to)
{
    isize at = str_find(json, str_of(from));
    CHECK(at >= 0);
    return str_fmt(a, "%.*s%s%.*s", STRF(str_sub(json, 0, at)), to, STRF(str_sub(json, at + (isize)strlen(from), -1)));
}

static Str sealed(Arena *a, Str json)
{
    Str out = {0};
    CHECK_OK(regulasi_seal(a, json, &out));
    return out;
}

/* Is it refused, with an issue at this place and no pack? */
static bool refused(Arena *a, Str json, const char *where)
{
    Issues      issues = {.arena = a};
    SurveiPack *p      = NULL;
    Err         e      = survei_pack_read(a, json, LANG_ID, &issues, &p);
    for (isize i = 0; i < issues.count; i++)
        if (str_is(issues.at[i].field, where))
            return e.kind == ERR_INVALID && !p;
    for (isize i = 0; i < issues.count; i++)
        test_fail(__FILE__, __LINE__, str_c(a, issues.at[i].field), issues.at[i].text);
    return false;
}

TEST(instruments_have_the_elements_of_their_regulation)
{
    static const struct { const char *id; int elements, scales; } want[] = {
        {"skm-14-2017", 9, 1}, {"spak-90-2021", 5, 2}, {"spkp-90-2021", 8, 2}, {"ipk-ma-2020", 10, 1},
    };
    for (int i = 0; i < countof(want); i++) {
        const SurveiPack *p = test_instrument(want[i].id);
        CHECK(p && p->nelements == want[i].elements && p->nscales == want[i].scales && p->scales[0].points == 4);
        CHECK(p && !ratio_cmp(ratio_mul(p->weight.is, ratio(p->nelements, 1)), ratio(1, 1)));
        CHECK(p && survei_set(p, SURVEI_RESPONDENTS_LEAST) == 30 && survei_set(p, SURVEI_TIMES_FULL) == 4);
        CHECK(p && p->tongues.count >= 2 && str_is(p->tongues.at[0]->code, "id"));
    }
    CHECK(survei_element(test_instrument("skm-14-2017"), S("u9")) == 8);
    CHECK(survei_element(test_instrument("skm-14-2017"), S("U10")) == -1);
    CHECK(!test_instrument("skm-16-2014"));
}

static void check_number(const SurveiNumber *n)
{
    CHECK(n->source && n->source->regulation.len && n->source->place.len);
    CHECK(str_is(n->source->confidence, "high") || (n->doubt[LANG_ID].len && n->doubt[LANG_EN].len));
}

TEST(every_number_of_an_instrument_has_a_source_and_what_is_unsure_says_so)
{
    const SurveiPacks *all = test_instruments();
    for (isize i = 0; i < all->packs.count; i++) {
        const SurveiPack *p = all->packs.at[i];
        check_number(&p->weight);
        check_number(&p->times);
        check_number(&p->decimals);
        for (int k = 0; k < p->nscales; k++)
            check_number(&p->scales[k].factor);
        for (int k = 0; k < p->nbands; k++)
            check_number(&p->bands[k].from);
        for (int k = 0; k < SURVEI_SETTINGS; k++)
            check_number(&p->set[k]);
    }
    const SurveiPack *p = survei_pack(all, S("spak-90-2021"));
    CHECK_STR(survei_scale(p, 6)->factor.source->confidence, S("low"));
}

TEST(an_instrument_is_that_of_its_day_or_none)
{
    const SurveiPacks *all = test_instruments();
    const SurveiPack  *p   = NULL;
    CHECK_OK(survei_pack_for(all, S("skm"), date_ymd(2026, 11, 22), &p));
    CHECK_STR(p->id, S("skm-14-2017"));
    CHECK(survei_pack_for(all, S("skm"), date_ymd(2017, 5, 11), &p).kind == ERR_NOT_FOUND);
    CHECK(survei_pack_for(all, S("spak"), date_ymd(2021, 12, 30), &p).kind == ERR_NOT_FOUND);
    CHECK_OK(survei_pack_for(all, S("spak"), date_ymd(2021, 12, 31), &p));
    CHECK(survei_pack_for(all, S("spkp"), (Date){0}, &p).kind == ERR_NOT_FOUND);
    CHECK(survei_pack_for(all, S("sp4n"), date_ymd(2026, 1, 1), &p).kind == ERR_NOT_FOUND);
}

TEST(one_changed_byte_of_an_instrument_is_refused)
{
    CHECK(refused(&a, bent(&a, skm(), "\"1/9\"", "\"1/8\""), "sha256"));
    CHECK(refused(&a, bent(&a, skm(), "88.31", "88.13"), "sha256"));
    CHECK(refused(&a, bent(&a, skm(), "\"sha256\"", "\"sha265\""), "sha256"));
}

TEST(what_is_wrong_with_an_instrument_is_said_where_it_is)
{
    static const struct { const char *from, *to, *where; } cases[] = {
        {"\"1/9\"", "\"0.111\"", "weight"},
        {"\"88.31\"", "\"88.315\"", "bands.A"},
        {"\"88.31\"", "\"76.61\"", "bands.B"},
        {"\"88.31\"", "\"88,31\"", "bands.A.value"},
        {"\"code\": \"B\"", "\"code\": \"A\"", "bands.A"},
        {"\"code\": \"U2\"", "\"code\": \"U1\"", "elements.U1"},
        {"\"answers\": \"fit\", ", "", "elements.U1.answers"},
        {"\"points\": \"4\"", "\"points\": \"7\"", "scales.1"},
        {"\"points\": \"4\"", "\"points\": \"four\"", "scales.1.points"},
        {"\"decimals\": {\"value\": \"2\"", "\"decimals\": {\"value\": \"2.5\"", "decimals"},
        {"\"times\": {\"value\": \"25\", \"source\": \"reckon\"}", "\"times\": {\"value\": \"25\"}", "times.source"},
        {"\"code\": \"group_least\"", "\"code\": \"group_most\"", "settings.group_most"},
        {"\"code\": \"group_least\"", "\"code\": \"times_full\"", "settings.times_full"},
        {"\"code\": \"group_least\", \"value\": \"5\"", "\"code\": \"group_least\", \"value\": \"5.5\"",
         "settings.group_least"},
        {"\"code\": \"sample_share\", \"value\": \"0.5\"", "\"code\": \"sample_share\", \"value\": \"1\"",
         "settings.sample_share"},
        {"\"valid_from\": \"2017-05-12\"", "\"valid_from\": \"2017-13-12\"", "valid_from"},
        {"\"valid_until\": null", "\"valid_until\": \"2016-01-01\"", "valid_until"},
        {"\"kind\": \"survey\"", "\"kind\": \"poll\"", "kind"},
        {"\"family\"", "\"clan\"", "family"},
        {"[\"f\", \"m\"]", "[\"f\", \"f\"]", "attributes.sex"},
        {"\"online\": true, \"online_answers\": \"good\"", "\"online_answers\": \"good\"", "elements.U7"},
    };
    for (int i = 0; i < countof(cases); i++)
        if (!refused(&a, sealed(&a, bent(&a, skm(), cases[i].from, cases[i].to)), cases[i].where))
            test_fail(__FILE__, __LINE__, cases[i].to, str_of(cases[i].where));
    CHECK(refused(&a, S("{\"kind\": "), ""));
    Str spak = embedded("survei-spak-90-2021.json");
    CHECK(refused(&a, sealed(&a, bent(&a, spak, "\"2/3\"", "\"3/4\"")), "scales.2"));
    CHECK(refused(&a, sealed(&a, bent(&a, spak, "\"points\": \"6\"", "\"points\": \"4\"")), "scales.2"));
}

/* A low number without its doubt would look as sure as the law. */
TEST(a_number_that_is_unsure_without_saying_so_is_refused)
{
    isize at   = str_find(skm(), S("{\"code\": \"burst_minutes\""));
    Str   rest = str_sub(skm(), at, -1);
    Str   line = str_cut(&rest, '\n');
    Str   bare = bent(&a, skm(), str_c(&a, line),
                      "{\"code\": \"burst_minutes\", \"value\": \"5\", \"source\": \"own\"},");
    CHECK(refused(&a, sealed(&a, bare), "settings.burst_minutes.doubt"));
}

TEST(every_language_says_everything_and_says_it_itself)
{
    const SurveiPacks *all = test_instruments();
    for (isize i = 0; i < all->packs.count; i++)
        for (isize l = 0; l < all->packs.at[i]->tongues.count; l++) {
            const SurveiPack   *p = all->packs.at[i];
            const SurveiTongue *t = p->tongues.at[l];
            CHECK(survei_tongue(p, t->code) == t);
            for (int e = 0; e < p->nelements; e++)
                for (int s = 0; s < p->nscales; s++)
                    for (int m = 0; m < p->scales[s].points; m++)
                        CHECK(t->at[e].ask[1].len && t->at[e].answers[0][s][m].len && t->at[e].answers[1][s][m].len);
            CHECK(l == 0 || !str_eq(t->at[0].ask[0], p->tongues.at[0]->at[0].ask[0]));
        }
    const SurveiPack   *p = survei_pack(all, S("skm-14-2017"));
    const SurveiTongue *t = survei_tongue(p, S("xx"));
    CHECK_STR(t->code, S("id"));
    CHECK_STR(survei_tell(&a, t, TONGUE_QUESTION, S("2"), S("9")), S("Pertanyaan 2 dari 9"));
    CHECK(!str_eq(t->at[6].ask[0], t->at[6].ask[1]) && !str_eq(t->at[6].answers[0][0][0], t->at[6].answers[1][0][0]));
    CHECK(str_eq(t->at[2].ask[0], t->at[2].ask[1]));
}

TEST(regional_languages_are_offered_and_say_that_nobody_has_confirmed_them)
{
    static const char *const codes[] = {"id", "en", "jv", "su"};
    const SurveiPacks *all = test_instruments();
    for (int i = 0; i < countof(codes); i++) {
        const SurveiTongue *t = survei_tongue(survei_pack(all, S("skm-14-2017")), str_of(codes[i]));
        CHECK_STR(t->code, str_of(codes[i]));
        CHECK((t->doubt[LANG_ID].len > 0) == (i > 1) && (t->doubt[LANG_EN].len > 0) == (i > 1));
    }
    CHECK(survei_pack(all, S("ipk-ma-2020"))->tongues.count == 2);      /* not in all of them: whole or not at all */
}

static bool words_refused(Arena *a, const char *from, const char *to, const char *where)
{
    SurveiPacks all    = *test_own_instruments(a);
    Issues      issues = {.arena = a};
    Str         json   = bent(a, embedded("survei-id.words.json"), from, to);
    isize       before = all.packs.at[0]->tongues.count;
    Err         e      = survei_words_read(a, json, LANG_ID, &issues, &all);
    CHECK(e.kind == ERR_INVALID && all.packs.at[0]->tongues.count == before);
    for (isize i = 0; i < issues.count; i++)
        if (str_is(issues.at[i].field, where))
            return true;
    for (isize i = 0; i < issues.count; i++)
        test_fail(__FILE__, __LINE__, where, issues.at[i].field);
    return false;
}

LONG_TEST(words_that_are_not_whole_are_refused)
{
    CHECK(words_refused(&a, "\"send\": \"Kirim\",", "", "frame.send"));
    CHECK(words_refused(&a, "\"send\"", "\"sent_\"", "frame"));
    CHECK(words_refused(&a, "Pertanyaan {1} dari {2}", "Pertanyaan {1}", "frame.question"));
    CHECK(words_refused(&a, "\"Sangat mampu\"", "\"Mampu sekali\", \"Sangat mampu\"", "answers.able"));
    CHECK(words_refused(&a, "\"U3\": {\"topic\"", "\"U3\": {\"about\"", "skm-14-2017.U3.topic"));
    CHECK(words_refused(&a, "\"U9\":", "\"U10\":", "skm-14-2017"));
    CHECK(words_refused(&a, "\"skm-14-2017\":", "\"skm-16-2014\":", "instruments"));
    CHECK(words_refused(&a, "\"m\": \"Laki-laki\"", "\"x\": \"Laki-laki\"", "attributes.sex.m"));
    CHECK(words_refused(&a, "\"language\": \"id\"", "\"language\": \"i d\"", "language"));
    CHECK(words_refused(&a, " Oktober November Desember", " Oktober November", "frame.months"));
}

TEST(a_later_file_of_a_language_takes_the_place_of_the_earlier)
{
    SurveiPacks all    = *test_own_instruments(&a);
    Issues      issues = {.arena = &a};
    Str         json   = bent(&a, embedded("survei-id.words.json"), "\"Kirim\"", "\"Serahkan\"");
    isize       before = survei_pack(&all, S("skm-14-2017"))->tongues.count;
    CHECK_OK(survei_words_read(&a, json, LANG_ID, &issues, &all));
    const SurveiPack *p = survei_pack(&all, S("skm-14-2017"));
    CHECK(p->tongues.count == before);
    CHECK_STR(survei_tongue(p, S("id"))->words[TONGUE_SEND], S("Serahkan"));

    Str more = bent(&a, json, "\"language\": \"id\"", "\"language\": \"min\"");
    CHECK(survei_pack_judge(&a, &all, more, LANG_ID, &issues, &(RegulasiFile){0}).kind == ERR_INVALID);
    CHECK_STR(issues.at[0].field, S("bands.skm-14-2017.A"));    /* what a band is called, it says itself */
    Buf bands = {.arena = &a};
    for (isize i = 0; i < all.packs.count; i++)
        buf_addf(&bands, "%s\"%.*s\": {\"A\": \"Rancak bana\", \"B\": \"Rancak\", \"C\": \"Sadang\", "
                 "\"D\": \"Kurang\"}", i ? ", " : "",
                 STRF(all.packs.at[i]->id));
    Str told = str_fmt(&a, "\"bands\": {%.*s}, \"answers\": {", STRF(buf_str(&bands)));
    more     = bent(&a, more, "\"answers\": {", str_c(&a, told));
    RegulasiFile file;
    CHECK_OK(survei_pack_judge(&a, &all, more, LANG_ID, &issues, &file));
    CHECK(str_starts(file.id, S("survei-min-")) && str_ends(file.id, S(".words")));
    CHECK(file.words && survei_is_file(a, more) && survei_is_file(a, skm()) && !survei_is_file(a, S("{}")));
    CHECK(p->tongues.count == before);                  /* judged, not added */
}

/* --- as `pulau regulasi add` does --- */

static Err added(Arena *a, Db *db, Str json, Issues *issues)
{
    Regulasi     rules;
    SurveiPacks  all;
    RegulasiFile file;
    CHECK_OK(regulasi_start(a, &rules));
    CHECK_OK(regulasi_stored(a, db, &rules));
    CHECK_OK(survei_packs_start(a, &rules, &all));
    TRY(survei_pack_judge(a, &all, json, LANG_ID, issues, &file));
    return regulasi_keep(a, db, &(RegulasiNew){.json = json, .at = {1787281445}}, &file);
}

static SurveiPacks started(Arena *a, Db *db)
{
    Regulasi    rules;
    SurveiPacks all = {0};
    CHECK_OK(regulasi_start(a, &rules));
    CHECK_OK(regulasi_stored(a, db, &rules));
    CHECK_OK(survei_packs_start(a, &rules, &all));
    return all;
}

static Str later_skm(Arena *a, const char *id, const char *day)
{
    Str named = bent(a, skm(), "\"id\": \"skm-14-2017\"", str_c(a, str_fmt(a, "\"id\": \"%s\"", id)));
    return sealed(a, bent(a, named, "2017-05-12", day));
}

static Str words_for_skm(Arena *a, const char *id)
{
    return bent(a, embedded("survei-id.words.json"), "\"skm-14-2017\": {", str_c(a, str_fmt(a, "\"%s\": {", id)));
}

LONG_TEST(an_instrument_added_while_the_program_runs_is_there_at_the_next_start)
{
    Db         *db     = test_db(&a);
    Issues      issues = {.arena = &a};
    SurveiPacks all;

    CHECK_OK(db_begin(db, true));
    CHECK(added(&a, db, words_for_skm(&a, "skm-1-2030"), &issues).kind == ERR_INVALID);     /* for what? */
    CHECK(issues.count == 1 && str_has(issues.at[0].text, S("regulasi add")));
    issues.count = 0;
    CHECK_OK(added(&a, db, later_skm(&a, "skm-1-2030", "2030-01-01"), &issues));
    all = started(&a, db);
    CHECK(!survei_pack(&all, S("skm-1-2030")) && survei_pack_taken(&all, S("skm-1-2030")));   /* cannot be asked yet */
    CHECK(all.wordless.count == 1);
    CHECK(added(&a, db, later_skm(&a, "skm-2-2030", "2030-01-01"), &issues).kind == ERR_INVALID);
    CHECK_STR(issues.at[0].field, S("valid_from"));
    issues.count = 0;

    CHECK_OK(added(&a, db, words_for_skm(&a, "skm-1-2030"), &issues));
    CHECK_OK(added(&a, db, later_skm(&a, "skm-1-2031", "2031-01-01"), &issues));
    CHECK_OK(added(&a, db, words_for_skm(&a, "skm-1-2031"), &issues));      /* one language again, beside the first */
    CHECK_OK(db_end(db, true));
    all = started(&a, db);
    const SurveiPack *p = NULL;
    CHECK(!all.wordless.count);
    CHECK_OK(survei_pack_for(&all, S("skm"), date_ymd(2030, 1, 1), &p));
    CHECK_STR(p->id, S("skm-1-2030"));
    CHECK_OK(survei_pack_for(&all, S("skm"), date_ymd(2031, 6, 1), &p));
    CHECK_STR(p->id, S("skm-1-2031"));
    CHECK_OK(survei_pack_for(&all, S("skm"), date_ymd(2029, 12, 31), &p));
    CHECK_STR(p->id, S("skm-14-2017"));
}

/* A newer program asks more words of its frame than the file had: it speaks that language itself. */
TEST(words_that_were_added_to_an_earlier_release_are_still_good)
{
    Db         *db   = test_db(&a);
    Str         json = bent(&a, words_for_skm(&a, "skm-1-2030"), "\"send\": \"Kirim\",", "\"gone\": \"Pergi\",");
    Issues      issues = {.arena = &a};
    SurveiPacks all;

    CHECK_OK(db_begin(db, true));
    CHECK_OK(added(&a, db, later_skm(&a, "skm-1-2030", "2030-01-01"), &issues));
    CHECK(added(&a, db, json, &issues).kind == ERR_INVALID);        /* whoever adds it now has to say it all */
    CHECK_OK(regulasi_keep(&a, db, &(RegulasiNew){.json = json, .at = {1787281445}},
                           &(RegulasiFile){.id = S("survei-id.words"), .words = true}));
    CHECK_OK(db_end(db, true));
    all = started(&a, db);
    const SurveiPack *p = survei_pack(&all, S("skm-1-2030"));
    CHECK(p && p->tongues.count == 1);
    CHECK_STR(p->tongues.at[0]->words[TONGUE_SEND], S("Kirim"));
}
