#include "survei/survei_world_test.h"

#include "audit/audit.h"

static i64 miscounted(const SurveiWorld *w)
{
    i64 bad = -1, seen;
    CHECK_OK(survei_miscounted(*w->a, w->db, &bad, &seen));
    return bad;
}

static SurveiCell all_of(const SurveiWorld *w, int form)
{
    SurveiCells cells;
    CHECK_OK(survei_cells(w->a, w->db, &w->c, form, CUT_ALL, &cells));
    CHECK(cells.count == 1);
    return cells.count ? cells.at[0] : (SurveiCell){0};
}

TEST(a_campaign_is_found_whole)
{
    SurveiWorld    w = survei_world(&a, SURVEI_OPEN_LINK);
    SurveiCampaign c;
    UnitAsker      ani = survei_world_by(&w.people.x.ani), budi = survei_world_by(&w.people.x.budi);

    CHECK(w.c.nforms == 2 && w.c.nquestions == 2 && w.c.ntargets == 2 && !w.c.runs);
    CHECK(survei_marks(&w.c) == 15 && survei_marks_from(&w.c, 1) == 9 && survei_options(&w.c.questions[0]) == 3);
    CHECK_OK(survei_find(&a, w.db, &ani, w.campaign_id, &c));
    CHECK(c.runs && str_eq(c.unit_code, S("X11")));
    CHECK(survei_find(&a, w.db, &budi, w.campaign_id, &c).kind == ERR_NOT_FOUND);
    CHECK_OK(survei_by_kiosk(&a, w.db, S("kios-rahasia"), &c));
    CHECK(survei_by_slug(&a, w.db, S("kios-rahasia"), &c).kind == ERR_NOT_FOUND);
    CHECK(survei_answerable(&w.c, akun_today) && !survei_answerable(&w.c, date_ymd(2026, 10, 1)));
}

TEST(what_came_of_a_closed_campaign_is_kept_with_late_answers_too_and_proven)
{
    SurveiWorld  w = survei_world(&a, SURVEI_OPEN_LINK);
    SurveiAnswer x = survei_world_answer(&w, 1, S("4344")), late = survei_world_answer(&w, 2, S("3"));

    CHECK(survei_world_take(&w, &x) == TAKEN);
    survei_world_fold(&w);
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM survei_outcome") == 0);
    survei_world_close(&w);
    CHECK(test_number(a, w.db, "SELECT CAST(SUM(n) AS BIGINT) FROM survei_outcome WHERE form = 1") == 1);
    CHECK(survei_world_take(&w, &late) == TAKEN);
    survei_world_fold(&w);
    CHECK(test_number(a, w.db, "SELECT CAST(SUM(n) AS BIGINT) FROM survei_outcome WHERE form = 1") == 2);
    CHECK(miscounted(&w) == 0);
    CHECK_OK(db_begin(w.db, true));
    SURVEI_DO(w.db, "UPDATE survei_outcome SET total = total + 1 WHERE form = $1", db_i64(1));
    CHECK_OK(db_end(w.db, true));
    CHECK(miscounted(&w) == 2);         /* the one that is, and the one that should be */
}

TEST(a_campaign_knows_how_many_answers_are_in_its_sums_and_verify_compares)
{
    SurveiWorld  w = survei_world(&a, SURVEI_OPEN_LINK);
    SurveiAnswer x = survei_world_answer(&w, 1, S("4344")), y = survei_world_answer(&w, 2, S("3"));

    CHECK(survei_world_take(&w, &x) == TAKEN);
    survei_world_fold(&w);
    CHECK(survei_world_take(&w, &y) == TAKEN);
    CHECK(test_number(a, w.db, "SELECT answers FROM survei_campaign WHERE slug = 'loket-x11'") == 1);
    survei_world_fold(&w);
    CHECK(test_number(a, w.db, "SELECT answers FROM survei_campaign WHERE slug = 'loket-x11'") == 2);
    CHECK(miscounted(&w) == 0);
    CHECK_OK(db_begin(w.db, true));
    SURVEI_DO(w.db, "UPDATE survei_campaign SET answers = 3 WHERE id = $1", db_i64(w.campaign_id));
    CHECK_OK(db_end(w.db, true));
    CHECK(miscounted(&w) == 1);
}

TEST(an_answer_that_comes_twice_is_stored_once)
{
    SurveiWorld  w = survei_world(&a, SURVEI_OPEN_LINK);
    SurveiAnswer x = survei_world_answer(&w, 1, S("4344"));
    SurveiTaken  taken;

    CHECK(survei_world_take(&w, &x) == TAKEN);
    CHECK(survei_world_take(&w, &x) == TAKEN_BEFORE);
    x.marks[0] = 1;
    CHECK_OK(db_begin(w.db, true));
    CHECK(survei_take(a, w.db, &w.c, &x, akun_now, &taken).kind == ERR_CONFLICT);
    CHECK_OK(db_end(w.db, false));
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM survei_answer") == 1);
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM survei_fresh") == 1);
}

TEST(the_log_says_nothing_that_can_be_tried_out)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);

    for (int i = 0; i < 2; i++) {               /* the very same answer, of two */
        SurveiAnswer x = survei_world_answer(&w, 1, S("4344"));
        x.key[0] = (u8)(40 + i);
        CHECK(survei_world_take(&w, &x) == TAKEN);
    }
    CHECK(test_number(a, w.db,
                      "SELECT COUNT(DISTINCT after_text) FROM (SELECT after_text, action FROM audit_entry UNION ALL "
                           "SELECT after_text, action FROM audit_waiting) x WHERE action = 'survei_answer'") == 2);
}

TEST(the_sums_are_what_counting_says_before_and_after_folding)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);

    for (int i = 0; i < 40; i++) {
        char digits[] = {(char)('1' + i % 4), (char)('1' + i / 4 % 4), '3', '4', (char)('2' + i % 3), 0};
        SurveiAnswer x = survei_world_answer(&w, i, str_of(digits));
        CHECK(survei_world_take(&w, &x) == TAKEN);
        if (i == 20)
            survei_world_fold(&w);
        CHECK(i % 10 || !miscounted(&w));
    }
    CHECK(all_of(&w, 0).n == 21);
    survei_world_fold(&w);
    SurveiCell all = all_of(&w, 0);
    CHECK(all.n == 40 && all.marks[0][1] == 10 && all.marks[2][3] == 40 && all.marks[2][4] == 0);
    CHECK(all_of(&w, 1).n == 40 && all_of(&w, 2).marks[0][1] == 40);
    CHECK(!miscounted(&w));
    SURVEI_DO(w.db, "UPDATE survei_mark SET n = n + $1 WHERE form = 0 AND cut = 0 AND element = 2", db_i64(1));
    CHECK(miscounted(&w) == 1);
}

TEST(every_cut_of_a_form_adds_up_to_all)
{
    SurveiWorld w     = survei_world(&a, SURVEI_OPEN_LINK);
    i64         n[SURVEI_CUTS] = {0}, total[SURVEI_CUTS] = {0};
    SurveiCells cells;

    for (int i = 0; i < 24; i++) {
        SurveiAnswer x = survei_world_answer(&w, i, i % 3 ? S("4") : S("324"));
        CHECK(survei_world_take(&w, &x) == TAKEN);
    }
    survei_world_fold(&w);
    CHECK_OK(survei_cells(&a, w.db, &w.c, 0, -1, &cells));
    for (isize i = 0; i < cells.count; i++) {
        n[cells.at[i].cut] += cells.at[i].n;
        total[cells.at[i].cut] += cells.at[i].total;
    }
    for (int cut = 0; cut < CUT_FLAG; cut++)
        CHECK(n[cut] == 24 && total[cut] == total[0]);
}

TEST(odd_answers_are_flagged_and_still_counted)
{
    SurveiWorld  w        = survei_world(&a, SURVEI_OPEN_LINK);
    SurveiAnswer straight = survei_world_answer(&w, 1, S("4")), one = survei_world_answer(&w, 3, S("4321")), two = one;
    SurveiCells  cells;
    i64          n[SURVEI_FLAGS + 1] = {0};

    two.key[9]        = 1;
    straight.flags    = 1 << FLAG_QUICK;
    straight.served_on = date_ymd(2026, 5, 1);
    CHECK(survei_world_take(&w, &straight) == TAKEN && survei_world_take(&w, &one) == TAKEN);
    survei_world_fold(&w);
    CHECK(survei_world_take(&w, &two) == TAKEN);
    survei_world_fold(&w);
    CHECK_OK(survei_cells(&a, w.db, &w.c, 0, CUT_FLAG, &cells));
    for (isize i = 0; i < cells.count; i++)
        n[cells.at[i].cell] = cells.at[i].n;
    CHECK(n[FLAG_STRAIGHT] == 1 && n[FLAG_QUICK] == 1 && n[FLAG_EARLY] == 1);
    CHECK(n[FLAG_ALIKE] == 1 && n[SURVEI_FLAGS] == 1);
    CHECK(all_of(&w, 0).n == 3 && !miscounted(&w));
}

TEST(a_code_answers_once_and_nothing_says_which_answer)
{
    SurveiWorld  w = survei_world(&a, SURVEI_TOKEN);
    Digest       d = hash_blake2b(S("KODE-SEKALI-PAKAI"));
    SurveiAnswer x = survei_world_answer(&w, 1, S("43")), y = survei_world_answer(&w, 2, S("34"));

    SURVEI_DO(w.db, "INSERT INTO survei_invite (id, instansi_id, campaign_id, code_hash, service_id, label, email, "
                    "used) VALUES (5, $1, $2, $3, $4, '', '', 0)", db_i64(w.people.x.top.id), db_i64(w.campaign_id),
              db_digest(&d), db_i64(w.services[0]));
    CHECK(survei_world_take(&w, &x) == TAKEN_USED);
    x.code = y.code = S("KODE-SEKALI-PAKAI");
    CHECK(survei_world_take(&w, &x) == TAKEN);
    CHECK(survei_world_take(&w, &x) == TAKEN_BEFORE);
    CHECK(survei_world_take(&w, &y) == TAKEN_USED);
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM survei_answer") == 1);
    CHECK(test_number(a, w.db, "SELECT used FROM survei_invite") == 1);
}

TEST(a_token_is_spent_with_one_answer)
{
    SurveiWorld  w = survei_world(&a, SURVEI_STRICT);
    SurveiAnswer x = survei_world_answer(&w, 1, S("43")), y = survei_world_answer(&w, 2, S("34"));

    x.token = y.token = S("a token, proven before");
    CHECK(survei_world_take(&w, &x) == TAKEN && survei_world_take(&w, &x) == TAKEN_BEFORE);
    CHECK(survei_world_take(&w, &y) == TAKEN_USED);
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM survei_answer") == 1);
}

typedef struct { int n, said, wrong; } Seen;

static Err see(void *to, const SurveiAnswer *x)
{
    Seen *s      = to;
    int   number = x->key[0];

    s->n++;
    s->said  += x->nsaid;
    s->wrong += (x->nsaid == 1) != (number % 3 == 0) || x->marks[1] != 3 || x->about[1] != 1 + number % 5;
    return NO_ERR;
}

TEST(every_answer_comes_by_once_with_what_was_said)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);
    Seen        s = {0};

    for (int i = 0; i < 30; i++) {
        SurveiAnswer x = survei_world_answer(&w, i, S("4323"));
        if (i % 3 == 0)
            x.said[x.nsaid++] = (SurveiSaid){i % 2 ? 0 : w.c.questions[1].id, str_fmt(&a, "Kata ke-%d", i)};
        CHECK(survei_world_take(&w, &x) == TAKEN);
    }
    CHECK_OK(survei_each(a, w.db, &w.c, see, &s));
    CHECK(s.n == 30 && s.said == 10 && !s.wrong);
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM survei_fresh") == 30);
}

TEST(all_that_is_wrong_with_an_answer_is_said_at_once)
{
    SurveiWorld  w      = survei_world(&a, SURVEI_OPEN_LINK);
    SurveiAnswer x      = survei_world_answer(&w, 1, S("4"));
    Issues       issues = {.arena = &a};

    CHECK_OK(survei_dress(&w.c, test_instruments()));
    survei_check(&w.c, &x, akun_today, LANG_ID, &issues);
    CHECK(issues.count == 0);
    x.marks[3]   = 5;
    x.marks[14]  = 0;
    x.about[0]   = 3;
    x.service_id = 1;
    x.served_on  = (Date){akun_today.days + 1};
    survei_check(&w.c, &x, akun_today, LANG_ID, &issues);
    CHECK(issues.count == 5 && issue_find(&issues, S("m3")).len && issue_find(&issues, S("m14")).len);
    CHECK(issue_find(&issues, S("a0")).len && issue_find(&issues, S("service")).len);
    CHECK(issue_find(&issues, S("served_on")).len);
}
