#include "survei/survei_campaign.h"
#include "survei/survei_campaign_web.h"
#include "survei/survei_world_test.h"

static UnitAsker runs(const AkunUser *u)
{
    UnitAsker by = survei_world_by(u);
    by.role_bits = SURVEI_RUNS;
    return by;
}

static SurveiCampaign again(const SurveiWorld *w)
{
    UnitAsker      by = runs(&w->people.x.ani);
    SurveiCampaign c;
    CHECK_OK(survei_find(w->a, w->db, &by, w->campaign_id, &c));
    return c;
}

/* On PostgreSQL entries of the log wait to be chained. */
static i64 logged(const SurveiWorld *w, const char *of)
{
    Str sql = str_fmt(w->a, "SELECT (SELECT COUNT(*) FROM audit_entry WHERE %s) "
                            "+ (SELECT COUNT(*) FROM audit_waiting WHERE %s)", of, of);
    return test_number(*w->a, w->db, str_c(w->a, sql));
}

/* A draft of ani's with the two services. */
static SurveiCampaign draft(const SurveiWorld *w, Str slug)
{
    UnitAsker      by = runs(&w->people.x.ani);
    SurveiCampaign c  = w->c;
    i64            id = 0;

    c.id    = 0;
    c.state = SURVEI_DRAFT;
    c.slug  = slug;
    c.mode  = SURVEI_TOKEN;
    c.closes_on = date_ymd(2026, 12, 31);
    for (int i = 0; i < c.nquestions; i++)
        c.questions[i].id = 0;
    CHECK_OK(survei_campaign_save(*w->a, w->db, &by, &c, &id));
    CHECK(id);
    CHECK_OK(survei_find(w->a, w->db, &by, id, &c));
    return c;
}

TEST(quotas_add_up_to_the_sample_by_largest_remainder)
{
    const SurveiPack *p   = test_instrument("skm-14-2017");
    SurveiTarget      t[] = {{.population = 500}, {.population = 300}, {.population = 201}, {.quota = 7}};

    CHECK(survei_share(p, t, 4) == survei_target(p, 1001));
    CHECK(t[0].quota + t[1].quota + t[2].quota == survei_target(p, 1001));
    CHECK(t[0].quota == 139 && t[1].quota == 83 && t[2].quota == 56);
    CHECK(t[3].quota == 7);                     /* nobody knows how many they are */
    SurveiTarget few[] = {{.population = 12}, {.population = 8}};
    CHECK(survei_share(p, few, 2) == 19 && few[0].quota == 11 && few[1].quota == 8);
    SurveiTarget none[] = {{.quota = 3}};
    CHECK(!survei_share(p, none, 1) && none[0].quota == 3);
    SurveiTarget ends[] = {{.population = 40}, {.population = 1}};
    CHECK(survei_share(p, ends, 2) == ends[0].quota + ends[1].quota);
}

TEST(an_address_is_proposed_from_unit_and_title_and_never_taken_twice)
{
    SurveiWorld    w  = survei_world(&a, SURVEI_OPEN_LINK);
    UnitAsker      by = runs(&w.people.x.ani);
    SurveiCampaign c  = draft(&w, S("triwulan-4"));
    i64            id = 1;
    Str            s;

    CHECK_STR(survei_slug(&a, S("Survei Layanan: Triwulan IV!"), S("X 1.1")), S("x-1-1-survei-layanan-triwulan-iv"));
    CHECK_STR(survei_slug(&a, S("?"), S("")), S("survei-"));
    CHECK_OK(survei_slug_free(&a, w.db, S("loket-x11"), 0, &s));
    CHECK_STR(s, S("loket-x11-2"));
    CHECK_OK(survei_slug_free(&a, w.db, S("triwulan-4"), c.id, &s));
    CHECK_STR(s, S("triwulan-4"));
    c.slug = S("loket-x11");
    CHECK_OK(survei_campaign_save(a, w.db, &by, &c, &id));
    CHECK(!id);
}

TEST(every_service_without_a_quota_is_named_whole)
{
    SurveiWorld    w  = survei_world(&a, SURVEI_OPEN_LINK);
    UnitAsker      by = runs(&w.people.x.ani);
    Issues         l  = {.arena = &a};
    SurveiCampaign c  = w.c;

    for (int i = 0; i < c.ntargets; i++)
        c.targets[i].quota = 0;
    CHECK_OK(survei_campaign_ready(w.db, &c, &by, test_instruments(), &l));
    CHECK(l.count == 2);
    for (isize i = 0; i < l.count; i++)
        CHECK_STR(l.at[i].text, str_fmt(&a, "Isi populasi atau kuota layanan %.*s.", STRF(c.targets[i].name)));
}

TEST(everything_that_is_wrong_with_a_campaign_is_said_at_once)
{
    SurveiWorld        w     = survei_world(&a, SURVEI_OPEN_LINK);
    const SurveiPacks *packs = test_instruments();
    UnitAsker          by    = runs(&w.people.x.ani);
    static const char *const good[] = {"https://x.go.id", "https://a-b.c.id:8443"};
    static const char *const bad[]  = {"http://x.go.id", "https://x.go.id/", "https://", "https://x.id:", "https://.x",
                                       "https://x.id:123456", "https://x.id; y"};
    SurveiCampaign c = {.slug = S("A b"), .embed = S("x.go.id"), .opens_on = date_ymd(2026, 9, 1),
                        .closes_on = date_ymd(2026, 8, 1), .served_from = date_ymd(2026, 10, 1)};
    Issues l = {.arena = &a};

    CHECK_OK(survei_campaign_ready(w.db, &c, &by, packs, &l));
    static const char *const all[] = {"alamat", "sematan", "selesai", "sejak", "alat", "layanan"};
    for (isize i = 0; i < countof(all); i++)
        CHECK(issue_find(&l, str_of(all[i])).len);
    for (isize i = 0; i < countof(good) + countof(bad); i++) {
        SurveiCampaign x = again(&w);
        Issues         m = {.arena = &a};
        x.embed = str_of(i < countof(good) ? good[i] : bad[i - countof(good)]);
        survei_campaign_check(&x, packs, LANG_ID, &m);
        CHECK((m.count == 0) == (i < countof(good)));
    }
    SurveiCampaign early = again(&w);
    Issues         n     = {.arena = &a};
    early.opens_on = date_ymd(2015, 1, 1);
    early.closes_on = date_ymd(2015, 2, 1);
    early.served_from = date_ymd(2014, 12, 1);
    survei_campaign_check(&early, packs, LANG_ID, &n);
    CHECK(issue_find(&n, S("alat_skm")).len);
}

TEST(only_those_who_run_a_unit_change_its_services_and_campaigns)
{
    SurveiWorld    w    = survei_world(&a, SURVEI_OPEN_LINK);
    UnitAsker      ani  = runs(&w.people.x.ani), budi = runs(&w.people.x.budi);
    SurveiCampaign c    = draft(&w, S("milik-ani"));
    SurveiService  s    = {.unit_id = w.people.x.left.id, .name = S("Baru")};
    SurveiServiceRow row;
    i64            id;

    CHECK(survei_service_save(a, w.db, &budi, &s, &id).kind == ERR_NOT_FOUND);
    CHECK_OK(survei_service_save(a, w.db, &ani, &s, &id));
    CHECK(id);
    CHECK(survei_service_find(&a, w.db, &budi, id, &row).kind == ERR_NOT_FOUND);
    CHECK_OK(survei_service_find(&a, w.db, &ani, id, &row));
    CHECK(survei_service_close(a, w.db, &budi, &row.is, true).kind == ERR_NOT_FOUND);
    CHECK(survei_campaign_save(a, w.db, &budi, &c, &id).kind == ERR_NOT_FOUND);
    CHECK(survei_campaign_do(a, w.db, &budi, &c, SURVEI_DO_OPEN).kind == ERR_CONFLICT);
    CHECK(survei_campaign_do(a, w.db, &budi, &c, SURVEI_DO_DROP).kind == ERR_CONFLICT);
    c.unit_id = w.people.x.right.id;
    c.id      = 0;
    c.slug    = S("di-unit-lain");
    CHECK(survei_campaign_save(a, w.db, &ani, &c, &id).kind == ERR_NOT_FOUND);
    c.unit_id = w.people.x.left.id;
    c.targets[0].service_id = id_new();         /* nobody's service */
    CHECK(survei_campaign_save(a, w.db, &ani, &c, &id).kind == ERR_NOT_FOUND);
}

TEST(a_service_is_renamed_closed_and_opened_again_and_who_was_second_is_told)
{
    SurveiWorld       w  = survei_world(&a, SURVEI_OPEN_LINK);
    UnitAsker         by = runs(&w.people.x.ani);
    SurveiServiceRows all;
    SurveiServiceRow  s;
    i64               id;

    CHECK_OK(survei_service_find(&a, w.db, &by, w.services[0], &s));
    CHECK(s.used == 1 && !s.is.closed_on.days);
    SurveiService same = s.is;
    same.name = S("Surat izin");                /* the other one's */
    CHECK_OK(survei_service_save(a, w.db, &by, &same, &id));
    CHECK(!id);
    same.name = S("Loket satu");
    CHECK_OK(survei_service_save(a, w.db, &by, &same, &id));
    CHECK(survei_service_save(a, w.db, &by, &same, &id).kind == ERR_CONFLICT);
    CHECK_OK(survei_service_find(&a, w.db, &by, w.services[0], &s));
    CHECK_OK(survei_service_close(a, w.db, &by, &s.is, true));
    CHECK_OK(survei_services(&a, w.db, w.people.x.left.id, &all));
    CHECK(all.count == 2 && all.at[1].is.closed_on.days == akun_today.days);
    CHECK_STR(all.at[1].is.name, S("Loket satu"));
    CHECK_OK(survei_service_close(a, w.db, &by, &all.at[1].is, false));
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM survei_service WHERE closed_on IS NOT NULL") == 0);
    CHECK(logged(&w, "entity = 'survei_service'") == 3);
}

/* A service's new name, in a transaction that is kept or undone; what an open campaign then calls it. */
static Str called(const SurveiWorld *w, Str name, bool kept)
{
    UnitAsker        by = runs(&w->people.x.ani);
    SurveiServiceRow s;
    SurveiCampaign   c;
    Str              during = {0};
    i64              id;

    CHECK_OK(db_begin(w->db, true));
    CHECK_OK(survei_service_find(w->a, w->db, &by, w->services[0], &s));
    s.is.name = name;
    CHECK_OK(survei_service_save(*w->a, w->db, &by, &s.is, &id));
    CHECK_OK(survei_by_slug(w->a, w->db, S("loket-x11"), &c));
    for (int i = 0; i < c.ntargets; i++)
        during = c.targets[i].service_id == w->services[0] ? c.targets[i].name : during;
    CHECK_OK(db_end(w->db, kept));
    return during;
}

TEST(what_an_open_campaign_asks_is_remembered_and_yet_never_old)
{
    SurveiWorld    w = survei_world(&a, SURVEI_OPEN_LINK);
    SurveiCampaign c;

    CHECK_STR(called(&w, S("Loket satu"), true), S("Loket satu"));
    CHECK_STR(called(&w, S("Tidak jadi"), false), S("Tidak jadi"));
    CHECK_OK(survei_by_slug(&a, w.db, S("loket-x11"), &c));
    CHECK_STR(c.targets[0].name, S("Loket satu"));
    CHECK(c.version == 2);
    CHECK_STR(called(&w, S("Loket dua"), true), S("Loket dua"));        /* the version that was undone, once more */
    CHECK(c.nforms == 2 && c.nquestions == 2 && survei_options(&c.questions[0]) == 3);
    CHECK_STR(c.forms[1].pack_id, S("spak-90-2021"));
}

TEST(a_campaign_goes_from_draft_to_published_and_only_the_head_publishes)
{
    SurveiWorld    w    = survei_world(&a, SURVEI_OPEN_LINK);
    UnitAsker      ani  = runs(&w.people.x.ani), head = ani;
    SurveiCampaign c    = again(&w);
    SurveiAnswer   x    = survei_world_answer(&w, 1, S("4344"));

    head.role_bits = WHO(KEPALA_UNIT);
    CHECK(survei_world_take(&w, &x) == TAKEN);
    survei_world_fold(&w);
    CHECK(survei_campaign_do(a, w.db, &ani, &c, SURVEI_DO_PUBLISH).kind == ERR_CONFLICT);
    CHECK(survei_campaign_do(a, w.db, &ani, &c, SURVEI_DO_DROP).kind == ERR_CONFLICT);
    CHECK_OK(survei_campaign_do(a, w.db, &ani, &c, SURVEI_DO_CLOSE));
    CHECK(survei_campaign_do(a, w.db, &ani, &c, SURVEI_DO_CLOSE).kind == ERR_CONFLICT);        /* an old version */
    c = again(&w);
    CHECK(c.state == SURVEI_CLOSED && c.n == 1);
    CHECK(c.closed_on.days == ani.today.days && survei_until(&c).days == ani.today.days);
    CHECK(survei_campaign_do(a, w.db, &head, &c, SURVEI_DO_PUBLISH).kind == ERR_CONFLICT);     /* ani is not the head */
    akun_world_role(&w.people, &w.people.x.ani, WHO(KEPALA_UNIT), &w.people.x.left);
    CHECK_OK(survei_campaign_do(a, w.db, &head, &c, SURVEI_DO_PUBLISH));
    c = again(&w);
    CHECK(c.published_at.s == akun_now.s && !survei_may_do(&c, SURVEI_DO_PUBLISH));
    CHECK_OK(survei_campaign_do(a, w.db, &head, &c, SURVEI_DO_WITHDRAW));
    CHECK(!again(&w).published_at.s);
    CHECK(logged(&w, "action IN ('survei_close', 'survei_publish', 'survei_withdraw')") == 3);
}

TEST(a_draft_keeps_what_it_was_given_and_can_be_deleted_with_all_of_it)
{
    SurveiWorld    w  = survei_world(&a, SURVEI_OPEN_LINK);
    UnitAsker      by = runs(&w.people.x.ani);
    SurveiCampaign c  = draft(&w, S("draf"));
    i64            id, all, used;
    Str            code;

    CHECK(c.nforms == 2 && c.ntargets == 2 && c.nquestions == 2 && c.mode == SURVEI_TOKEN && c.kiosk.len == 16);
    c.title    = S("Lain");
    c.nforms   = 1;
    c.ntargets = 1;
    CHECK_OK(survei_campaign_save(a, w.db, &by, &c, &id));
    CHECK(id == c.id && survei_campaign_save(a, w.db, &by, &c, &id).kind == ERR_CONFLICT);
    CHECK_OK(survei_find(&a, w.db, &by, c.id, &c));
    CHECK(c.nforms == 1 && c.ntargets == 1 && str_eq(c.title, S("Lain")));
    Str kiosk = c.kiosk;
    CHECK_OK(survei_campaign_do(a, w.db, &by, &c, SURVEI_DO_KIOSK));
    CHECK_OK(survei_find(&a, w.db, &by, c.id, &c));
    CHECK(!str_eq(kiosk, c.kiosk));
    c.nquestions = 1;
    CHECK_OK(survei_campaign_ask(a, w.db, &by, &c));
    CHECK(survei_campaign_ask(a, w.db, &by, &c).kind == ERR_CONFLICT);
    CHECK_OK(survei_find(&a, w.db, &by, c.id, &c));
    CHECK(c.nquestions == 1);
    CHECK_OK(survei_invite_add(&a, w.db, &c, &(SurveiInvite){c.targets[0].service_id, S("A-1")}, &code));
    CHECK_OK(survei_invite_count(a, w.db, c.id, &all, &used));
    CHECK(code.len == 16 && all == 1 && !used);
    CHECK_OK(survei_campaign_do(a, w.db, &by, &c, SURVEI_DO_DROP));
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM survei_campaign") == 1);
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM survei_invite") == 0);
}

TEST(a_code_that_was_handed_out_is_good_for_one_answer)
{
    SurveiWorld      w = survei_world(&a, SURVEI_TOKEN);
    SurveiAnswer     x = survei_world_answer(&w, 0, S("3")), y = survei_world_answer(&w, 2, S("3"));
    SurveiInviteRows all;
    Str              code;

    CHECK_OK(survei_invite_add(&a, w.db, &w.c, &(SurveiInvite){w.services[0], S("A-1")}, &code));
    x.code = y.code = code;
    CHECK(survei_world_take(&w, &x) == TAKEN);
    CHECK(survei_world_take(&w, &y) == TAKEN_USED);
    CHECK_OK(survei_invites(&a, w.db, w.campaign_id, &all));
    CHECK(all.count == 1 && all.at[0].used && str_eq(all.at[0].service, S("Loket")));
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM survei_invite WHERE email <> ''") == 0);
}

TEST(the_list_has_what_is_reached_in_the_order_that_was_asked)
{
    SurveiWorld  w    = survei_world(&a, SURVEI_OPEN_LINK);
    UnitAsker    ani  = survei_world_by(&w.people.x.ani), budi = survei_world_by(&w.people.x.budi);
    SurveiAnswer x    = survei_world_answer(&w, 1, S("4344"));
    SurveiList   all;
    i64          of   = 0;

    draft(&w, S("kedua"));
    CHECK(survei_world_take(&w, &x) == TAKEN);
    survei_world_fold(&w);
    for (int sort = 0; sort < SURVEI_SORTS; sort++) {
        SurveiWanted ask = {.sort = (SurveiSort)sort, .key = S("jawaban"), .most = 10};
        CHECK_OK(survei_list(&a, w.db, &ani, &ask, &all, &of));
        CHECK(all.count == 2 && of == 2);
        CHECK_OK(survei_list(&a, w.db, &budi, &ask, &all, &of));
        CHECK(!all.count && !of);
    }
    CHECK_OK(survei_list(&a, w.db, &ani, &(SurveiWanted){.sort = SORT_CLOSES_DOWN, .most = 1}, &all, &of));
    CHECK(all.count == 1 && of == 2 && str_eq(all.at[0].slug, S("kedua")) && all.at[0].state == SURVEI_DRAFT);
    CHECK_OK(survei_list(&a, w.db, &ani, &(SurveiWanted){.sort = SORT_CLOSES_DOWN, .most = 1, .after = 1}, &all, &of));
    CHECK(all.count == 1 && all.at[0].n == 1 && all.at[0].quota == 132 && all.at[0].nforms == 2);
    static const struct { const char *state, *search; int year; i64 want; } asks[] = {
        {"draft", "", 0, 1},  {"open", "", 0, 1},       {"published", "", 0, 0}, {"", "x11 triwulan", 0, 2},
        {"", "kedua", 0, 1}, {"", "tidak ada", 0, 0}, {"", "", 2026, 2},       {"", "", 2025, 0},
    };
    for (isize i = 0; i < countof(asks); i++) {
        SurveiWanted ask = {.state = str_of(asks[i].state), .search = str_of(asks[i].search), .year = asks[i].year,
                            .most = 10};
        CHECK_OK(survei_list(&a, w.db, &ani, &ask, &all, &of));
        CHECK(of == asks[i].want && all.count == of);
    }
}

TEST(the_index_of_the_list_is_that_of_the_measure)
{
    SurveiWorld    w = survei_world(&a, SURVEI_OPEN_LINK);
    SurveiMeasure  m;
    SurveiCells    cells;

    CHECK_OK(survei_dress(&w.c, test_instruments()));
    for (int i = 0; i < 7; i++) {
        SurveiAnswer x = survei_world_answer(&w, i, i % 2 ? S("43122") : S("234"));
        CHECK(survei_world_take(&w, &x) == TAKEN);
    }
    survei_world_fold(&w);
    for (int f = 0; f < 2; f++) {
        const SurveiForm *form = &w.c.forms[f];
        CHECK_OK(survei_cells(&a, w.db, &w.c, f, CUT_ALL, &cells));
        SurveiSums sums = survei_sums_of(form, &cells.at[0]);
        survei_measure(form->pack, form->scale, &sums, &m);
        CHECK(!ratio_cmp(m.index, survei_index_of(form->pack, form->scale, cells.at[0].n, cells.at[0].total)));
    }
}

TEST(what_ends_without_its_quota_is_told_once_and_what_is_over_closes_by_itself)
{
    SurveiWorld w    = survei_world(&a, SURVEI_OPEN_LINK);
    KabarDay    far  = {date_ymd(2026, 9, 10), akun_now, {7, 3, 1}, 3};
    KabarDay    near = {date_ymd(2026, 9, 24), akun_now, {7, 3, 1}, 3};
    KabarDay    over = {date_ymd(2026, 10, 3), akun_now, {7, 3, 1}, 3};

    CHECK_OK(survei_campaign_remind(a, w.db, &far));
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM kabar_notice") == 0);
    CHECK_OK(survei_campaign_remind(a, w.db, &near));
    CHECK_OK(survei_campaign_remind(a, w.db, &near));
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM kabar_notice") == 1);
    CHECK_OK(survei_campaign_remind(a, w.db, &over));
    CHECK(again(&w).state == SURVEI_OPEN);              /* a tablet may still hand in what it has */
    over.today.days++;
    CHECK_OK(survei_campaign_remind(a, w.db, &over));
    CHECK(again(&w).state == SURVEI_CLOSED);
}
