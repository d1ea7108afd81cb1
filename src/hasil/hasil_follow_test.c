#include "hasil/hasil_follow_web.h"
#include "survei/survei_world_test.h"
#include "test/ask.h"

static const Room *const rooms[] = {&hasil_follow_room};

typedef struct { SurveiWorld s; Web web; User ani, budi, head, other; i64 action; } World;

static World world(Arena *a)
{
    World     w     = {.s = survei_world(a, SURVEI_OPEN_LINK)};
    Regulasi *rules = new(a, Regulasi, 1);

    CHECK_OK(regulasi_start(a, rules));
    akun_world_role(&w.s.people, &w.s.people.x.deputy, WHO(PIMPINAN), &w.s.people.x.top);
    w.web   = (Web){.rooms = rooms, .rooms_count = countof(rooms), .survei = test_instruments(), .regulasi = rules};
    w.ani   = akun_test_user(&w.s.people.x.ani, WHO(TIM_KERJA));
    w.budi  = akun_test_user(&w.s.people.x.budi, WHO(TIM_KERJA));
    w.head  = akun_test_user(&w.s.people.x.deputy, WHO(PIMPINAN));
    w.other = akun_test_user(&w.s.people.y.ani, WHO(TIM_KERJA));
    return w;
}

static Req *ask(Arena *a, World *w, const User *u, Str path, Str form)
{
    Str method = form.at ? S("POST") : S("GET");
    return test_ask(a, &w->web, w->s.db, &(TestAsk){.method = method, .path = path, .form = form, .user = u});
}

static Str at(Arena *a, const World *w, const char *rest)
{
    return str_fmt(a, "/survei/%lld/tindak%s", (long long)w->s.campaign_id, rest);
}

static void plan(Arena *a, World *w)
{
    Str       form = S("temuan=skm-14-2017.U4&tindakan=Tarif+dipasang+di+loket&siapa=Sekretaris&tenggat=2026-10-01"
                       "&butir=a.i.6.iv.b");
    UnitAsker by   = survei_world_by(&w->s.people.x.ani);
    HasilActions all;

    CHECK(ask(a, w, &w->ani, at(a, w, "/baru"), form)->status == 303);
    CHECK_OK(hasil_actions(a, w->s.db, &by, w->s.campaign_id, &all));
    CHECK(all.count == 1 && str_eq(all.at[0].element, S("U4")) && str_eq(all.at[0].lke_item, S("A.I.6.iv.b")));
    w->action = all.count ? all.at[0].id : 0;
}

TEST(the_lowest_elements_of_a_survey_stand_beside_what_is_done_about_them)
{
    World w = world(&a);

    CHECK(test_shows(ask(&a, &w, &w.ani, at(&a, &w, ""), (Str){0}), "setelah survei ditutup"));
    for (int i = 0; i < 12; i++) {
        SurveiAnswer x = survei_world_answer(&w.s, i, S("444134444"));
        CHECK(survei_world_take(&w.s, &x) == TAKEN);
    }
    survei_world_fold(&w.s);
    plan(&a, &w);
    CHECK(!test_shows(ask(&a, &w, &w.ani, at(&a, &w, ""), (Str){0}), "1,00"));
    survei_world_close(&w.s);
    Req *page = ask(&a, &w, &w.ani, at(&a, &w, ""), (Str){0});
    CHECK(test_shows(page, "Tarif dipasang di loket") && test_shows(page, "unsur=skm-14-2017.U4"));
    CHECK(test_shows(page, "1,00") && !test_shows(page, "unsur=skm-14-2017.U9"));
    CHECK(!test_shows(ask(&a, &w, &w.head, at(&a, &w, ""), (Str){0}), "unsur=skm-14-2017.U4"));
}

TEST(an_action_ends_with_what_was_done)
{
    World w = world(&a);
    plan(&a, &w);
    Str path = str_fmt(&a, "/survei/tindak/%lld", (long long)w.action);
    Str form = S("temuan=&tindakan=Tarif+dipasang&siapa=Sekretaris&tenggat=2026-10-01&keadaan=done&hasil=");

    Req *page = ask(&a, &w, &w.ani, path, str_fmt(&a, "%.*s&versi=1", STRF(form)));
    CHECK(page->status == 422 && test_shows(page, "sudah dilakukan") && test_shows(page, "Tarif dipasang"));
    CHECK(ask(&a, &w, &w.ani, path, str_fmt(&a, "%.*sTerpasang&versi=1", STRF(form)))->status == 303);
    CHECK(ask(&a, &w, &w.ani, path, str_fmt(&a, "%.*sLain&versi=1", STRF(form)))->status == 422);
    CHECK(test_shows(ask(&a, &w, &w.ani, S("/survei/tindak?keadaan=done"), (Str){0}), "Tarif dipasang"));
    CHECK(!test_shows(ask(&a, &w, &w.ani, S("/survei/tindak?keadaan=open"), (Str){0}), "Tarif dipasang"));
}

TEST(nobody_changes_the_follow_up_of_another_unit)
{
    World w = world(&a);
    plan(&a, &w);
    Str path = str_fmt(&a, "/survei/tindak/%lld", (long long)w.action);
    Str form = S("tindakan=x&siapa=x&tenggat=2026-10-01&keadaan=dropped&hasil=x&versi=1");

    CHECK(ask(&a, &w, &w.budi, path, (Str){0})->status == 404 && ask(&a, &w, &w.budi, path, form)->status == 404);
    CHECK(ask(&a, &w, &w.other, path, (Str){0})->status == 404 && ask(&a, &w, &w.other, path, form)->status == 404);
    CHECK(ask(&a, &w, &w.head, path, (Str){0})->status == 200 && ask(&a, &w, &w.head, path, form)->status == 403);
    CHECK(ask(&a, &w, &w.budi, at(&a, &w, ""), (Str){0})->status == 404);
    CHECK(!test_shows(ask(&a, &w, &w.budi, S("/survei/tindak"), (Str){0}), "Tarif dipasang"));
}

TEST(everything_wrong_with_an_action_is_said_at_once)
{
    World w    = world(&a);
    Req  *page = ask(&a, &w, &w.ani, at(&a, &w, "/baru"),
                     S("temuan=skm-14-2017.U99&tindakan=&siapa=Tim&tenggat=2020-01-01&butir=Z.9"));

    CHECK(page->status == 422 && test_shows(page, "Pilih unsur dari survei ini"));
    CHECK(test_shows(page, "Tidak ada butir") && test_shows(page, "sebelum hari ini") && test_shows(page, "Tim"));
}

static Str forum_made(Arena *a, World *w)
{
    Str  form = str_fmt(a, "survei=%lld&jenis=webinar&judul=Bicara+biaya&tanggal=2026-08-20&hadir=41&peserta=Pengguna",
                        (long long)w->s.campaign_id);
    Req *made = ask(a, w, &w->ani, S("/survei/forum/baru"), form);
    CHECK(made->status == 303);
    return made->location;
}

TEST(a_forum_keeps_what_was_asked_and_what_was_done)
{
    World w    = world(&a);
    Str   path = forum_made(&a, &w), question = str_fmt(&a, "%.*s/tanya", STRF(path));

    CHECK(ask(&a, &w, &w.ani, question, S("tanya=Kapan+tarif+dipasang%3F&dari=Pedagang&tenggat=2026-08-01"))->status
          == 303);
    Req *page = ask(&a, &w, &w.ani, path, (Str){0});
    CHECK(test_shows(page, "Kapan tarif dipasang?") && test_shows(page, "Lewat tenggat") && test_shows(page, "41"));
    CHECK(test_shows(ask(&a, &w, &w.head, S("/survei/forum"), (Str){0}), "Bicara biaya"));
    CHECK(ask(&a, &w, &w.budi, path, (Str){0})->status == 404);
    CHECK(ask(&a, &w, &w.budi, question, S("tanya=x"))->status == 404);
    page = ask(&a, &w, &w.ani, question, S("tanya=x&selesai=2027-01-01"));
    CHECK(page->status == 422 && test_shows(page, "sebelum menyebutnya tuntas"));
    CHECK(test_shows(page, "setelah hari ini"));
}

TEST(what_was_asked_in_a_forum_names_a_finding_of_its_survey)
{
    World w    = world(&a);
    Str   path = forum_made(&a, &w), question = str_fmt(&a, "%.*s/tanya", STRF(path));

    CHECK(test_shows(ask(&a, &w, &w.ani, question, (Str){0}), "value=\"skm-14-2017.U4\""));
    Req *page = ask(&a, &w, &w.ani, question, S("tanya=x&temuan=skm-14-2017.U99"));
    CHECK(page->status == 422 && test_shows(page, "Pilih unsur dari survei ini"));
    CHECK(ask(&a, &w, &w.ani, question, S("tanya=Kapan+tarif+dipasang%3F&temuan=skm-14-2017.U4"))->status == 303);
    page = ask(&a, &w, &w.ani, path, (Str){0});
    CHECK(test_shows(page, "SKM: ") && test_shows(page, str_c(&a, at(&a, &w, ""))));
    for (int i = 0; i < 12; i++) {
        SurveiAnswer x = survei_world_answer(&w.s, i, S("444134444"));
        CHECK(survei_world_take(&w.s, &x) == TAKEN);
    }
    survei_world_fold(&w.s);
    survei_world_close(&w.s);
    page = ask(&a, &w, &w.ani, at(&a, &w, ""), (Str){0});
    CHECK(test_shows(page, "Kapan tarif dipasang?") && test_shows(page, str_c(&a, path)));
}

TEST(a_forum_is_about_a_survey_of_ones_own_unit)
{
    World w    = world(&a);
    Str   form = str_fmt(&a, "survei=%lld&jenis=forum&judul=x&tanggal=2026-08-20&hadir=1", (long long)w.s.campaign_id);

    CHECK(ask(&a, &w, &w.budi, S("/survei/forum/baru"), form)->status == 422);
    Str path = forum_made(&a, &w), edit = str_fmt(&a, "%.*s/ubah", STRF(path));
    CHECK(test_shows(ask(&a, &w, &w.ani, edit, (Str){0}), "Bicara biaya"));
    CHECK(ask(&a, &w, &w.ani, edit, str_fmt(&a, "%.*s&versi=1", STRF(form)))->status == 303);
    CHECK(ask(&a, &w, &w.ani, edit, str_fmt(&a, "%.*s&versi=1", STRF(form)))->status == 422);
    CHECK(ask(&a, &w, &w.budi, edit, str_fmt(&a, "%.*s&versi=2", STRF(form)))->status == 404);
}
