#include "lke/lke_fixture_test.h"

#include "audit/audit.h"
#include "berkas/berkas.h"

TEST(a_unit_has_one_worksheet_a_year)
{
    LkeWorld w  = lke_world(&a, NULL, 0);
    i64      id = 1;
    LkeNew   n  = {w.people.x.top.id, w.people.x.left.id, LKE_FILLS, 2026, w.pack, S("WBK"), S("none"), 0, 0, akun_now};
    CHECK_OK(lke_create(a, w.db, &n, &id));
    CHECK(!id);
    CHECK_OK(lke_of_unit(a, w.db, w.people.x.top.id, w.people.x.left.id, 2026, &id));
    CHECK(id == w.id);
}

TEST(a_new_worksheet_scores_nothing_and_says_what_it_holds)
{
    LkeWorld  w = lke_world(&a, NULL, 0);
    Worksheet s = lke_world_get(&w);
    CHECK(s.answered == 0 && s.passes == 0 && !s.closed);
    CHECK_STR(s.total, S("0"));
    CHECK_STR(s.unit_code, S("X11"));
    Ratio part;
    CHECK(lke_part(s.parts, S("area.A"), &part) && ratio_cmp(part, ratio(0, 1)) == 0);
    CHECK(!lke_part(s.parts, S("area.Z"), &part));
}

TEST(an_answer_is_stored_scored_and_logged_together)
{
    LkeWorld w = lke_world(&a, NULL, 0);
    LkeSaved s = lke_world_save(&w, "A.I.1.i.b", "B", "Sesuai SK");
    CHECK(!s.clash && s.now.version == 1);
    Worksheet sheet = lke_world_get(&w);
    CHECK(sheet.answered == 1);
    CHECK_STR(sheet.total, S("1/8"));
    LkeItem item;
    CHECK_OK(lke_item(&a, w.db, &sheet, pack_find(w.pack, S("A.I.1.i.b")), &item));
    CHECK_STR(item.value, S("B"));
    CHECK_STR(item.note, S("Sesuai SK"));
    CHECK_STR(item.by_name, S("Ani X"));
    AuditRows log = {0};
    CHECK_OK(audit_seal(a, w.db));
    CHECK_OK(audit_list(&a, w.db, &(AuditFilter){.instansi_id = sheet.instansi_id, .limit = 5,
                                                 .entity = S("lke_answer A.I.1.i.b"), .entity_id = w.id}, &log));
    CHECK(log.count == 1);
    CHECK_STR(log.at[0].action, S("lke_answer"));
    CHECK(str_has(log.at[0].after, S("\"value\":\"B\"")) && str_has(log.at[0].after, S("Sesuai SK")));
}

TEST(an_answer_taken_back_leaves_its_version)
{
    LkeWorld w = lke_world(&a, NULL, 0);
    lke_world_save(&w, "A.I.1.i.a", "Ya", "");
    LkeSaved s = lke_world_save(&w, "A.I.1.i.a", "", "");
    CHECK(s.now.version == 2 && lke_world_get(&w).answered == 0);
    s = lke_world_save(&w, "A.I.1.i.a", "", "");
    CHECK(s.now.version == 2);                  /* nothing changed, so nothing was written */
}

TEST(the_second_of_two_people_sees_the_answer_of_the_first)
{
    LkeWorld  w = lke_world(&a, NULL, 0);
    Worksheet s = lke_world_get(&w);
    LkeSaved  first, second;
    int       node = pack_find(w.pack, S("A.I.1.i.b"));

    CHECK_OK(lke_save(&a, w.db, &s, &(LkeEdit){node, S("A"), S(""), 0, w.ani.id, akun_now}, &first));
    CHECK(!first.clash);
    s = lke_world_get(&w);
    CHECK_OK(lke_save(&a, w.db, &s, &(LkeEdit){node, S("C"), S("lain"), 0, w.tpi.id, akun_now}, &second));
    CHECK(second.clash);
    CHECK_STR(second.now.value, S("A"));
    CHECK_STR(second.now.by_name, S("Ani X"));
    CHECK_STR(lke_world_get(&w).total, S("1/4"));
    CHECK_OK(lke_save(&a, w.db, &s, &(LkeEdit){node, S("C"), S("lain"), second.now.version, w.tpi.id, akun_now},
                      &second));
    CHECK(!second.clash && second.now.version == 2);
    CHECK_STR(lke_world_get(&w).total, S("0"));
}

TEST(two_people_who_typed_the_same_do_not_clash)
{
    LkeWorld  w = lke_world(&a, NULL, 0);
    Worksheet s = lke_world_get(&w);
    LkeSaved  done;
    int       node = pack_find(w.pack, S("A.I.1.i.b"));
    for (int i = 0; i < 2; i++) {
        CHECK_OK(lke_save(&a, w.db, &s, &(LkeEdit){node, S("A"), S(""), 0, w.ani.id, akun_now}, &done));
        CHECK(!done.clash && done.now.version == 1);
    }
}

TEST(what_is_no_answer_of_the_item_is_refused_and_nothing_is_stored)
{
    LkeWorld    w    = lke_world(&a, NULL, 0);
    Worksheet   s    = lke_world_get(&w);
    LkeSaved    done;
    const char *bad[] = {"D", "Ya", "1", "A;B"};
    for (isize i = 0; i < countof(bad); i++) {
        LkeEdit e = {pack_find(w.pack, S("A.I.1.i.b")), str_of(bad[i]), S(""), LKE_ANY_VERSION, 0, akun_now};
        CHECK(lke_save(&a, w.db, &s, &e, &done).kind == ERR_INVALID);
    }
    LkeEdit n = {pack_find(w.pack, S("A.II.1.i.a")), S("4;x"), S(""), LKE_ANY_VERSION, 0, akun_now};
    CHECK(lke_save(&a, w.db, &s, &n, &done).kind == ERR_INVALID);
    CHECK(lke_world_get(&w).answered == 0);
}

TEST(answers_of_numbers_come_back_as_they_were_written)
{
    LkeWorld    w = lke_world(&a, NULL, 0);
    NilaiAnswer x;
    static const char *const rows[][2] = {{"A.II.1.i.a", "4;15"}, {"A.II.3.iii.a", "7;2;"}, {"A.II.3.iii.a", "7;2;0"},
                                          {"B.I.a", "3.6"}, {"B.I.a", "3.123456789"}, {"A.I.1.i.a", "Ya"},
                                          {"A.I.1.i.a", ""}};
    for (isize i = 0; i < countof(rows); i++) {
        const PackNode *n = &w.pack->nodes[pack_find(w.pack, str_of(rows[i][0]))];
        CHECK(lke_value_parse(n, str_of(rows[i][1]), &x));
        CHECK_STR(lke_value(&a, n, &x), str_of(rows[i][1]));
    }
    const PackNode *n = &w.pack->nodes[pack_find(w.pack, S("A.II.1.i.a"))];
    CHECK(!lke_value_parse(n, S("4"), &x) && !lke_value_parse(n, S("4;5;6"), &x) && !lke_value_parse(n, S(";1"), &x));
}

TEST(a_whole_worksheet_of_best_answers_passes_all_but_what_must_be_held)
{
    LkeWorld  w = lke_world(&a, NULL, 0);
    Worksheet s = lke_world_get(&w);
    LIST(LkeEdit) edits = {0};

    for (int i = 0; i < w.pack->nnodes; i++)
        if (pack_is_question(&w.pack->nodes[i]))
            *list_add(&a, &edits) = (LkeEdit){i, lke_world_best(&a, &w.pack->nodes[i]), S(""), LKE_ANY_VERSION, 0,
                                              akun_now};
    CHECK_OK(lke_save_all(&a, w.db, &s, edits.at, edits.count));
    s = lke_world_get(&w);
    CHECK_STR(s.total, S("100"));
    CHECK(s.answered == w.pack->nquestions);
    CHECK(s.passes == 1);
    CHECK_OK(lke_set_aim(a, w.db, &s, &(LkeAim){S("WBBM"), S("WBK"), w.ani.id, akun_now}));
    CHECK(lke_world_get(&w).passes == 3);
    CHECK(lke_set_aim(a, w.db, &s, &(LkeAim){S("WBK"), S("none"), w.ani.id, akun_now}).kind == ERR_CONFLICT);
}

TEST(a_closed_worksheet_takes_no_answer_and_no_evidence)
{
    LkeWorld    w = lke_world(&a, NULL, 0);
    Worksheet   s = lke_world_get(&w);
    LkeSaved    done;
    BerkasOwner owner;

    CHECK_OK(lke_set_closed(a, w.db, &s, true, &(LkeAim){.by_id = w.ani.id, .at = akun_now}));
    s = lke_world_get(&w);
    CHECK(s.closed && !s.may_fill);
    CHECK(lke_save(&a, w.db, &s, &(LkeEdit){pack_find(w.pack, S("A.I.1.i.a")), S("Ya"), S(""), 0, 0, akun_now},
                   &done).kind == ERR_FORBIDDEN);
    CHECK_OK(berkas_owner_find(&a, w.db, s.instansi_id, s.id, &owner));
    CHECK(owner.locked);
}

/* A fixed run of numbers, so that a failure can be seen again. */
static u32 next_random(u32 *x)
{
    *x = *x * 1664525u + 1013904223u;
    return *x >> 8;
}

static Str random_value(Arena *a, const PackNode *n, u32 *seed)
{
    NilaiAnswer x = {.answered = next_random(seed) % 8 != 0, .per = 1};
    if (n->kind == PACK_CHOICE)
        x.option = (int)(next_random(seed) % (u32)n->noptions);
    for (int i = 0; i < n->ninputs; i++)
        x.in[i] = (i64)next_random(seed) % (n->inputs[i].most < 300 ? n->inputs[i].most + 1 : 300);
    return lke_value(a, n, &x);
}

LONG_TEST(what_is_stored_equals_what_is_computed_after_thousands_of_edits)
{
    LkeWorld w    = lke_world(&a, NULL, 0);
    u32      seed = 20260821;
    Issues   issues = {.arena = &a};
    i64      layers;

    for (int i = 0; i < 3000; i++) {
        Arena     scratch = a;
        Worksheet s;
        LkeSaved  done;
        int       node = (int)(next_random(&seed) % (u32)w.pack->nnodes);
        if (!pack_is_question(&w.pack->nodes[node]))
            continue;
        CHECK_OK(lke_get(&scratch, w.db, &w.packs, (LkeKey){w.people.x.top.id, w.id, LAYER_UNIT}, &s));
        LkeEdit e = {node, random_value(&scratch, &w.pack->nodes[node], &seed), S("n"), LKE_ANY_VERSION, 0, akun_now};
        CHECK_OK(lke_save(&scratch, w.db, &s, &e, &done));
    }
    CHECK_OK(lke_verify(a, w.db, &w.packs, &issues, &layers));
    CHECK(layers == 1 && issues.count == 0);
    CHECK(lke_world_get(&w).answered > 90);
}

TEST(a_score_that_somebody_touched_is_found)
{
    LkeWorld w      = lke_world(&a, NULL, 0);
    Arena    all    = arena_reserve((isize)1 << 20), said = all;
    Issues   issues = {.arena = &said};
    i64      layers;

    lke_world_save(&w, "A.I.1.i.a", "Ya", "");
    CHECK_OK(db_script(w.db, "UPDATE lke_score SET total = '99'"));
    CHECK_OK(lke_verify(a, w.db, &w.packs, &issues, &layers));
    CHECK(issues.count == 1);
    CHECK_STR(issues.at[0].field, S("X11 2026 unit"));
    issues.count = 0;
    Worksheet s = lke_world_get(&w);
    CHECK_OK(lke_rescore(a, w.db, &s));
    CHECK_OK(lke_verify(a, w.db, &w.packs, &issues, &layers));
    CHECK(!issues.count);
    CHECK_OK(db_script(w.db, "UPDATE lke_answer SET value = 'Tidak'"));
    CHECK_OK(lke_verify(a, w.db, &w.packs, &issues, &layers));
    CHECK(issues.count == 1);
    arena_release(all);
}

TEST(a_total_of_many_digits_is_read_back_exactly)
{
    Ratio r, s;
    Str   long_one = S("123456789012345678901234567890123456789/7919791979197919791979197919791979");
    CHECK(lke_exact(long_one, &r));
    CHECK_STR(ratio_exact(&a, r), long_one);
    CHECK(lke_exact(S("14421/200"), &r) && ratio_cmp(r, ratio(14421, 200)) == 0);
    CHECK(!lke_exact(S(""), &s) && !lke_exact(S("1/0"), &s) && !lke_exact(S("1/x"), &s) && !lke_exact(S("x"), &s));
}

typedef struct { int layers, answers; Ratio sum; NilaiScore *score; } Tally;

static Err tally(void *ctx, Arena scratch, const LkeLayer *l)
{
    Tally *t = ctx;
    (void)scratch;
    t->layers++;
    for (int i = 0; i < l->sheet.pack->nnodes; i++)
        t->answers += l->sheet.at[i].answered;
    nilai_score(&l->sheet, t->score);
    t->sum = ratio_add(t->sum, t->score->points[0]);
    return NO_ERR;
}

TEST(all_answers_of_a_year_are_walked_layer_by_layer)
{
    LkeWorld w     = lke_world(&a, NULL, 0);
    i64      other = lke_world_sheet(&w, &w.people.y.left, 2026), old = lke_world_sheet(&w, &w.people.x.left, 2025);
    Tally    t     = {.score = nilai_score_new(&a, w.pack)};
    Worksheet s;
    LkeSaved  done;
    LkeEdit   yes = {pack_find(w.pack, S("A.I.1.i.a")), S("Ya"), S(""), 0, 0, akun_now};

    lke_world_save(&w, "A.I.1.i.a", "Ya", "");
    lke_world_save(&w, "B.II.a", "3.2", "");
    CHECK_OK(lke_get(&a, w.db, &w.packs, (LkeKey){w.people.y.top.id, other, LAYER_UNIT}, &s));
    CHECK_OK(lke_save(&a, w.db, &s, &yes, &done));
    CHECK_OK(lke_get(&a, w.db, &w.packs, (LkeKey){w.people.x.top.id, old, LAYER_UNIT}, &s));
    CHECK_OK(lke_save(&a, w.db, &s, &yes, &done));
    CHECK_OK(lke_year(a, w.db, &w.packs, 2026, tally, &t));
    CHECK(t.layers == 2 && t.answers == 3);
    CHECK(ratio_cmp(t.sum, ratio_add(ratio(1, 2), ratio(14, 1))) == 0);
}

TEST(last_years_answers_are_taken_over_only_when_asked)
{
    LkeWorld  w = lke_world(&a, NULL, 0);
    i64       id = 0;
    Worksheet s;
    LkeItem   item;

    lke_world_save(&w, "A.I.1.i.a", "Ya", "SK 2026");
    LkeNew n = {w.people.x.top.id, w.people.x.left.id, LKE_FILLS, 2027, w.pack, S("WBK"), S("none"), w.id, 0, akun_now};
    CHECK_OK(lke_create(a, w.db, &n, &id));
    CHECK_OK(lke_get(&a, w.db, &w.packs, (LkeKey){w.people.x.top.id, id, LAYER_UNIT}, &s));
    CHECK(s.answered == 1 && s.before_id == w.id);
    CHECK_STR(s.before_total, S("1/4"));
    CHECK_OK(lke_item(&a, w.db, &s, pack_find(w.pack, S("A.I.1.i.a")), &item));
    CHECK_STR(item.note, S("SK 2026"));
}

static ErrKind seen_by(LkeWorld *w, const User *u, bool *out_fills)
{
    LkeAsker  by = {u->id, u->instansi_id, LKE_READS, LKE_FILLS, LKE_KNOWS, akun_today};
    Worksheet s  = {0};
    Err       e  = lke_find(w->a, w->db, &by, &w->packs, w->id, &s);
    *out_fills   = s.may_fill;
    return e.kind;
}

TEST(a_worksheet_is_seen_by_those_who_reach_its_unit_and_filled_by_its_team_alone)
{
    LkeWorld w = lke_world(&a, NULL, 0);
    bool     fills;

    CHECK(seen_by(&w, &w.ani, &fills) == OK && fills);
    CHECK(seen_by(&w, &w.tpi, &fills) == OK && !fills);
    CHECK(seen_by(&w, &w.budi, &fills) == ERR_NOT_FOUND);
    CHECK(seen_by(&w, &w.admin, &fills) == ERR_NOT_FOUND);
    CHECK(seen_by(&w, &w.other, &fills) == ERR_NOT_FOUND);
    w.other.instansi_id = w.ani.instansi_id;            /* a forged wall helps nobody without a role */
    CHECK(seen_by(&w, &w.other, &fills) == ERR_NOT_FOUND);
}

TEST(an_admin_knows_of_a_worksheet_and_reads_nothing_in_it)
{
    LkeWorld w = lke_world(&a, NULL, 0);
    LkeRows  rows;
    LkeAsker by = {w.admin.id, w.admin.instansi_id, LKE_READS, LKE_FILLS, LKE_KNOWS, akun_today};

    CHECK_OK(lke_list(&a, w.db, &by, &w.packs, 100, &rows));
    CHECK(rows.count == 1 && !rows.at[0].reads);
    by.user_id = w.tpi.id;
    CHECK_OK(lke_list(&a, w.db, &by, &w.packs, 100, &rows));
    CHECK(rows.count == 1 && rows.at[0].reads);
    by.user_id = w.budi.id;
    CHECK_OK(lke_list(&a, w.db, &by, &w.packs, 100, &rows));
    CHECK(rows.count == 0);
}

TEST(the_effort_of_an_item_is_one_until_the_team_says_otherwise)
{
    LkeWorld  w = lke_world(&a, NULL, 0);
    Worksheet s = lke_world_get(&w);
    int      *efforts, node = pack_find(w.pack, S("A.I.1.i.b"));

    CHECK_OK(lke_set_effort(a, w.db, &s, &(LkeEffort){node, 5, w.ani.id, akun_now}));
    CHECK_OK(lke_efforts(&a, w.db, &s, &efforts));
    CHECK(efforts[node] == 5 && efforts[node + 1] == 1);
}

TEST(who_fills_a_worksheet_is_told_that_it_was_opened_and_its_maker_is_not)
{
    LkeWorld w = lke_world(&a, NULL, 0);
    i64      n = 0, id = 0;
    LkeNew   next = {w.ani.instansi_id, w.ani.unit_id, LKE_FILLS, 2027, w.pack, S("WBK"), S("none"), 0, w.ani.id,
                     akun_now};

    CHECK_OK(kabar_unread(a, w.db, w.ani.id, &n));
    CHECK(n == 1);
    CHECK_OK(lke_create(a, w.db, &next, &id));
    CHECK_OK(kabar_unread(a, w.db, w.ani.id, &n));
    CHECK(id && n == 1);
    CHECK_OK(kabar_unread(a, w.db, w.budi.id, &n));
    CHECK(n == 0);
}
