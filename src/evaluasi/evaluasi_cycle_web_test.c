#include "evaluasi/evaluasi_cycle_web.h"
#include "evaluasi/evaluasi_fixture_test.h"

static const Room *const rooms[] = {&evaluasi_cycle_room};

#define WORLD(look, blind) eval_world(&a, look, blind, rooms, countof(rooms))
#define ASK(...) ask(&w, (TestAsk){__VA_ARGS__})

/* A path with % is about the cycle; # is X11. */
static Req *ask(EvalWorld *w, TestAsk t)
{
    Buf b = {.arena = w->lke.a};
    for (isize i = 0; i < t.path.len; i++) {
        if (t.path.at[i] == '%')
            buf_addf(&b, "%lld", (long long)w->cycle_id);
        else if (t.path.at[i] == '#')
            buf_addf(&b, "%lld", (long long)w->lke.people.x.left.id);
        else
            buf_char(&b, t.path.at[i]);
    }
    w->lke.web.regulasi = &w->lke.packs;
    w->lke.web.origin   = S("https://zi.contoh.go.id");
    t.path = buf_str(&b);
    t.now  = akun_now;
    return test_ask(w->lke.a, &w->lke.web, w->lke.db, &t);
}

/* The value of a hidden field of that name in the page. */
static Str hidden(const Req *r, const char *name)
{
    Arena room = *r->arena;
    Str   page = buf_str(&r->out), mark = str_fmt(&room, "name=\"%s\" value=\"", name);
    isize at   = str_find(page, mark);
    Str   rest = at < 0 ? (Str){0} : str_sub(page, at + mark.len, -1);
    CHECK(at >= 0);
    return str_cut(&rest, '"');
}

static const char *const pages[] = {
    "/siklus/baru", "/siklus/%/atur", "/siklus/%/tim", "/siklus/%/tim/baru", "/siklus/%/penugasan/usul",
    "/siklus/%/penugasan/usul?ulang=1&lihat=perubahan", "/siklus/%/penugasan/usul?lihat=kurang",
    "/siklus/%/penugasan/ganti", "/siklus/%/penugasan/#", "/api/v1/siklus/%/tim",
    "/siklus", "/siklus/%", "/siklus/%/jadwal", "/siklus/%/jadwal.ics", "/siklus/%/ikatan", "/siklus/%/penugasan",
    "/api/v1/siklus/%/ikatan", "/api/v1/siklus/%/penugasan",
};
enum { FOR_INSPEKTUR = 10 };             /* of them, the first */

TEST(every_page_of_a_cycle_is_drawn_in_both_languages)
{
    for (int blind = 0; blind < 2; blind++) {
        EvalWorld w = WORLD(!blind, blind);
        for (isize i = 0; i < countof(pages); i++)
            for (int l = 0; l < LANG_COUNT; l++) {
                w.users[EVAL_INSPEKTUR].lang = (Lang)l;
                Req *r = ASK(S("GET"), str_of(pages[i]), .user = &w.users[EVAL_INSPEKTUR]);
                if (r->status != 200)
                    test_fail(__FILE__, __LINE__, pages[i], str_fmt(&a, "%d", r->status));
            }
    }
}

TEST(only_the_inspector_of_the_whole_instansi_runs_a_cycle)
{
    EvalWorld w     = WORLD(true, false);
    AkunUser  below = akun_world_user(&w.lke.people, &w.lke.people.x.one, S("1990"), S("Inspektur wilayah"));
    User      part, none[] = {w.users[EVAL_ANI], w.users[EVAL_HEAD], w.users[EVAL_ONE], w.users[EVAL_DALNIS],
                              w.users[EVAL_PIMPINAN], w.lke.admin};

    akun_world_role(&w.lke.people, &below, WHO(INSPEKTUR), &w.lke.people.x.one);
    part = akun_test_user(&below, WHO(INSPEKTUR));
    for (int i = 0; i < FOR_INSPEKTUR; i++) {
        for (isize k = 0; k < countof(none); k++)
            CHECK(ASK(S("GET"), str_of(pages[i]), .user = &none[k])->status == 403);
        CHECK(ASK(S("GET"), str_of(pages[i]), .user = &part)->status == 404);
    }
    static const char *const posts[] = {"/siklus/baru", "/siklus/%/atur", "/siklus/%/langganan", "/siklus/%/tim/baru",
                                        "/siklus/%/penugasan/usul", "/siklus/%/penugasan/ganti",
                                        "/siklus/%/penugasan/#", "/siklus/%/ikatan/1"};
    for (isize i = 0; i < countof(posts); i++) {
        CHECK(ASK(S("POST"), str_of(posts[i]), S("alasan=x&versi=1"), .user = &part)->status == 404);
        CHECK(ASK(S("POST"), str_of(posts[i]), S("alasan=x&versi=1"), .user = &w.users[EVAL_DALNIS])->status == 403);
    }
}

TEST(no_page_of_a_cycle_is_another_instansis_to_see)
{
    EvalWorld w = WORLD(true, false);
    AkunUser  u = akun_world_user(&w.lke.people, &w.lke.people.y.top, S("2990"), S("Inspektur Y"));
    User      other;

    akun_world_role(&w.lke.people, &u, WHO(INSPEKTUR), &w.lke.people.y.top);
    other = akun_test_user(&u, WHO(INSPEKTUR));
    for (isize i = 1; i < countof(pages); i++)
        if (!str_is(S("/siklus"), pages[i]))
            CHECK(ASK(S("GET"), str_of(pages[i]), .user = &other)->status == 404);
    Req *r = ASK(S("GET"), S("/siklus"), .user = &other);
    CHECK(r->status == 200 && !test_shows(r, "2026"));
    CHECK(ASK(S("POST"), S("/siklus/%/langganan"), S("versi=1"), .user = &other)->status == 404);
}

TEST(a_unit_reads_the_days_and_not_who_assesses_whom)
{
    EvalWorld w = WORLD(true, false);
    Req      *r = ASK(S("GET"), S("/siklus/%"), .user = &w.users[EVAL_ANI]);

    CHECK(r->status == 200 && test_shows(r, "Pengisian oleh unit") && !test_shows(r, "Unit menurut tahap"));
    CHECK(ASK(S("GET"), S("/siklus/%/jadwal"), .user = &w.users[EVAL_ANI])->status == 200);
    CHECK(ASK(S("GET"), S("/siklus/%/penugasan"), .user = &w.users[EVAL_ANI])->status == 403);
    CHECK(ASK(S("GET"), S("/siklus/%/ikatan"), .user = &w.users[EVAL_ANI])->status == 403);
}

TEST(an_assessor_sees_the_own_units_and_ties_alone)
{
    EvalWorld w  = WORLD(false, false);
    UnitAsker by = {w.people[EVAL_INSPEKTUR].id, w.lke.people.x.top.id, CYCLE_RUNS, akun_today, akun_now, LANG_ID};
    i64       id;

    lke_world_sheet(&w.lke, &w.lke.people.x.right, 2026);
    CHECK_OK(evaluasi_tie_add(a, w.lke.db, &by, &(TieDraft){w.people[EVAL_TWO].id, w.lke.people.x.right.id, S("usaha"),
                                                            S("Punya toko"), akun_today, {0}}, &id));
    Req *r = ASK(S("GET"), S("/siklus/%/penugasan"), .user = &w.users[EVAL_ONE]);
    CHECK(r->status == 200 && test_shows(r, "Nama X11") && !test_shows(r, "Nama X12"));
    CHECK(!test_shows(ASK(S("GET"), S("/siklus/%/penugasan?format=csv"), .user = &w.users[EVAL_ONE]), "X12"));
    CHECK(!test_shows(ASK(S("GET"), S("/siklus/%/ikatan"), .user = &w.users[EVAL_ONE]), "Punya toko"));
    CHECK(test_shows(ASK(S("GET"), S("/siklus/%/ikatan"), .user = &w.users[EVAL_TWO]), "Punya toko"));
    CHECK(!test_shows(ASK(S("GET"), S("/api/v1/siklus/%/ikatan"), .user = &w.users[EVAL_ONE]), "Punya toko"));
    r = ASK(S("GET"), S("/api/v1/siklus/%/ikatan"), .user = &w.users[EVAL_TWO]);
    CHECK(test_shows(r, "\"how\":\"declared\"") && test_shows(r, "Punya toko") && !test_shows(r, "Satu"));
    CHECK(test_shows(ASK(S("GET"), S("/api/v1/siklus/%/ikatan"), .user = &w.users[EVAL_INSPEKTUR]), "Punya toko"));
    CHECK(ASK(S("GET"), S("/api/v1/siklus/%/ikatan"), .user = &w.users[EVAL_ANI])->status == 403);
    CHECK(test_shows(ASK(S("GET"), S("/siklus/%/penugasan"), .user = &w.users[EVAL_INSPEKTUR]), "Nama X12"));
}

TEST(a_cycle_is_made_once_for_a_year_and_all_that_is_wrong_is_said_at_once)
{
    EvalWorld w = WORLD(false, false);
    User     *u = &w.users[EVAL_INSPEKTUR];
    Req *r = ASK(S("POST"), S("/siklus/baru"),
                 S("tahun=2027&isi_buka=2027-03-01&isi_tutup=2027-02-01&anggota_buka=2027-04-01&ketua_buka=2029-01-01&"
                   "ketua_tutup=2029-02-01&dalnis_buka=2027-01-01&dalnis_tutup=2027-12-01"), .user = u);
    CHECK(r->status == 422);
    CHECK(test_shows(r, "href=\"#isi_tutup\"") && test_shows(r, "href=\"#anggota_tutup\""));
    CHECK(test_shows(r, "href=\"#ketua_buka\"") && test_shows(r, "href=\"#dalnis_buka\""));
    CHECK(test_shows(r, "value=\"2027-03-01\""));
    r = ASK(S("POST"), S("/siklus/baru"), S("tahun=2027&isi_buka=2027-03-01&isi_tutup=2027-05-01&"
                                            "anggota_buka=2027-05-01&anggota_tutup=2027-06-01"), .user = u);
    CHECK(r->status == 422 && test_shows(r, "tumpang tindih"));
    r = ASK(S("POST"), S("/siklus/baru"), S("tahun=2027&isi_buka=2027-03-01&isi_tutup=2027-05-01&"
                                            "anggota_buka=2027-05-01&anggota_tutup=2027-06-01&overlaps=1&blind=1&"
                                            "team_units=9"), .user = u);
    CHECK(r->status == 303);
    CHECK(test_number(a, w.lke.db, "SELECT COUNT(*) FROM evaluasi_window") == 2);
    CHECK(test_number(a, w.lke.db, "SELECT team_units FROM evaluasi_cycle WHERE year = 2027") == 9);
    CHECK(test_number(a, w.lke.db, "SELECT apart FROM evaluasi_cycle WHERE year = 2027") == 0);
    r = ASK(S("POST"), S("/siklus/baru"), S("tahun=2027"), .user = u);
    CHECK(r->status == 422 && test_shows(r, "sudah ada"));
}

TEST(the_order_of_assessing_stands_fast_once_a_unit_has_handed_in)
{
    EvalWorld w = WORLD(false, true);
    User     *u = &w.users[EVAL_INSPEKTUR];

    Req *r = ASK(S("GET"), S("/siklus/%/atur"), .user = u);
    CHECK(test_shows(r, "Praktik satu instansi, bukan peraturan") && test_shows(r, "keyakinan tinggi"));
    r = ASK(S("POST"), S("/siklus/%/atur"), S("versi=1&isi_buka=2026-08-01&isi_tutup=2026-09-01"), .user = u);
    CHECK(r->status == 303);
    CHECK(test_number(a, w.lke.db, "SELECT COUNT(*) FROM evaluasi_seat WHERE seat = 'anggota-2'") == 0);
    CHECK(ASK(S("POST"), S("/siklus/%/atur"), S("versi=1"), .user = u)->status == 409);
    CHECK(ASK(S("POST"), S("/siklus/%/atur"), S("versi=2&blind=1"), .user = u)->status == 303);
    CHECK(!eval_world_move(&w, EVAL_ANI, "konfirmasi", ""));
    r = ASK(S("POST"), S("/siklus/%/atur"), S("versi=3&pendahuluan=1"), .user = u);
    CHECK(r->status == 422 && test_shows(r, "href=\"#pendahuluan\"") && test_shows(r, "href=\"#blind\""));
    CHECK(ASK(S("POST"), S("/siklus/%/atur"), S("versi=3&blind=1&isi_buka=2026-08-01&isi_tutup=2026-10-01"),
              .user = u)->status == 303);
}

TEST(the_calendar_is_a_file_and_an_address_that_can_be_withdrawn)
{
    EvalWorld w = WORLD(false, false);
    User     *u = &w.users[EVAL_INSPEKTUR];

    Req *r = ASK(S("POST"), S("/siklus/%/atur"), S("versi=1&isi_buka=2026-08-01&isi_tutup=2026-08-31"), .user = u);
    CHECK(r->status == 303);
    r = ASK(S("GET"), S("/siklus/%/jadwal"), .user = &w.users[EVAL_ANI]);
    CHECK(test_shows(r, "Agustus 2026") && test_shows(r, "aria-current=\"date\"") && !test_shows(r, "/kalender/"));
    r = ASK(S("GET"), S("/siklus/%/jadwal.ics"), .user = &w.users[EVAL_ANI]);
    CHECK(str_is(r->type, "text/calendar; charset=utf-8") && test_shows(r, "DTEND;VALUE=DATE:20260901\r\n"));
    CHECK(ASK(S("POST"), S("/siklus/%/langganan"), S("versi=2"), .user = u)->status == 303);
    r = ASK(S("GET"), S("/siklus/%/jadwal"), .user = &w.users[EVAL_ANI]);
    isize at = str_find(buf_str(&r->out), S("/kalender/"));
    Str rest = str_sub(buf_str(&r->out), at, -1), path = str_cut(&rest, '<');
    CHECK(at > 0 && str_ends(path, S(".ics")));
    r = ASK(S("GET"), path);
    CHECK(r->status == 200 && test_shows(r, "SUMMARY:ZI 2026: Pengisian oleh unit") && test_shows(r, "Nama X"));
    CHECK(!test_shows(r, "Nama X11") && ASK(S("GET"), S("/kalender/.ics"))->status == 404);
    CHECK(ASK(S("POST"), S("/siklus/%/langganan"), S("versi=2&hapus=1"), .user = u)->status == 303);
    CHECK(ASK(S("GET"), path)->status == 404);
}

static Str team_form(EvalWorld *w, int one, int two, const char *more)
{
    return str_fmt(w->lke.a,
                   "nama=Tim+A&dalnis=%lld&ketua=%lld&anggota_1=%lld&menit_1=4000&anggota_2=%lld&menit_2=4000%s",
                   (long long)w->people[EVAL_DALNIS].id, (long long)w->people[EVAL_KETUA].id,
                   (long long)w->people[one].id, (long long)w->people[two].id, more);
}

TEST(a_team_takes_people_with_the_role_once_and_within_the_limits)
{
    EvalWorld w = WORLD(false, false);
    User     *u = &w.users[EVAL_INSPEKTUR];

    Req *r = ASK(S("POST"), S("/siklus/%/tim/baru"), team_form(&w, EVAL_ONE, EVAL_ONE, ""), .user = u);
    CHECK(r->status == 422 && test_shows(r, "lebih dari sekali"));
    CHECK(ASK(S("POST"), S("/siklus/%/tim/baru"), team_form(&w, EVAL_ONE, EVAL_ANI, ""), .user = u)->status == 422);
    r = ASK(S("POST"), S("/siklus/%/tim/baru"), team_form(&w, EVAL_ONE, EVAL_TWO, "&anggota_3=1&menit_3=1"), .user = u);
    CHECK(r->status == 422 && test_shows(r, "paling banyak 2 anggota"));
    CHECK(ASK(S("POST"), S("/siklus/%/tim/baru"), team_form(&w, EVAL_ONE, EVAL_TWO, ""), .user = u)->status == 303);
    r = ASK(S("POST"), S("/siklus/%/tim/baru"), team_form(&w, EVAL_ONE, EVAL_TWO, ""), .user = u);
    CHECK(r->status == 422 && test_shows(r, "sudah ada di Tim A") && test_shows(r, "Nama ini sudah dipakai"));
    r = ASK(S("GET"), S("/siklus/%/tim"), .user = u);
    CHECK(test_shows(r, "Tim A") && test_shows(r, "Satu, Dua") && test_shows(r, "8.000"));
    r = ASK(S("GET"), S("/api/v1/siklus/%/tim"), .user = u);
    CHECK(test_shows(r, "\"name\":\"Tim A\",\"dalnis\":\"Dalnis\",\"ketua\":\"Ketua\""));
    CHECK(test_shows(r, "{\"name\":\"Dua\",\"minutes\":4000}],\"minutes\":8000"));

    i64 team = test_number(a, w.lke.db, "SELECT id FROM evaluasi_team");
    Str path = str_fmt(&a, "/siklus/%%/tim/%lld", (long long)team);
    r = ASK(S("POST"), path, team_form(&w, EVAL_TWO, EVAL_ONE, "&versi=1"), .user = u);
    CHECK(r->status == 303 && test_number(a, w.lke.db, "SELECT version FROM evaluasi_team") == 2);
    CHECK(ASK(S("POST"), path, team_form(&w, EVAL_TWO, EVAL_ONE, "&versi=1"), .user = u)->status == 409);
    CHECK(ASK(S("POST"), str_fmt(&a, "%.*s/hapus", STRF(path)), S("versi=2"), .user = u)->status == 303);
    CHECK(test_number(a, w.lke.db, "SELECT COUNT(*) FROM evaluasi_member") == 0);
    CHECK(ASK(S("GET"), path, .user = u)->status == 404);
}

TEST(an_assessor_declares_a_tie_of_the_own_and_only_the_inspector_takes_it_back)
{
    EvalWorld w    = WORLD(false, false);
    Str       form = str_fmt(&a, "orang=%lld&unit=X11&jenis=keluarga&dari=2026-01-01&alasan=Adik",
                             (long long)w.people[EVAL_ONE].id);

    CHECK(ASK(S("POST"), S("/siklus/%/ikatan"), form, .user = &w.users[EVAL_TWO])->status == 422);
    CHECK(ASK(S("POST"), S("/siklus/%/ikatan"), form, .user = &w.users[EVAL_ONE])->status == 303);
    CHECK(test_shows(ASK(S("GET"), S("/siklus/%/penugasan"), .user = &w.users[EVAL_INSPEKTUR]), "tidak lagi boleh"));
    Req *r = ASK(S("GET"), S("/siklus/%/penugasan/#"), .user = &w.users[EVAL_INSPEKTUR]);
    CHECK(test_shows(r, "Satu punya ikatan dengan unit"));
    Str path = str_fmt(&a, "/siklus/%%/ikatan/%lld",
                       (long long)test_number(a, w.lke.db, "SELECT id FROM evaluasi_tie"));
    CHECK(ASK(S("POST"), path, S("alasan=Salah"), .user = &w.users[EVAL_ONE])->status == 403);
    CHECK(ASK(S("POST"), path, S(""), .user = &w.users[EVAL_INSPEKTUR])->status == 422);
    CHECK(ASK(S("GET"), path, .user = &w.users[EVAL_INSPEKTUR])->status == 200);
    CHECK(ASK(S("POST"), path, S("alasan=Salah"), .user = &w.users[EVAL_INSPEKTUR])->status == 303);
    CHECK(test_number(a, w.lke.db, "SELECT COUNT(*) FROM evaluasi_tie WHERE gone_at IS NULL") == 0);
    r = ASK(S("POST"), S("/siklus/%/ikatan"),
            S("orang=1&unit=Y11&jenis=keluarga&dari=2026-01-01&sampai=2025-01-01&alasan=x"),
            .user = &w.users[EVAL_INSPEKTUR]);
    CHECK(r->status == 422 && test_shows(r, "href=\"#orang\"") && test_shows(r, "href=\"#unit\""));
    CHECK(test_shows(r, "href=\"#sampai\""));
}

TEST(a_proposal_is_stored_only_as_it_was_shown)
{
    EvalWorld w = WORLD(false, false);
    User     *u = &w.users[EVAL_INSPEKTUR];

    lke_world_sheet(&w.lke, &w.lke.people.x.right, 2026);
    CHECK(ASK(S("POST"), S("/siklus/%/tim/baru"), team_form(&w, EVAL_ONE, EVAL_TWO, ""), .user = u)->status == 303);
    Req *r = ASK(S("GET"), S("/siklus/%/penugasan/usul"), .user = u);
    CHECK(r->status == 200 && test_shows(r, "Tim A"));
    CHECK(test_number(a, w.lke.db, "SELECT COUNT(*) FROM evaluasi_seat") == 5);
    Str form = str_fmt(&a, "ulang=0&cetak=%.*s", STRF(hidden(r, "cetak")));
    CHECK_OK(db_begin(w.lke.db, true));
    lke_world_sheet(&w.lke, &w.lke.people.x.one, 2026);
    CHECK_OK(db_end(w.lke.db, true));
    r = ASK(S("POST"), S("/siklus/%/penugasan/usul"), form, .user = u);
    CHECK(r->status == 409 && test_number(a, w.lke.db, "SELECT COUNT(*) FROM evaluasi_seat") == 5);
    form = str_fmt(&a, "ulang=0&cetak=%.*s", STRF(hidden(r, "cetak")));
    CHECK(ASK(S("POST"), S("/siklus/%/penugasan/usul"), form, .user = u)->status == 303);
    CHECK(test_number(a, w.lke.db, "SELECT COUNT(*) FROM evaluasi_seat WHERE seat = 'ketua'") == 3);
    CHECK(test_shows(ASK(S("GET"), S("/siklus/%/penugasan?kursi=lengkap&format=csv"), .user = u), "X12"));
}

static Str seats_form(EvalWorld *w, int anggota)
{
    return str_fmt(w->lke.a, "pendahuluan=%lld&anggota=%lld&ketua=%lld&dalnis=%lld",
                   (long long)w->people[EVAL_LOOK].id, (long long)w->people[anggota].id,
                   (long long)w->people[EVAL_KETUA].id, (long long)w->people[EVAL_DALNIS].id);
}

TEST(a_seat_is_changed_by_hand_with_a_reason_and_never_to_somebody_who_may_not)
{
    EvalWorld w = WORLD(true, false);
    User     *u = &w.users[EVAL_INSPEKTUR];
    Str       same = seats_form(&w, EVAL_ONE), two = seats_form(&w, EVAL_TWO), ani = seats_form(&w, EVAL_ANI);
    static const Sql second = {"test_second", "DELETE FROM evaluasi_seat WHERE seat = 'anggota-2'", NULL};

    CHECK_OK(db_do0(w.lke.db, &second));
    CHECK(ASK(S("POST"), S("/siklus/%/penugasan/#"), two, .user = u)->status == 422);
    Req *r = ASK(S("POST"), S("/siklus/%/penugasan/#"), str_fmt(&a, "%.*s&alasan=x", STRF(ani)), .user = u);
    CHECK(r->status == 422 && test_shows(r, "href=\"#anggota\""));
    r = ASK(S("POST"), S("/siklus/%/penugasan/#"), str_fmt(&a, "%.*s&alasan=x", STRF(same)), .user = u);
    CHECK(r->status == 303);
    CHECK(test_number(a, w.lke.db, "SELECT COUNT(*) FROM evaluasi_seat_past") == 0);
    r = ASK(S("POST"), S("/siklus/%/penugasan/#"), str_fmt(&a, "%.*s&alasan=Cuti", STRF(two)), .user = u);
    CHECK(r->status == 303);
    CHECK(test_shows(ASK(S("GET"), S("/siklus/%/penugasan/#"), .user = u), "Cuti"));
    CHECK(test_number(a, w.lke.db, "SELECT COUNT(*) FROM evaluasi_seat_past") == 1);
    CHECK(ASK(S("GET"), S("/siklus/%/penugasan/1"), .user = u)->status == 404);
}

TEST(everything_of_one_person_goes_to_another_after_one_has_looked)
{
    EvalWorld w = WORLD(false, false);
    User     *u = &w.users[EVAL_INSPEKTUR];
    static const Sql second = {"test_second", "DELETE FROM evaluasi_seat WHERE seat = 'anggota-2'", NULL};
    Str form = str_fmt(&a, "dari=%lld&ke=%lld&alasan=Cuti", (long long)w.people[EVAL_ONE].id,
                       (long long)w.people[EVAL_TWO].id);

    Req *r = ASK(S("POST"), S("/siklus/%/penugasan/ganti"), form, .user = u);
    CHECK(r->status == 200 && test_shows(r, "kursi lain unit ini") && test_shows(r, "Tidak ada yang perlu diubah"));
    CHECK_OK(db_do0(w.lke.db, &second));
    r = ASK(S("POST"), S("/siklus/%/penugasan/ganti"), form, .user = u);
    CHECK(r->status == 200 && test_number(a, w.lke.db, "SELECT COUNT(*) FROM evaluasi_seat_past") == 0);
    r = ASK(S("POST"), S("/siklus/%/penugasan/ganti"),
            str_fmt(&a, "%.*s&cetak=%.*s", STRF(form), STRF(hidden(r, "cetak"))), .user = u);
    CHECK(r->status == 303 && test_number(a, w.lke.db, "SELECT COUNT(*) FROM evaluasi_seat_past") == 1);
    r = ASK(S("POST"), S("/siklus/%/penugasan/ganti"), S("dari=1&ke=1"), .user = u);
    CHECK(r->status == 422 && test_shows(r, "href=\"#ke\"") && test_shows(r, "href=\"#alasan\""));
}
