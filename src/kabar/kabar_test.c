#include "kabar/kabar.h"

#include "akun/akun_test.h"

/* Kinds as a room would have them; the sentences are some that stand in the program anyway. */
#define TRY_KIND(name, ...) {name, MSG_kabar_title, MSG_akun_import_counts, MSG_kabar_mail_task, __VA_ARGS__}
static const KabarKind returned = TRY_KIND("try_returned", KABAR_NOW);
static const KabarKind quiet    = TRY_KIND("try_quiet", KABAR_DAILY);
static const KabarKind duty     = TRY_KIND("try_duty", KABAR_APP, true);

static Kabar kabar_for(const KabarKind *kind, const AkunUser *u)
{
    return (Kabar){.kind = kind, .instansi_id = u->instansi_id, .user_id = u->id, .url = S("/lke/12"),
                   .entity = "lke_worksheet", .entity_id = 12, .at = akun_now,
                   .args = {{.text = S("Kantor Muara")}, {.date = akun_today}, {.say = MSG_role_tpi_ketua}}};
}

static i64 unread(AkunWorld *w, const AkunUser *u)
{
    i64 n = -1;
    CHECK_OK(kabar_unread(*w->a, w->db, u->id, &n));
    return n;
}

static KabarRows list(AkunWorld *w, const AkunUser *u)
{
    KabarRows rows = {0};
    i64       of   = 0;
    CHECK_OK(kabar_list(w->a, w->db, &(KabarAsk){.user_id = u->id, .limit = 50}, &rows, &of));
    CHECK(of == rows.count);
    return rows;
}

TEST(what_is_taken_back_tells_nobody)
{
    AkunWorld w = akun_world(&a);
    Kabar     k = kabar_for(&returned, &w.x.ani);

    CHECK_OK(db_begin(w.db, true));
    CHECK_OK(kabar_tell(a, w.db, &k));
    CHECK(unread(&w, &w.x.ani) == 1);
    CHECK_OK(db_end(w.db, false));
    CHECK(unread(&w, &w.x.ani) == 0);
}

TEST(a_notice_is_said_in_the_language_it_is_read_in)
{
    AkunWorld w = akun_world(&a);
    Kabar     k = kabar_for(&returned, &w.x.ani);

    CHECK_OK(kabar_tell(a, w.db, &k));
    KabarRows rows = list(&w, &w.x.ani);
    CHECK(rows.count == 1);
    CHECK_STR(kabar_text(&a, LANG_ID, &returned, rows.at[0].args),
              S("Kantor Muara akun baru, 21 Agustus 2026 berubah, TPI ketua tim tetap sama."));
    CHECK_STR(kabar_text(&a, LANG_EN, &returned, rows.at[0].args),
              S("Kantor Muara new accounts, 21 August 2026 changed, TPI team lead as they are."));
    CHECK_STR(rows.at[0].url, S("/lke/12"));
    CHECK(kabar_text(&a, LANG_EN, NULL, rows.at[0].args).len);
}

TEST(the_same_key_is_told_once_to_each_person)
{
    AkunWorld w = akun_world(&a);
    Kabar     k = kabar_for(&returned, &w.x.ani);

    k.once_key = S("try:12:close:3");
    CHECK_OK(kabar_tell(a, w.db, &k));
    CHECK_OK(kabar_tell(a, w.db, &k));
    CHECK(unread(&w, &w.x.ani) == 1);
    k.user_id = w.x.budi.id;
    CHECK_OK(kabar_tell(a, w.db, &k));
    CHECK(unread(&w, &w.x.budi) == 1);
    k.once_key = (Str){0};
    CHECK_OK(kabar_tell(a, w.db, &k));
    CHECK_OK(kabar_tell(a, w.db, &k));
    CHECK(unread(&w, &w.x.budi) == 3);
}

TEST(nobody_of_another_instansi_is_told_and_nobody_who_may_not_sign_in)
{
    AkunWorld w  = akun_world(&a);
    Kabar     k  = kabar_for(&returned, &w.y.ani);
    UnitAsker by = akun_by(w.x.top.instansi_id, w.x.admin.id);

    k.instansi_id = w.x.top.instansi_id;
    CHECK_OK(kabar_tell(a, w.db, &k));
    CHECK(unread(&w, &w.y.ani) == 0);
    CHECK_OK(akun_user_active(a, w.db, &by, &w.x.ani, false));
    k.user_id = w.x.ani.id;
    CHECK_OK(kabar_tell(a, w.db, &k));
    CHECK(unread(&w, &w.x.ani) == 0);
}

TEST(who_holds_a_role_reaching_the_unit_today_is_told_once_and_its_cause_is_not)
{
    AkunWorld w = akun_world(&a);
    Kabar     k = kabar_for(&returned, &w.x.ani);

    akun_world_role(&w, &w.x.ani, WHO(TIM_KERJA), &w.x.left);
    akun_world_role(&w, &w.x.ani, WHO(KEPALA_UNIT), &w.x.left);
    akun_world_role(&w, &w.x.budi, WHO(TIM_KERJA), &w.x.right);
    akun_world_role(&w, &w.y.ani, WHO(TIM_KERJA), &w.y.left);
    CHECK_OK(kabar_tell_role(a, w.db, &k, WHO_FILLS | WHO(ADMIN), w.x.left.id, akun_today));
    CHECK(unread(&w, &w.x.ani) == 1 && unread(&w, &w.x.admin) == 1 && unread(&w, &w.x.deputy) == 1);
    CHECK(unread(&w, &w.x.budi) == 0 && unread(&w, &w.y.ani) == 0 && unread(&w, &w.y.admin) == 0);
    k.from_id = w.x.ani.id;
    CHECK_OK(kabar_tell_role(a, w.db, &k, WHO_FILLS, w.x.left.id, akun_today));
    CHECK_OK(kabar_tell_role(a, w.db, &k, WHO_FILLS, w.x.left.id, (Date){akun_today.days - 1}));
    CHECK(unread(&w, &w.x.ani) == 1);
}

TEST(what_a_person_switched_off_is_not_kept_and_a_duty_cannot_be)
{
    AkunWorld w = akun_world(&a);
    Kabar     k = kabar_for(&returned, &w.x.ani);

    CHECK_OK(kabar_choose(w.db, w.x.ani.id, &returned, KABAR_NONE));
    CHECK_OK(kabar_tell(a, w.db, &k));
    CHECK(unread(&w, &w.x.ani) == 0);
    k.kind = &duty;
    CHECK(kabar_choose(w.db, w.x.ani.id, &duty, KABAR_NONE).kind == ERR_INVALID);
    CHECK_OK(kabar_tell(a, w.db, &k));
    CHECK(unread(&w, &w.x.ani) == 1);
}

TEST(what_is_read_is_read_by_its_owner_alone)
{
    AkunWorld w = akun_world(&a);
    Kabar     k = kabar_for(&quiet, &w.x.ani);
    KabarRow  row;

    CHECK_OK(kabar_tell(a, w.db, &k));
    CHECK_OK(kabar_tell(a, w.db, &k));
    i64 id = list(&w, &w.x.ani).at[0].id;
    CHECK(kabar_read(a, w.db, w.x.budi.id, id, akun_now).kind == ERR_NOT_FOUND);
    CHECK(kabar_find(&a, w.db, w.x.budi.id, id, &row).kind == ERR_NOT_FOUND);
    CHECK_OK(kabar_read_all(w.db, w.x.budi.id, akun_now, akun_now));
    CHECK(unread(&w, &w.x.ani) == 2);
    CHECK_OK(kabar_read(a, w.db, w.x.ani.id, id, akun_now));
    CHECK(unread(&w, &w.x.ani) == 1);
    CHECK(list(&w, &w.x.ani).at[1].id == id);
    CHECK_OK(kabar_read_all(w.db, w.x.ani.id, (Instant){akun_now.s - 1}, akun_now));
    CHECK(unread(&w, &w.x.ani) == 1);
    CHECK_OK(kabar_read_all(w.db, w.x.ani.id, akun_now, akun_now));
    CHECK(unread(&w, &w.x.ani) == 0);
    CHECK_OK(kabar_sweep(w.db, (Instant){akun_now.s + 89 * 86400}, 90));
    CHECK(list(&w, &w.x.ani).count == 2);
    CHECK_OK(kabar_sweep(w.db, (Instant){akun_now.s + 91 * 86400}, 90));
    CHECK(list(&w, &w.x.ani).count == 0);
}

TEST(a_notice_leads_to_a_page_of_this_site_only)
{
    AkunWorld w = akun_world(&a);
    Kabar     k = kabar_for(&returned, &w.x.ani);

    k.url = S("https://elsewhere.example/");
    CHECK(kabar_tell(a, w.db, &k).kind == ERR_INVALID);
    k.url = S("//elsewhere.example/");
    CHECK(kabar_tell(a, w.db, &k).kind == ERR_INVALID);
}

TEST(a_digest_comes_at_its_hour_where_the_person_is_and_rests_at_weekends)
{
    KabarHabits seven = {.digest_hour = 7}, each = {.digest_hour = 7, .weekends = true};
    Instant     friday = {1787281445};          /* 2026-08-21T03:04:05Z: 10.04 WIB, 12.04 WIT */

    CHECK_STR(instant_iso(&a, kabar_digest_at(friday, 420, &each)), S("2026-08-22T00:00:00Z"));
    CHECK_STR(instant_iso(&a, kabar_digest_at(friday, 540, &each)), S("2026-08-21T22:00:00Z"));
    CHECK_STR(instant_iso(&a, kabar_digest_at(friday, 420, &seven)), S("2026-08-24T00:00:00Z"));
    CHECK_STR(instant_iso(&a, kabar_digest_at(friday, 480, &(KabarHabits){.digest_hour = 16})),
              S("2026-08-21T08:00:00Z"));
}

TEST(a_reminder_that_was_missed_is_given_late_and_never_after_the_end)
{
    KabarDay d = {.today = akun_today, .before = {7, 3, 1}, .count = 3};
    static const struct { int left; i64 step; } cases[] = {
        {8, -1}, {7, 7}, {5, 7}, {4, 7}, {3, 3}, {2, 3}, {1, 1}, {0, 1}, {-1, -1},
    };
    for (isize i = 0; i < countof(cases); i++)
        CHECK(kabar_days_before(&d, (Date){akun_today.days + cases[i].left}) == cases[i].step);
    CHECK(kabar_days_before(&(KabarDay){.today = akun_today}, akun_today) == -1);
}
