#include "test/test.h"

#include "nilai/nilai.h"

#include <string.h>

static const Pack *law(Arena *a, Regulasi *r)
{
    CHECK_OK(regulasi_start(a, r));
    return r->packs.at[0];
}

static void set(NilaiSheet *s, const char *code, const char *json)
{
    char        room[4096];
    Arena       scratch = {room, room + sizeof room, NULL};
    const Json *j;
    Issues      issues = {.arena = &scratch};
    int         node   = pack_find(s->pack, str_of(code));
    CHECK_OK(json_read(&scratch, str_of(json), (JsonMost){0}, &j));
    CHECK(node >= 0 && nilai_answer_json(&s->pack->nodes[node], j, LANG_ID, &issues, &s->at[node]));
}

/* Every lettered choice at its option `rung` from the top, every Ya/Tidak at Ya, numbers full, indices at 4. */
static NilaiSheet filled(Arena *a, const Pack *p, int rung)
{
    NilaiSheet s = nilai_sheet(a, p);
    for (int i = 0; i < p->nnodes; i++) {
        const PackNode *n = &p->nodes[i];
        if (n->kind == PACK_CHOICE)
            s.at[i] = (NilaiAnswer){.answered = true, .option = n->noptions > 2 ? rung : 0};
        if (n->kind == PACK_NUMBERS)
            s.at[i] = (NilaiAnswer){.answered = true, .in = {4, 4, 4, 4}, .per = 1};
    }
    set(&s, "A.II.3.iii.a", "{\"lalu\":2,\"kini\":0}");
    set(&s, "A.II.5.iii.a", "{\"kepala\":1,\"wajib\":1,\"lainnya\":1,\"lapor\":3}");
    set(&s, "A.II.5.iii.b", "{\"administrator\":1,\"pengawas\":1,\"fungsional\":1,\"lapor\":3}");
    return s;
}

static Str points(Arena *a, const NilaiSheet *s, const char *code)
{
    NilaiScore *score = nilai_score_new(a, s->pack);
    nilai_score(s, score);
    return ratio_round(a, score->points[pack_find(s->pack, str_of(code))], 2, '.');
}

static Str percent(Arena *a, const NilaiSheet *s, const char *code)
{
    NilaiScore *score = nilai_score_new(a, s->pack);
    int         node  = pack_find(s->pack, str_of(code));
    nilai_score(s, score);
    Ratio share = ratio_div(score->points[node], s->pack->nodes[node].weight);
    return ratio_round(a, ratio_mul(share, ratio(100, 1)), 2, '.');
}

/* "total B.I.a": the gates of a predicate that fail. */
static Str failed(Arena *a, const NilaiSheet *s, int predicate)
{
    Buf         b     = {.arena = a};
    NilaiScore *score = nilai_score_new(a, s->pack);
    nilai_score(s, score);
    const NilaiVerdict *v = &score->verdicts[predicate];
    for (int i = 0; i < v->ngates; i++)
        if (!v->gates[i].pass) {
            buf_add(&b, b.len ? S(" ") : S(""));
            buf_add(&b, v->gates[i].gate->code);
        }
    CHECK((b.len == 0) == (v->failed == 0));
    return buf_str(&b);
}

/* --- the published and computed sheets --- */

static Str list_text(Arena *a, const Json *l)
{
    Buf b = {.arena = a};
    for (isize i = 0; i < l->count; i++) {
        buf_add(&b, i ? S(" ") : S(""));
        buf_add(&b, json_text(&l->at[i]));
    }
    return buf_str(&b);
}

/* Expected figures carry two or four decimals (and a half of the last may have gone either way). */
static void check_points(Arena a, const NilaiSheet *s, const Json *want)
{
    NilaiScore *score = nilai_score_new(&a, s->pack);
    nilai_score(s, score);
    for (isize i = 0; i < want->count; i++) {
        int node = pack_find(s->pack, want->at[i].key);
        Ratio printed;
        if (node < 0 || !json_ratio(&want->at[i], &printed))
            continue;
        Ratio off = ratio_sub(score->points[node], printed);
        if (off.minus)
            off = ratio_sub(printed, score->points[node]);
        bool four = str_find(want->at[i].text, S(".")) >= 0
                    && want->at[i].text.len - str_find(want->at[i].text, S(".")) > 3;
        if (ratio_cmp(off, ratio(1, four ? 20000 : 200)) > 0)
            test_same(__FILE__, __LINE__, ratio_round(&a, score->points[node], 4, '.'), want->at[i].text);
    }
}

TEST(published_and_computed_sheets_come_out_to_the_digit)
{
    Regulasi    r;
    const Pack *p = law(&a, &r);
    const Json *cases;
    int         whole = 0;
    CHECK_OK(json_read(&a, test_read(&a, "test/golden/lke_cases.json"), (JsonMost){0}, &cases));
    for (isize i = 0; i < cases->count; i++) {
        const Json *c = &cases->at[i], *answers = json_get(c, "answers"), *want = json_get(c, "expected");
        if (!str_is(json_text(json_get(c, "instrument")), "PermenPANRB 90/2021") || answers->count < 100)
            continue;
        Issues     issues = {.arena = &a};
        NilaiSheet s      = nilai_sheet(&a, p);
        for (isize k = 0; k < answers->count; k++) {
            int node = pack_find(p, answers->at[k].key);
            CHECK(node >= 0 && nilai_answer_json(&p->nodes[node], &answers->at[k], LANG_ID, &issues, &s.at[node]));
        }
        whole++;
        check_points(a, &s, json_get(want, "points")->count ? json_get(want, "points") : want);
        const Json *gates = json_get(want, "failed_gates");
        for (int k = 0; k < p->npredicates && gates->kind == JSON_MAP; k++)
            CHECK_STR(failed(&a, &s, k), list_text(&a, json_find(gates, p->predicates[k].code)));
    }
    CHECK(whole == 7);
}

TEST(figures_printed_on_public_sheets_come_out_to_the_digit)
{
    Regulasi   r;
    NilaiSheet s = filled(&a, law(&a, &r), 0);
    set(&s, "A.I.1.ii.b", "\"C\"");                     /* PN Serang 2022 */
    CHECK_STR(points(&a, &s, "A.I.1.ii"), S("0.67"));
    CHECK_STR(percent(&a, &s, "A.I.1.ii"), S("66.67"));
    CHECK_STR(points(&a, &s, "A.I.1"), S("3.67"));
    CHECK_STR(percent(&a, &s, "A.I.1"), S("91.67"));

    set(&s, "A.I.2.i.a", "\"B\"");                      /* PN Pekalongan 2022 */
    set(&s, "A.I.2.i.b", "\"B\"");
    CHECK_STR(points(&a, &s, "A.I.2.i"), S("0.81"));
    CHECK_STR(percent(&a, &s, "A.I.2.i"), S("80.67"));
    set(&s, "A.I.6.i.a", "\"B\"");
    set(&s, "A.I.6.i.b", "\"B\"");
    set(&s, "A.I.6.i.c", "\"B\"");
    CHECK_STR(points(&a, &s, "A.I.6.i"), S("0.77"));
    CHECK_STR(percent(&a, &s, "A.I.6.i"), S("77.25"));

    set(&s, "A.II.4.i.a", "{\"sasaran\":9,\"tercapai\":1}");            /* KSPSTK 2024 */
    CHECK_STR(percent(&a, &s, "A.II.4.i.a"), S("11.11"));
    set(&s, "A.II.5.ii.a", "{\"harus\":170,\"proses\":13,\"selesai\":157}");
    CHECK_STR(percent(&a, &s, "A.II.5.ii.a"), S("92.35"));
    set(&s, "A.II.1.i.a", "{\"agen\":4,\"perubahan\":15}");
    CHECK_STR(percent(&a, &s, "A.II.1.i.a"), S("100.00"));
}

/* --- what others got wrong --- */

TEST(a_low_performance_grade_fails_its_own_gate)
{
    Regulasi   r;
    NilaiSheet s = filled(&a, law(&a, &r), 0);
    set(&s, "B.I.b", "\"D\"");                          /* a widespread sheet calls this a pass */
    CHECK_STR(failed(&a, &s, 0), S("B.I.b"));
    CHECK_STR(failed(&a, &s, 1), S("B.I B.I.b"));
    set(&s, "B.I.b", "\"C\"");
    CHECK_STR(points(&a, &s, "B.I.b"), S("2.50"));
    CHECK_STR(failed(&a, &s, 0), S(""));
    set(&s, "B.I.b", "\"B\"");
    CHECK_STR(points(&a, &s, "B.I.b"), S("3.75"));
    CHECK_STR(failed(&a, &s, 1), S(""));
}

TEST(a_high_total_alone_does_not_pass)
{
    Regulasi   r;
    NilaiSheet s = filled(&a, law(&a, &r), 0);
    set(&s, "B.I.a", "3.59");
    CHECK_STR(points(&a, &s, "ZI"), S("98.21"));
    CHECK_STR(points(&a, &s, "B.I.a"), S("15.71"));
    CHECK_STR(failed(&a, &s, 0), S("B.I.a"));
    CHECK_STR(failed(&a, &s, 1), S("B.I.a"));
}

TEST(the_public_service_area_needs_seven_and_a_half_points_for_wbbm)
{
    Regulasi    r;
    const Pack *p = law(&a, &r);
    for (int k = 0; k < p->predicates[1].ngates; k++)
        if (str_is(p->predicates[1].gates[k].code, "area.F"))
            CHECK_STR(ratio_exact(&a, p->predicates[1].gates[k].need), S("15/2"));
}

TEST(a_survey_index_is_never_rounded_before_it_is_compared)
{
    static const char *const below[] = {"\"3.595\"", "\"3.598\"", "\"3.599\"", "\"3,599999999\""};
    Regulasi   r;
    NilaiSheet s = filled(&a, law(&a, &r), 0);
    for (int i = 0; i < countof(below); i++) {
        set(&s, "B.I.a", below[i]);
        CHECK_STR(failed(&a, &s, 0), S("B.I.a"));
    }
    CHECK_STR(points(&a, &s, "B.I.a"), S("15.75"));     /* what people see of 3,599999999 */
    set(&s, "B.I.a", "\"3.60\"");
    CHECK_STR(failed(&a, &s, 0), S(""));
    set(&s, "B.I.a", "3");
    CHECK_STR(points(&a, &s, "B.I.a"), S("13.13"));     /* not 11.72: an index is a decimal, not four letters */
}

TEST(fewer_violations_give_points_and_more_give_none)
{
    Regulasi   r;
    NilaiSheet s = filled(&a, law(&a, &r), 0);
    set(&s, "A.II.3.iii.a", "{\"lalu\":4,\"kini\":1,\"disanksi\":1}");
    CHECK_STR(points(&a, &s, "A.II.3.iii"), S("1.50"));
    set(&s, "A.II.3.iii.a", "{\"lalu\":1,\"kini\":4}");
    CHECK_STR(points(&a, &s, "A.II.3.iii"), S("0.00"));
    set(&s, "A.II.3.iii.a", "{\"lalu\":0,\"kini\":0}");
    CHECK_STR(points(&a, &s, "A.II.3.iii"), S("2.00"));
    set(&s, "A.II.3.iii.a", "{\"lalu\":0,\"kini\":1}");
    CHECK_STR(points(&a, &s, "A.II.3.iii"), S("0.00"));
}

TEST(what_was_never_counted_follows_the_rule_of_its_question)
{
    Regulasi   r;
    NilaiSheet s = filled(&a, law(&a, &r), 0);
    set(&s, "A.II.5.ii.a", "{\"harus\":0,\"proses\":0,\"selesai\":0}");
    CHECK_STR(points(&a, &s, "A.II.5.ii"), S("3.00"));
    set(&s, "A.II.1.i.a", "{\"agen\":0,\"perubahan\":0}");
    CHECK_STR(points(&a, &s, "A.II.1.i"), S("1.00"));
    set(&s, "A.II.5.ii.a", "{\"harus\":4,\"selesai\":3}");           /* of what must be done, not of what was begun */
    CHECK_STR(points(&a, &s, "A.II.5.ii"), S("2.25"));
}

TEST(all_questions_of_an_indicator_count_in_equal_parts)
{
    Regulasi   r;
    NilaiSheet s = filled(&a, law(&a, &r), 0);
    set(&s, "A.II.2.iii.b", "\"E\"");
    set(&s, "A.II.2.iii.c", "\"E\"");
    CHECK_STR(points(&a, &s, "A.II.2.iii"), S("0.67"));
}

/* --- gates --- */

TEST(each_survey_and_performance_gate_passes_at_its_value_and_not_below)
{
    static const struct { int predicate; const char *item, *below, *at, *above, *gate; } rows[] = {
        {0, "B.I.a", "3.59", "3.60", "3.61", "B.I.a"},
        {1, "B.I.a", "3.59", "3.60", "3.61", "B.I.a"},
        {0, "B.II.a", "3.19", "3.20", "3.21", "B.II"},
        {1, "B.II.a", "3.59", "3.60", "3.61", "B.II"},
        {0, "B.I.b", "\"D\"", "\"C\"", "\"B\"", "B.I.b"},
        {1, "B.I.b", "\"C\"", "\"B\"", "\"A\"", "B.I.b"},
    };
    Regulasi    r;
    const Pack *p = law(&a, &r);
    for (int i = 0; i < countof(rows); i++) {
        NilaiSheet s = filled(&a, p, 0);
        set(&s, rows[i].item, rows[i].below);
        CHECK(str_ends(failed(&a, &s, rows[i].predicate), str_of(rows[i].gate)));
        set(&s, rows[i].item, rows[i].at);
        CHECK_STR(failed(&a, &s, rows[i].predicate), S(""));
        set(&s, rows[i].item, rows[i].above);
        CHECK_STR(failed(&a, &s, rows[i].predicate), S(""));
    }
}

TEST(results_pass_together_at_the_sum_of_their_parts)
{
    Regulasi   r;
    NilaiSheet s = filled(&a, law(&a, &r), 0);
    set(&s, "B.I.a", "3.60");
    set(&s, "B.I.b", "\"C\"");
    CHECK_STR(points(&a, &s, "B.I"), S("18.25"));
    CHECK_STR(failed(&a, &s, 0), S(""));
    CHECK_STR(failed(&a, &s, 1), S("B.I B.I.b"));
    set(&s, "B.I.b", "\"B\"");
    CHECK_STR(points(&a, &s, "B.I"), S("19.50"));
    CHECK_STR(failed(&a, &s, 1), S(""));
}

TEST(an_area_passes_at_its_value_one_step_above_and_not_one_step_below)
{
    /* Area E, 15 points, 9 for WBK: pemenuhan 7.5 whole, reform 1.5 of 7.5 from complaints alone. */
    Regulasi   r;
    NilaiSheet s = filled(&a, law(&a, &r), 0);
    set(&s, "A.II.5.iii.a", "{\"kepala\":1,\"wajib\":0,\"lainnya\":0,\"lapor\":0}");
    set(&s, "A.II.5.iii.b", "{\"administrator\":1,\"pengawas\":0,\"fungsional\":0,\"lapor\":0}");
    set(&s, "A.II.5.i.a", "\"E\"");
    set(&s, "A.II.5.ii.a", "{\"harus\":1000000,\"selesai\":500000}");
    CHECK_STR(failed(&a, &s, 0), S(""));
    set(&s, "A.II.5.ii.a", "{\"harus\":1000000,\"selesai\":500001}");
    CHECK_STR(failed(&a, &s, 0), S(""));
    set(&s, "A.II.5.ii.a", "{\"harus\":1000000,\"selesai\":499999}");
    CHECK_STR(failed(&a, &s, 0), S("area.E"));
}

/* A number question under the gate whose share can be set at will. */
static int tuner(const Pack *p, const PackGate *g)
{
    for (int k = 0; k < g->nof; k++)
        for (int i = g->of[k]; i < p->nodes[g->of[k]].end; i++)
            if (p->nodes[i].kind == PACK_NUMBERS && p->nodes[i].formula.kind != FORMULA_INDEX)
                return i;
    return -1;
}

static void tune(NilaiSheet *s, int node, i64 part, i64 whole)
{
    const Formula *f = &s->pack->nodes[node].formula;
    NilaiAnswer    x = {.answered = true, .per = 1};
    x.in[__builtin_ctz(f->whole)] = whole;
    x.in[__builtin_ctz(f->part)]  = f->kind == FORMULA_SHARE ? part : whole - part;
    s->at[node]                   = x;
}

/* What the tuner must give for the gate to be met exactly. */
static Ratio lacking(NilaiSheet *s, NilaiScore *score, const NilaiGate *g, int node)
{
    tune(s, node, 0, 1);
    nilai_score(s, score);
    return ratio_div(ratio_sub(g->gate->need, g->have), s->pack->nodes[node].weight);
}

/* Answers under the gate fall one by one, but those that take too much, until the tuner can make up the rest. */
static bool bring_to(NilaiSheet *s, NilaiScore *score, const NilaiGate *g, i64 *part, i64 *whole)
{
    const Pack *p    = s->pack;
    int         node = tuner(p, g->gate);
    Ratio       lack = lacking(s, score, g, node);
    for (int k = g->gate->nof - 1; k >= 0; k--)
        for (int i = p->nodes[g->gate->of[k]].end - 1; i >= g->gate->of[k]; i--) {
            if (p->nodes[i].kind != PACK_CHOICE || ratio_cmp(lack, (Ratio){0}) > 0)
                continue;
            s->at[i].option = p->nodes[i].noptions - 1;
            lack            = lacking(s, score, g, node);
            if (ratio_cmp(lack, ratio(1, 1)) >= 0) {
                s->at[i].option = 0;
                lack            = lacking(s, score, g, node);
            }
        }
    return ratio_cmp(lack, (Ratio){0}) > 0 && ratio_split(lack, part, whole);
}

TEST(every_gate_passes_at_its_value_and_fails_a_millionth_below)
{
    Regulasi    r;
    const Pack *p     = law(&a, &r);
    int         tried = 0;
    for (int v = 0; v < p->npredicates; v++)
        for (int k = 0; k < p->predicates[v].ngates; k++) {
            Arena       scratch = a;
            NilaiSheet  s       = filled(&scratch, p, 0);
            NilaiScore *score   = nilai_score_new(&scratch, p);
            NilaiGate  *g       = &score->verdicts[v].gates[k];
            i64         part, whole, fine;
            if (g->gate->prior || tuner(p, g->gate) < 0)
                continue;
            if (!bring_to(&s, score, g, &part, &whole)) {
                test_fail(__FILE__, __LINE__, "no sheet for a gate", g->gate->code);
                continue;
            }
            fine = 1000000 / whole;
            tune(&s, tuner(p, g->gate), part * fine, whole * fine);
            nilai_score(&s, score);
            CHECK(g->pass && !ratio_cmp(g->have, g->gate->need) && !nilai_short(g).n);
            tune(&s, tuner(p, g->gate), part * fine + 1, whole * fine);
            nilai_score(&s, score);
            CHECK(g->pass);
            tune(&s, tuner(p, g->gate), part * fine - 1, whole * fine);
            nilai_score(&s, score);
            CHECK(!g->pass && ratio_cmp(nilai_short(g), (Ratio){0}) > 0);
            tried++;
        }
    CHECK(tried == 14);         /* total, A and five areas, twice: area B has no number question */
}

TEST(an_area_is_judged_on_both_halves_together)
{
    Regulasi   r;
    NilaiSheet s = filled(&a, law(&a, &r), 0);
    set(&s, "A.II.6.i.a", "\"D\"");
    set(&s, "A.II.6.ii.a", "\"D\"");
    CHECK_STR(points(&a, &s, "A.II.6"), S("1.25"));
    CHECK_STR(failed(&a, &s, 0), S(""));                /* 6.25 of 10, though the reform half alone is a quarter */
    CHECK_STR(failed(&a, &s, 1), S("area.F"));
}

/* For each gate a sheet on which it alone fails, where the regulation's numbers allow that. */
TEST(exactly_one_gate_can_fail_for_every_gate_that_can_fail_alone)
{
    static const struct { const char *gate, *change[8][2]; } rows[] = {
        {"area.A", {{"A.II.1.i.a", "{\"agen\":1,\"perubahan\":0}"}, {"A.II.1.ii.a", "\"E\""},
                    {"A.II.1.i.b", "{\"perubahan\":1,\"terintegrasi\":0}"}, {"A.II.1.iii.a", "\"C\""}}},
        {"area.B", {{"A.II.2.i.a", "\"D\""}, {"A.II.2.ii.a", "\"C\""}, {"A.II.2.ii.b", "\"C\""},
                    {"A.II.2.iii.a", "\"E\""}, {"A.II.2.iii.b", "\"E\""}, {"A.II.2.iii.c", "\"D\""}}},
        {"area.C", {{"A.II.3.i.a", "\"C\""}, {"A.II.3.ii.a", "\"C\""}, {"A.II.3.iii.a", "{\"lalu\":10,\"kini\":6}"}}},
        {"area.D", {{"A.II.4.i.a", "{\"sasaran\":1,\"tercapai\":0}"}, {"A.II.4.ii.a", "\"D\""},
                    {"A.II.4.iii.a", "\"C\""}}},
        {"area.E", {{"A.II.5.i.a", "\"E\""}, {"A.II.5.ii.a", "{\"harus\":1,\"selesai\":0}"}, {"A.I.5.i.a", "\"C\""}}},
        {"area.F", {{"A.II.6.i.a", "\"D\""}, {"A.II.6.ii.a", "\"D\""},
                    {"A.II.6.i.b", "{\"terdaftar\":2,\"dipermudah\":1}"}}},
        {"B.I.a", {{"B.I.a", "3.59"}}},
        {"B.I.b", {{"B.I.b", "\"D\""}}},
        {"B.II", {{"B.II.a", "3.19"}}},
    };
    Regulasi    r;
    const Pack *p = law(&a, &r);
    for (int i = 0; i < countof(rows); i++) {
        Arena      scratch = a;
        NilaiSheet s       = filled(&scratch, p, 0);
        for (int k = 0; k < 8 && rows[i].change[k][0]; k++)
            set(&s, rows[i].change[k][0], rows[i].change[k][1]);
        CHECK_STR(failed(&scratch, &s, 0), str_of(rows[i].gate));
    }

    NilaiSheet s = filled(&a, p, 1);                    /* the minima of both parts together are 72.25, not 75 */
    set(&s, "B.I.a", "3.60");
    set(&s, "B.I.b", "\"C\"");
    set(&s, "B.II.a", "3.20");
    CHECK_STR(points(&a, &s, "A"), S("43.61"));
    CHECK_STR(failed(&a, &s, 0), S(""));
    set(&s, "A.II.5.i.a", "\"C\"");
    set(&s, "A.II.5.ii.a", "{\"harus\":10,\"selesai\":9}");
    CHECK_STR(points(&a, &s, "ZI"), S("74.94"));
    CHECK_STR(failed(&a, &s, 0), S("total"));
    set(&s, "B.II.a", "4");
    set(&s, "B.I.a", "4");
    set(&s, "B.I.b", "\"A\"");
    set(&s, "A.II.5.i.a", "\"B\"");
    set(&s, "A.II.5.ii.a", "{\"harus\":3,\"selesai\":1}");
    set(&s, "A.II.4.i.a", "{\"sasaran\":2,\"tercapai\":1}");
    set(&s, "A.II.3.iii.a", "{\"lalu\":5,\"kini\":2}");
    CHECK_STR(points(&a, &s, "A"), S("39.81"));
    CHECK_STR(failed(&a, &s, 0), S("A"));
    set(&s, "A.II.3.iii.a", "{\"lalu\":5,\"kini\":1}");
    CHECK_STR(points(&a, &s, "A"), S("40.21"));
    CHECK_STR(failed(&a, &s, 0), S(""));
}

TEST(a_prior_predicate_is_asked_for_only_where_the_file_says_what_is_held)
{
    Regulasi   r;
    NilaiSheet s = filled(&a, law(&a, &r), 0);
    CHECK_STR(failed(&a, &s, 1), S(""));
    s.holds_said = true;
    CHECK_STR(failed(&a, &s, 1), S("prior"));
    CHECK_STR(failed(&a, &s, 0), S(""));
    s.holds = 1u << 0;
    CHECK_STR(failed(&a, &s, 1), S(""));
    s.holds = 1u << 1;
    CHECK_STR(failed(&a, &s, 1), S(""));
}

/* --- properties --- */

static u64 seed = 20260821;

static i64 dice(i64 sides)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (i64)((seed >> 33) % (u64)sides);
}

static NilaiAnswer any_answer(const PackNode *n, i64 most)
{
    NilaiAnswer x = {.answered = dice(12) > 0, .per = 1};
    if (n->kind == PACK_CHOICE)
        x.option = (int)dice(n->noptions);
    for (int i = 0; i < n->ninputs; i++)
        x.in[i] = n->formula.kind == FORMULA_INDEX ? dice(4000000001) : dice(most + 1);
    if (n->kind == PACK_NUMBERS && n->formula.kind == FORMULA_INDEX)
        x.per = 1000000000;
    return x.answered ? x : (NilaiAnswer){0};
}

static NilaiSheet any_sheet(Arena *a, const Pack *p)
{
    NilaiSheet s    = nilai_sheet(a, p);
    i64        most = dice(3) ? 20 : PACK_NUMBER_MOST;
    for (int i = 0; i < p->nnodes; i++)
        if (pack_is_question(&p->nodes[i]))
            s.at[i] = any_answer(&p->nodes[i], most);
    return s;
}

/* The same sums by the slow way: shares as fractions, means and sums as the regulation tells them. */
static Ratio slowly(const NilaiSheet *s, int node)
{
    const PackNode *n   = &s->pack->nodes[node];
    Ratio           sum = {0};
    if (pack_is_question(n))
        return ratio_mul(n->weight, nilai_share(n, &s->at[node]));
    for (int i = node + 1; i < n->end; i = s->pack->nodes[i].end)
        sum = ratio_add(sum, n->kind == PACK_INDICATOR ? nilai_share(&s->pack->nodes[i], &s->at[i]) : slowly(s, i));
    return n->kind == PACK_INDICATOR ? ratio_mul(n->weight, ratio_div(sum, ratio(n->children, 1))) : sum;
}

TEST(random_sheets_score_the_same_by_the_slow_way_and_stay_in_bounds)
{
    Regulasi    r;
    const Pack *p = law(&a, &r);
    for (int turn = 0; turn < 300; turn++) {
        Arena       scratch = a;
        NilaiSheet  s       = any_sheet(&scratch, p);
        NilaiScore *score   = nilai_score_new(&scratch, p);
        nilai_score(&s, score);
        for (int i = 0; i < p->nnodes; i++) {
            CHECK(ratio_cmp(score->points[i], slowly(&s, i)) == 0);
            CHECK(ratio_cmp(score->points[i], (Ratio){0}) >= 0 && ratio_cmp(score->points[i], p->nodes[i].weight) <= 0);
        }
    }
}

TEST(a_better_answer_never_lowers_any_score)
{
    Regulasi    r;
    const Pack *p = law(&a, &r);
    for (int turn = 0; turn < 1500; turn++) {
        Arena       scratch = a;
        NilaiSheet  s       = any_sheet(&scratch, p);
        NilaiScore *before = nilai_score_new(&scratch, p), *after = nilai_score_new(&scratch, p);
        int         node = (int)dice(p->nnodes);
        while (!pack_is_question(&p->nodes[node]))
            node = (node + 1) % p->nnodes;
        nilai_score(&s, before);
        NilaiAnswer was = s.at[node], now = any_answer(&p->nodes[node], 20);
        bool better = ratio_cmp(nilai_share(&p->nodes[node], &now), nilai_share(&p->nodes[node], &was)) >= 0;
        s.at[node] = now;
        nilai_score(&s, after);
        for (int i = 0; i < p->nnodes; i++) {
            int c = ratio_cmp(after->points[i], before->points[i]);
            CHECK(better ? c >= 0 : c <= 0);
        }
        for (int k = 0; k < p->npredicates; k++)
            CHECK(better ? after->verdicts[k].failed <= before->verdicts[k].failed
                         : after->verdicts[k].failed >= before->verdicts[k].failed);
    }
}

TEST(the_order_in_which_answers_are_written_does_not_matter)
{
    Regulasi    r;
    const Pack *p = law(&a, &r);
    for (int turn = 0; turn < 20; turn++) {
        Arena      scratch = a;
        NilaiSheet s = any_sheet(&scratch, p), back[2];
        for (int way = 0; way < 2; way++) {
            Buf       b    = {.arena = &scratch};
            JsonOut   o    = {.to = &b};
            NilaiSaid said = {{.arena = &scratch}, {.arena = &scratch}, LANG_ID};
            json_open_map(&o, NO_KEY);
            json_put_text(&o, S("instrument"), p->id);
            json_open_map(&o, S("answers"));
            for (int i = 0; i < p->nnodes; i++) {
                int k = way ? p->nnodes - 1 - i : i;
                if (pack_is_question(&p->nodes[k]))
                    nilai_put_answer(&o, p->nodes[k].code, &p->nodes[k], &s.at[k]);
            }
            json_close(&o);
            json_close(&o);
            CHECK_OK(nilai_read(&scratch, &r, buf_str(&b), &said, &back[way]));
        }
        for (int i = 0; i < p->nnodes; i++)
            for (int way = 0; way < 2; way++)
                CHECK(nilai_same(&p->nodes[i], &back[way].at[i], &s.at[i]));
    }
}

/* --- what comes in --- */

TEST(every_problem_of_a_sheet_is_listed_under_its_item)
{
    static const char sheet[] =
        "{\"instrument\":\"permenpanrb-90-2021\",\"holds\":\"WBX\",\"unit\":\"x\",\"answers\":{"
        "\"A.I.1.i.a\":\"A\",\"A.I.1.i.b\":\"D\",\"A.I.1.ii.a\":true,\"A.I.1.ii.b\":1,\"A.I.1\":\"A\","
        "\"A.I.9.i.a\":\"A\","
        "\"A.II.1.i.a\":{\"agen\":-1,\"perubahan\":1.5},\"A.II.1.i.b\":\"92\",\"A.II.4.i.a\":{\"sasaran\":3},"
        "\"A.II.6.i.b\":{\"terdaftar\":10000000,\"dipermudah\":1,\"lain\":2},"
        "\"A.II.5.ii.a\":{\"harus\":\"x\",\"selesai\":[]},"
        "\"B.I.a\":4.01,\"B.II.a\":\"tiga\",\"B.I.b\":\"F\"}}";
    static const struct { const char *field; int count; } want[] = {
        {"A.I.1.i.a", 1}, {"A.I.1.i.b", 1}, {"A.I.1.ii.a", 1}, {"A.I.1.ii.b", 1}, {"A.I.1", 1}, {"A.I.9.i.a", 1},
        {"A.II.1.i.a", 2}, {"A.II.1.i.b", 1}, {"A.II.4.i.a", 1}, {"A.II.6.i.b", 2}, {"A.II.5.ii.a", 2}, {"B.I.a", 1},
        {"B.II.a", 1}, {"B.I.b", 1}, {"holds", 1},
    };
    Regulasi   r;
    NilaiSheet s;
    (void)law(&a, &r);
    for (int l = 0; l < LANG_COUNT; l++) {
        NilaiSaid said = {{.arena = &a}, {.arena = &a}, (Lang)l};
        isize     all  = 0;
        CHECK(nilai_read(&a, &r, str_of(sheet), &said, &s).kind == ERR_INVALID);
        for (int i = 0; i < countof(want); i++) {
            int have = 0;
            for (isize k = 0; k < said.problems.count; k++)
                have += str_is(said.problems.at[k].field, want[i].field);
            if (have != want[i].count)
                test_fail(__FILE__, __LINE__, want[i].field, S("has another number of problems"));
            all += want[i].count;
        }
        CHECK(said.problems.count == all);
        CHECK(issue_find(&said.warnings, S("unit")).len);
    }
}

TEST(answers_are_read_as_people_write_them)
{
    static const struct { const char *code, *one, *two; } same[] = {
        {"A.I.1.i.a", "\"Ya\"", "\" ya \""},
        {"A.I.1.i.b", "\"B\"", "\"b\""},
        {"B.I.a", "\"3.60\"", "3.6"},
        {"B.I.a", "\"3,6\"", "{\"ipak\":\"3.600\"}"},
        {"A.II.1.i.a", "{\"agen\":4,\"perubahan\":15}", "{\"perubahan\":\"15\",\"agen\":4.0}"},
        {"A.I.1.i.b", "null", "\"\""},
    };
    Regulasi   r;
    NilaiSheet s = nilai_sheet(&a, law(&a, &r)), t = nilai_sheet(&a, s.pack);
    for (int i = 0; i < countof(same); i++) {
        int node = pack_find(s.pack, str_of(same[i].code));
        set(&s, same[i].code, same[i].one);
        set(&t, same[i].code, same[i].two);
        CHECK(nilai_same(&s.pack->nodes[node], &s.at[node], &t.at[node]));
    }
    CHECK(!s.at[pack_find(s.pack, S("A.I.1.i.b"))].answered);
}

TEST(odd_numbers_are_warned_of_and_still_scored)
{
    Regulasi   r;
    NilaiSheet s = nilai_sheet(&a, law(&a, &r));
    Issues     w = {.arena = &a};
    set(&s, "A.II.5.ii.a", "{\"harus\":1,\"proses\":1,\"selesai\":1}");
    set(&s, "A.II.5.iii.a", "{\"kepala\":1,\"wajib\":5,\"lainnya\":0,\"lapor\":10}");
    set(&s, "A.II.1.i.a", "{\"agen\":4,\"perubahan\":15}");
    nilai_warnings(&s, LANG_ID, &w);
    CHECK(w.count == 2 && issue_find(&w, S("A.II.5.ii.a")).len && issue_find(&w, S("A.II.5.iii.a")).len);
    CHECK_STR(points(&a, &s, "A.II.5.iii.a"), S("1.00"));
    CHECK_STR(points(&a, &s, "A.II.5.ii"), S("3.00"));
    set(&s, "A.II.5.ii.a", "{\"harus\":3,\"selesai\":1}");            /* nobody said how many are in process */
    set(&s, "A.II.5.iii.a", "{\"kepala\":1,\"wajib\":9,\"lainnya\":0,\"lapor\":10}");
    w.count = 0;
    nilai_warnings(&s, LANG_EN, &w);
    CHECK(w.count == 0);
}

TEST(points_can_be_followed_back_to_the_answers)
{
    Regulasi    r;
    NilaiSheet  s     = filled(&a, law(&a, &r), 0);
    NilaiScore *score = nilai_score_new(&a, s.pack);
    set(&s, "A.II.1.i.a", "{\"agen\":4,\"perubahan\":15}");
    set(&s, "A.II.3.iii.a", "{\"lalu\":2,\"kini\":5}");
    set(&s, "A.II.5.ii.a", "{\"harus\":0,\"selesai\":0}");
    set(&s, "A.II.5.iii.a", "{\"kepala\":1,\"wajib\":10,\"lainnya\":0,\"lapor\":10}");
    set(&s, "B.I.a", "3.595");
    set(&s, "A.I.1.ii.b", "\"C\"");
    s.at[pack_find(s.pack, S("A.I.1.ii.c"))] = (NilaiAnswer){0};
    nilai_score(&s, score);

    static const struct { const char *code; Lang lang; const char *want; } rows[] = {
        {"A.II.1.i.a", LANG_ID, "15 / 4 = 3,75, paling banyak 1; 1 × 1 = 1,00"},
        {"A.II.3.iii.a", LANG_EN, "(2 - 5) / 2 = -1.5, at least 0; 0 × 2 = 0.00"},
        {"A.II.5.ii.a", LANG_ID, "tidak ada yang dihitung, nilainya 1; 1 × 3 = 3,00"},
        {"A.II.5.iii.a", LANG_ID, "10 / (1 + 10 + 0) = 0,91; 0,91 × 1 = 0,91"},
        {"B.I.a", LANG_ID, "3,595 / 4 = 0,90; 0,90 × 17,5 = 15,73"},
        {"A.I.1.ii.b", LANG_ID, "C = 0; 0 × 0,33 = 0,00"},
        {"A.I.1.ii.c", LANG_ID, "belum dijawab = 0"},
        {"A.I.1.ii", LANG_ID, "1 × (1 + 0 + 0) / 3 = 0,33"},
        {"A.I.1", LANG_ID, "0,50 + 0,33 + 1,00 + 1,50 = 3,33"},
    };
    for (int i = 0; i < countof(rows); i++)
        CHECK_STR(nilai_working(&a, &s, score, pack_find(s.pack, str_of(rows[i].code)), rows[i].lang),
                  str_of(rows[i].want));
}
