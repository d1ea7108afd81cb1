#include "app/demo.h"

#include "test/test.h"

static void make_on(Arena a, const char *iso)
{
    static App  app;
    CliOption   options[CONFIG_OPTIONS] = {config_options[0], config_options[1], config_options[2]};
    DemoSignIns signins = {0};
    Instant     now;
    Db         *db;

    options[1].given = options[2].given = true;
    options[1].value = str_fmt(&a, "%.*s/%s", STRF(test_dir(&a)), iso);
    options[2].value = test_db_uri(&a);
    app = (App){0};
    CHECK(instant_parse(str_of(iso), &now));
    CHECK_OK(app_open(&app, options, DATA_MADE));
    CHECK_OK(app_db(&app, DB_READ_WRITE, &db));
    CHECK_OK(demo_fill(&app, db, now, &signins));
    CHECK(signins.count > 5);
    CHECK(test_number(a, db, "SELECT MAX(year) FROM lke_worksheet") == demo_year(instant_date(now, 420)));
    CHECK(test_number(a, db, "SELECT COUNT(*) FROM evaluasi_window WHERE closes_on < opens_on") == 0);
    CHECK(test_number(a, db, "SELECT COUNT(*) FROM evaluasi_seat") > 0);
    db_close(db);
}

TEST(until_the_middle_of_march_the_year_that_has_ended_is_assessed)
{
    CHECK(demo_year(date_ymd(2026, 12, 31)) == 2026);
    CHECK(demo_year(date_ymd(2027, 1, 1)) == 2026);
    CHECK(demo_year(date_ymd(2027, 3, 16)) == 2026);
    CHECK(demo_year(date_ymd(2027, 3, 17)) == 2027);
}

/* The last second before a year begins in Jakarta and the first of it, the days between which the assessed year
 * changes, and a day that other years lack. */
LONG_TEST(the_demo_can_be_made_on_new_years_eve)         { make_on(a, "2026-12-31T16:59:59Z"); }
LONG_TEST(the_demo_can_be_made_on_new_years_day)         { make_on(a, "2026-12-31T17:00:00Z"); }
LONG_TEST(the_demo_can_be_made_while_last_year_is_judged) { make_on(a, "2027-03-15T12:00:00Z"); }
LONG_TEST(the_demo_can_be_made_as_a_new_year_is_judged)  { make_on(a, "2027-03-17T12:00:00Z"); }
LONG_TEST(the_demo_can_be_made_on_a_leap_day)            { make_on(a, "2028-02-29T12:00:00Z"); }
