#include "test/test.h"

#include "base/embed.h"
#include "regulasi/regulasi.h"
#include "regulasi/words.h"

#include <string.h>

static Str embedded(const char *name)
{
    for (const Embedded *e = regulasi_embedded; e->name; e++)
        if (str_is(str_of(e->name), name))
            return e->bytes;
    return (Str){0};
}

static Str law(void)
{
    return embedded("permenpanrb-90-2021.json");
}

static void told(Issue i)
{
    char where[80];
    isize n = i.field.len < countof(where) - 1 ? i.field.len : countof(where) - 1;
    memcpy(where, i.field.at, (size_t)n);
    where[n] = 0;
    test_fail(__FILE__, __LINE__, where, i.text);
}

static const Pack *read_law(Arena *a)
{
    const Pack *p      = NULL;
    Issues      issues = {.arena = a};
    CHECK_OK(regulasi_read(a, law(), LANG_EN, &issues, &p));
    for (isize i = 0; i < issues.count; i++)
        told(issues.at[i]);
    return p;
}

/* The text with every `from` replaced by `to`, and sealed again. */
static Str altered(Arena *a, Str json, const char *from, const char *to)
{
    Buf   b = {.arena = a};
    isize at, hits = 0;
    for (Str rest = json;; hits++) {
        at = str_find(rest, str_of(from));
        if (at < 0) {
            buf_add(&b, rest);
            break;
        }
        buf_add(&b, str_sub(rest, 0, at));
        buf_add(&b, str_of(to));
        rest = str_sub(rest, at + (isize)strlen(from), -1);
    }
    CHECK(hits > 0);
    Str out = buf_str(&b);
    CHECK_OK(regulasi_seal(a, buf_str(&b), &out));
    return out;
}

static bool refused(Arena *a, Str json, Str where)
{
    const Pack *p      = NULL;
    Issues      issues = {.arena = a};
    Err         e      = regulasi_read(a, json, LANG_ID, &issues, &p);
    for (isize i = 0; i < issues.count; i++)
        if (str_eq(issues.at[i].field, where))
            return e.kind == ERR_INVALID && !p;
    for (isize i = 0; i < issues.count; i++)
        told(issues.at[i]);
    return false;
}

TEST(the_pack_of_90_2021_reads_with_every_sum_right)
{
    const Pack *p = read_law(&a);
    if (!p)
        return;
    CHECK(p->nnodes == 174 && p->nquestions == 113 && p->npredicates == 2 && p->nareas == 6);
    int kinds[PACK_KINDS] = {0}, changeable = 0;
    for (int i = 0; i < p->nnodes; i++) {
        kinds[p->nodes[i].kind]++;
        changeable += pack_is_question(&p->nodes[i]) && p->nodes[i].changeable;
        CHECK(p->nodes[i].source && p->nodes[i].source->place.len);
    }
    CHECK(kinds[PACK_CHOICE] == 103 && kinds[PACK_NUMBERS] == 10);
    CHECK(kinds[PACK_INDICATOR] == 42 && kinds[PACK_AREA] == 12);
    CHECK(changeable == 110);
    CHECK_STR(ratio_exact(&a, p->nodes[pack_find(p, S("A.I.1.ii.b"))].weight), S("1/3"));
    CHECK(p->nodes[0].units == 100 * p->per_point);
    CHECK(pack_find(p, S("A.I.1.i.z")) < 0 && pack_predicate(p, S("wbk")) == 0);

    static const char *const need[2][12] = {
        {"75", "40", "24/5", "21/5", "6", "6", "9", "6", "73/4", "63/4", "5/2", "14"},
        {"85", "48", "6", "21/4", "15/2", "15/2", "45/4", "15/2", "39/2", "63/4", "15/4", "63/4"},
    };
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 12; k++)
            CHECK_STR(ratio_exact(&a, p->predicates[i].gates[k].need), str_of(need[i][k]));
    CHECK(p->predicates[0].ngates == 12 && p->predicates[1].ngates == 13 && p->predicates[1].gates[12].prior);
}

LONG_TEST(a_pack_with_one_flipped_byte_is_refused)
{
    for (isize i = 0; i < law().len; i += i < 300 ? 3 : 199) {
        Arena  scratch = a;
        Issues issues  = {.arena = &scratch};
        Str    bad     = str_copy(&scratch, law());
        const Pack *p  = NULL;
        ((char *)bad.at)[i] ^= 1;
        CHECK(regulasi_read(&scratch, bad, LANG_ID, &issues, &p).kind == ERR_INVALID && !p && issues.count);
    }
}

TEST(a_pack_is_refused_for_each_mistake_and_the_place_is_named)
{
    static const struct { const char *from, *to, *where; } rows[] = {
        {"\"weight\": \"60\"", "\"weight\": \"59\"", "A"},
        {"\"weight\": \"8\"", "\"weight\": \"9\"", "areas.A"},
        {"\"weight\": \"60\"", "\"weight\": 60", "A.weight"},
        {"\"weight\": \"60\"", "\"weight\": \"-60\"", "A.weight"},
        {"\"weight\": \"60\"", "\"wieght\": \"60\"", "A"},
        {"\"source\": \"tabel-4\"", "\"source\": \"tabel-5\"", "B.I.source"},
        {"\"parent\": \"A.I.1.iv\"", "\"parent\": \"A.I.1.v\"", "A.I.1.iv.a"},
        {"\"parent\": \"A.I.1.iv\"", "\"parent\": \"A.I.1.iii\"", "A.I.1.iv.a"},
        {"\"code\": \"A.I.1.i.b\"", "\"code\": \"A.I.1.i.a\"", "A.I.1.i.a"},
        {"\"valid_until\": null", "\"valid_until\": \"2020-01-01\"", "valid_until"},
        {"\"valid_from\": \"2021-12-31\"", "\"valid_from\": \"2021-13-31\"", "valid_from"},
        {"\"value\": \"0.67\"", "\"value\": \"0.3\"", "scales.a-d"},
        {"\"value\": \"0.67\"", "\"value\": \"1.67\"", "scales.a-d"},
        {"\"scale\": \"a-d\"", "\"scale\": \"a-f\"", "A.I.1.iii.a.scale"},
        {"\"whole\": [\"agen\"]", "\"whole\": [\"agent\"]", "A.II.1.i.a.whole"},
        {"\"is\": \"full_if_none_now\"", "\"is\": \"perhaps\"", "A.II.3.iii.a.when_zero"},
        {"\"kind\": \"decrease\"", "\"kind\": \"guess\"", "A.II.3.iii.a.formula"},
        {"\"max\": \"9999999\"", "\"max\": \"99999999\"", "A.II.1.i.a.inputs.1"},
        {"\"key\": \"disanksi\", \"type\": \"integer\", \"min\": \"0\", \"max\": \"9999999\", \"optional\": true",
         "\"key\": \"disanksi\", \"type\": \"integer\", \"min\": \"0\", \"max\": \"9999999\"", "A.II.3.iii.a"},
        {"\"of\": [\"B.II\"]", "\"of\": [\"B.III\"]", "WBK.B.II"},
        {"\"of\": [\"B.II\"]", "\"of\": [\"B.II.a\", \"B.I.b\"]", "WBK.B.II"},
        {"\"holds\": [\"WBK\", \"WBBM\"]", "\"holds\": [\"WBBK\"]", "WBBM.prior"},
        {"\"area\": \"F\", \"share\"", "\"area\": \"G\", \"share\"", "WBK.area.F"},
        {"\"code\": \"area.F\"", "\"code\": \"area.E\"", "WBK.area.E"},
        {"\"kind\": \"instrument\"", "\"kind\": \"tool\"", "kind"},
        {"\"confidence\": \"low\"", "\"confidence\": \"so-so\"", "sources.penyebut-nol.confidence"},
    };
    for (int i = 0; i < countof(rows); i++) {
        Arena scratch = a;
        if (!refused(&scratch, altered(&scratch, law(), rows[i].from, rows[i].to), str_of(rows[i].where)))
            test_fail(__FILE__, __LINE__, rows[i].to, str_of(rows[i].where));
    }
}

TEST(all_problems_of_a_pack_are_listed_at_once)
{
    Issues      issues = {.arena = &a};
    const Pack *p      = NULL;
    Str         bad    = altered(&a, law(), "\"source\": \"tabel-4\"", "\"source\": \"tabel-5\"");
    CHECK(regulasi_read(&a, altered(&a, bad, "\"weight\": \"60\"", "\"weight\": \"x\""), LANG_ID, &issues, &p).kind
          == ERR_INVALID);
    CHECK(issues.count == 6);
    CHECK(issue_find(&issues, S("A.weight")).len && issue_find(&issues, S("B.II.a.source")).len);
}

TEST(torn_and_scrambled_packs_never_crash_the_reader)
{
    u64 seed = 99;
    for (int turn = 0; turn < 60; turn++) {
        Arena  scratch = a;
        Issues issues  = {.arena = &scratch};
        Str    s       = str_copy(&scratch, law());
        const Pack *p  = NULL;
        for (int k = 0; k < 1 + turn % 5; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            ((char *)s.at)[(seed >> 33) % (u64)s.len] = "0129\"{}[],:aAn-."[(seed >> 20) % 16];
        }
        Str again;
        if (turn % 7 == 0)
            s = str_sub(s, 0, (isize)((seed >> 33) % (u64)s.len));
        if (!regulasi_seal(&scratch, s, &again).kind)
            s = again;
        if (regulasi_read(&scratch, s, LANG_EN, &issues, &p).kind)
            CHECK(issues.count && !p);
    }
}

TEST(a_case_is_judged_by_the_pack_of_its_own_day_and_never_by_a_default)
{
    Regulasi    r;
    const Pack *p = NULL;
    CHECK_OK(regulasi_start(&a, &r));
    CHECK(regulasi_pack_for(&r, date_ymd(2021, 12, 30), &p).kind == ERR_NOT_FOUND && !p);
    CHECK(regulasi_pack_for(&r, (Date){0}, &p).kind == ERR_NOT_FOUND && !p);
    CHECK_OK(regulasi_pack_for(&r, date_ymd(2021, 12, 31), &p));
    CHECK_OK(regulasi_pack_for(&r, date_ymd(2026, 5, 31), &p));
    CHECK_STR(p->id, S("permenpanrb-90-2021"));
    CHECK(regulasi_pack(&r, S("permenpanrb 90/2021")) == p && !regulasi_pack(&r, S("permenpanrb-52-2014")));
}

LONG_TEST(a_pack_added_at_run_time_is_in_force_from_its_own_day)
{
    Regulasi    r;
    const Pack *p;
    Db         *db     = test_db(&a);
    Issues      issues = {.arena = &a};
    Str         next   = altered(&a, law(), "\"id\": \"permenpanrb-90-2021\"", "\"id\": \"permenpanrb-1-2027\"");
    next               = altered(&a, next, "\"valid_from\": \"2021-12-31\"", "\"valid_from\": \"2027-01-01\"");
    next               = altered(&a, next, "\"need\": \"75\"", "\"need\": \"76\"");

    RegulasiNew n = {.json = next, .at = {1700000000}, .lang = LANG_EN};
    Str id;
    CHECK_OK(regulasi_add(&a, db, &n, &issues, &id));
    CHECK_STR(id, S("permenpanrb-1-2027"));
    CHECK(regulasi_add(&a, db, &n, &issues, &id).kind == ERR_CONFLICT && !issues.count);
    n.json = law();
    CHECK(regulasi_add(&a, db, &n, &issues, &id).kind == ERR_CONFLICT && !issues.count);
    n.json = altered(&a, next, "permenpanrb-1-2027", "permenpanrb-2-2027");
    CHECK(regulasi_add(&a, db, &n, &issues, &id).kind == ERR_INVALID && issue_find(&issues, S("valid_from")).len);
    n.json = str_sub(next, 1, -1);
    CHECK(regulasi_add(&a, db, &n, &issues, &id).kind == ERR_INVALID && issues.count > 1);
    n.json = S("{\"for\":\"permenpanrb-1-2027\",\"kind\":\"words\",\"nodes\":{\"A\":{\"id\":{\"topic\":\"Baru\"}}}}");
    CHECK_OK(regulasi_add(&a, db, &n, &issues, &id));
    CHECK_STR(id, S("permenpanrb-1-2027.words"));

    CHECK_OK(regulasi_start(&a, &r));
    CHECK_OK(regulasi_stored(&a, db, &r));
    CHECK_OK(regulasi_pack_for(&r, date_ymd(2026, 12, 31), &p));
    CHECK_STR(p->id, S("permenpanrb-90-2021"));
    CHECK_OK(regulasi_pack_for(&r, date_ymd(2027, 1, 1), &p));
    CHECK_STR(p->id, S("permenpanrb-1-2027"));

    const PackWords *w;
    CHECK_OK(words_for(&a, &r, p, &w));
    CHECK_STR(w->nodes[pack_find(p, S("A"))].topic[LANG_ID], S("Baru"));

    Issues diff = {.arena = &a};
    regulasi_diff(r.packs.at[0], p, LANG_ID, &diff);
    CHECK(diff.count == 2);
    CHECK_STR(issue_find(&diff, S("WBK.total")), S("syarat 75 -> 76"));
}

TEST(wording_covers_every_question_in_both_languages)
{
    Regulasi         r;
    const PackWords *w;
    CHECK_OK(regulasi_start(&a, &r));
    const Pack *p = r.packs.at[0];
    CHECK_OK(words_for(&a, &r, p, &w));
    CHECK(!words_of(&r, p));
    CHECK_OK(words_start(&a, &r));
    CHECK(words_of(&r, p) && words_of(&r, p)->nclasses == w->nclasses);
    for (int i = 0; i < p->nnodes; i++)
        for (int l = 0; l < LANG_COUNT; l++) {
            CHECK(w->nodes[i].topic[l].len && !str_eq(w->nodes[i].topic[l], p->nodes[i].code));
            CHECK(!pack_is_question(&p->nodes[i]) || w->nodes[i].ask[l].len);
            for (int k = 0; k < p->nodes[i].noptions; k++)
                CHECK(w->nodes[i].options[k][l].len);
            for (int k = 0; k < p->nodes[i].ninputs; k++)
                CHECK(!str_eq(w->nodes[i].inputs[k][l], p->nodes[i].inputs[k].key));
            for (int k = 0; k < w->nodes[i].nevidence; k++)
                CHECK(!str_eq(words_class(w, w->nodes[i].evidence[k].class_code, (Lang)l),
                              w->nodes[i].evidence[k].class_code));
        }
}

TEST(a_later_wording_covers_an_earlier_one_and_leaves_the_rest)
{
    Regulasi         r;
    const PackWords *below;
    PackWords        w;
    Issues           issues = {.arena = &a};
    CHECK_OK(regulasi_start(&a, &r));
    const Pack *p = r.packs.at[0];
    CHECK_OK(words_for(&a, &r, p, &below));
    w = *below;
    CHECK_OK(words_over(&a, S("{\"for\":\"permenpanrb-90-2021\",\"kind\":\"words\",\"nodes\":{\"A.I.1.i.b\":"
                              "{\"id\":{\"topic\":\"Resmi\",\"options\":{\"A\":\"Huruf A resmi\"}}}}}"),
                        LANG_ID, &issues, p, &w));
    int i = pack_find(p, S("A.I.1.i.b"));
    CHECK_STR(w.nodes[i].topic[LANG_ID], S("Resmi"));
    CHECK_STR(w.nodes[i].options[0][LANG_ID], S("Huruf A resmi"));
    CHECK_STR(w.nodes[i].options[1][LANG_ID], below->nodes[i].options[1][LANG_ID]);
    CHECK(!str_is(below->nodes[i].topic[LANG_ID], "Resmi"));
    CHECK(!str_is(below->nodes[i].options[0][LANG_ID], "Huruf A resmi"));

    Str unknown = S("{\"for\":\"permenpanrb-90-2021\",\"kind\":\"words\",\"nodes\":{\"A.I.1.i.z\":{}}}");
    CHECK(words_over(&a, unknown, LANG_ID, &issues, p, &w).kind == ERR_INVALID);
    CHECK(issue_find(&issues, S("A.I.1.i.z")).len);
}
