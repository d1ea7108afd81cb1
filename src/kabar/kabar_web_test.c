#include "kabar/kabar_web.h"

#include "akun/akun_test.h"
#include "app/app.h"
#include "test/ask.h"
#include "test/sink.h"
#include "web/job.h"

#include <pthread.h>

/* A room that only has kinds; the sentence of a page takes three arguments. */
enum { NOW, DAILY, DUTY, OFFICE };
#define TRY_KIND(name, mail, ...) {name, MSG_kabar_title, MSG_akun_import_counts, mail, __VA_ARGS__}
static const KabarKind kinds[] = {
    TRY_KIND("try_now", MSG_kabar_mail_task, KABAR_NOW),
    TRY_KIND("try_daily", MSG_kabar_mail_due, KABAR_DAILY),
    TRY_KIND("try_duty", MSG_kabar_mail_other, KABAR_APP, true),
    TRY_KIND("try_office", MSG_kabar_mail_admin, KABAR_APP, .who = WHO(TPN)),
};
static const Room        try_room = {"try", NULL, 0, kinds, countof(kinds)};
static const Room *const rooms[]  = {&kabar_room, &try_room};
static const MailConfig  some     = {0};
static const Web web = {.rooms = rooms, .rooms_count = countof(rooms), .waits = kabar_waits, .mail = &some,
                        .origin = {"https://zi.contoh.go.id", 23}};

static User as(const AkunUser *u, Who roles)
{
    return (User){.id = u->id, .session_id = u->id, .instansi_id = u->instansi_id, .unit_id = u->unit_id,
                  .name = u->facts.name, .roles = SIGNED_IN | WHO(PEGAWAI) | roles, .csrf = S("csrf"),
                  .lang = u->facts.lang, .utc_minutes = 420};
}

#define ASK(...) test_ask(&a, &web, w.db, &(TestAsk){__VA_ARGS__})

static Instant later(i64 seconds)
{
    return (Instant){akun_now.s + seconds};
}

static Kabar about(int kind, const AkunUser *u)
{
    return (Kabar){.kind = &kinds[kind], .instansi_id = u->instansi_id, .user_id = u->id,
                   .url = S("/lke/77/butir/A.I.1"),
               .entity = "lke_worksheet", .entity_id = 77, .at = akun_now,
               .args = {{.text = S("Kantor Rahasia")}, {.text = S("nilai 43,21")}, {.text = S("Terlapor Budi")}}};
}

static void tell(AkunWorld *w, int kind, const AkunUser *u)
{
    Kabar k = about(kind, u);
    CHECK_OK(db_begin(w->db, true));
    CHECK_OK(kabar_tell(*w->a, w->db, &k));
    CHECK_OK(db_end(w->db, true));
}

static i64 only_id(AkunWorld *w, const AkunUser *u)
{
    KabarRows rows = {0};
    i64       of   = 0;
    CHECK_OK(kabar_list(w->a, w->db, &(KabarAsk){.user_id = u->id, .limit = 1}, &rows, &of));
    return of ? rows.at[0].id : 0;
}

static i64 queued(AkunWorld *w)
{
    JobCount n = {0};
    CHECK_OK(job_count(*w->a, w->db, akun_now, &n));
    return n.waiting;
}

/* All letters that are due then, as a real mail server got them and a person reads them. */
static Str letters_at(AkunWorld *w, Instant now, int connections)
{
    int sent = 0;
    CHECK_OK(kabar_letters(*w->a, w->db, &web, now));
    Sink      *s = sink_start(w->a, connections, SINK_TAKES);
    MailConfig c = sink_config(w->a, s);
    CHECK_OK(mail_send_due(*w->a, w->db, &c, 10, now, &sent));
    CHECK(sent == connections);
    return sink_texts(w->a, sink_stop(s));
}

/* --- letters --- */

TEST(a_letter_says_what_sort_of_thing_and_where_and_never_what_fills_the_sentence)
{
    AkunWorld w = akun_world(&a);

    tell(&w, NOW, &w.x.ani);
    CHECK_OK(kabar_letters(a, w.db, &web, later(59)));
    CHECK(queued(&w) == 0);
    Str text = letters_at(&w, later(60), 1);
    CHECK(str_has(text, S("Ada 1 tugas baru untuk Anda di pulau")));
    CHECK(str_has(text, str_fmt(&a, "https://zi.contoh.go.id/kabar/%lld\n", (long long)only_id(&w, &w.x.ani))));
    CHECK(str_has(text, S("https://zi.contoh.go.id/kabar/henti/")));
    CHECK(!str_has(text, S("Rahasia")) && !str_has(text, S("43,21")) && !str_has(text, S("Budi")));
    CHECK(!str_has(text, S("lke/")) && !str_has(text, S("A.I.1")));
    CHECK_OK(kabar_letters(a, w.db, &web, later(600)));
    CHECK(queued(&w) == 0);
}

TEST(what_happens_together_comes_in_one_letter_and_what_is_read_in_none)
{
    AkunWorld w = akun_world(&a);

    tell(&w, NOW, &w.x.ani);
    tell(&w, NOW, &w.x.ani);
    tell(&w, NOW, &w.x.budi);
    CHECK_OK(kabar_read_all(w.db, w.x.budi.id, akun_now, akun_now));
    Str text = letters_at(&w, later(60), 1);
    CHECK(str_has(text, S("Ada 2 tugas baru")));
    CHECK(!str_has(text, w.x.budi.facts.name));
}

TEST(what_is_taken_back_sends_no_letter)
{
    AkunWorld w = akun_world(&a);
    Kabar     k = about(NOW, &w.x.ani);

    CHECK_OK(db_begin(w.db, true));
    CHECK_OK(kabar_tell(a, w.db, &k));
    CHECK_OK(db_end(w.db, false));
    CHECK_OK(kabar_letters(a, w.db, &web, later(3600)));
    CHECK(queued(&w) == 0);
}

TEST(a_digest_comes_once_a_day_at_the_hour_and_in_the_language_of_its_reader)
{
    AkunWorld w = akun_world(&a);

    CHECK_OK(akun_user_settings(w.db, w.x.ani.id, LANG_EN, 540));
    CHECK_OK(kabar_set_habits(a, w.db, w.x.ani.id, &(KabarHabits){.digest_hour = 16, .letters = true}, akun_now));
    tell(&w, DAILY, &w.x.ani);
    tell(&w, DAILY, &w.x.ani);
    CHECK_OK(kabar_letters(a, w.db, &web, (Instant){1787295600 - 1}));  /* 2026-08-21T07:00:00Z is 16.00 WIT */
    CHECK(queued(&w) == 0);
    Str text = letters_at(&w, (Instant){1787295600}, 1);
    CHECK(str_has(text, S("Daily digest of pulau: 2 notices")));
    CHECK(str_has(text, S("2 closing dates are near for you in pulau\nhttps://zi.contoh.go.id/kabar\n")));
    CHECK(!str_has(text, S("Rahasia")));
}

TEST(a_second_digest_of_a_day_waits_for_the_next_and_an_empty_one_is_not_sent)
{
    AkunWorld   w       = akun_world(&a);
    KabarHabits morning = {.digest_hour = 11, .letters = true, .weekends = true}, evening = {18, true, true};
    Instant     eleven  = {1787284800}, six = {1787310000};     /* WIB */

    CHECK_OK(kabar_set_habits(a, w.db, w.x.ani.id, &morning, akun_now));
    tell(&w, DAILY, &w.x.ani);
    letters_at(&w, eleven, 1);
    tell(&w, DAILY, &w.x.ani);
    CHECK_OK(kabar_set_habits(a, w.db, w.x.ani.id, &evening, eleven));
    CHECK_OK(kabar_letters(a, w.db, &web, six));
    CHECK(queued(&w) == 0);
    letters_at(&w, (Instant){six.s + 86400}, 1);
    CHECK_OK(kabar_letters(a, w.db, &web, (Instant){six.s + 2 * 86400}));
    CHECK(queued(&w) == 0);
}

TEST(who_chose_pages_only_or_has_no_address_gets_no_letter)
{
    AkunWorld w = akun_world(&a);

    CHECK_OK(kabar_choose(w.db, w.x.ani.id, &kinds[NOW], KABAR_APP));
    tell(&w, NOW, &w.x.ani);
    tell(&w, DUTY, &w.x.budi);
    CHECK_OK(db_do(w.db, (&(Sql){"odd", "UPDATE akun_user SET email = 'a b@c' WHERE id = $1", 0}),
                   db_i64(w.x.admin.id)));
    tell(&w, NOW, &w.x.admin);
    CHECK_OK(db_do(w.db, (&(Sql){"bare", "UPDATE akun_user SET email = NULL WHERE id = $1", 0}),
                   db_i64(w.x.deputy.id)));
    tell(&w, NOW, &w.x.deputy);
    CHECK_OK(kabar_letters(a, w.db, &web, later(3600)));
    CHECK(queued(&w) == 0);
    CHECK(only_id(&w, &w.x.ani) && only_id(&w, &w.x.budi) && only_id(&w, &w.x.deputy));
}

TEST(news_that_is_days_old_when_the_mail_server_comes_back_is_not_written_of)
{
    AkunWorld w = akun_world(&a);
    tell(&w, NOW, &w.x.ani);
    CHECK_OK(kabar_letters(a, w.db, &web, later(5 * 86400)));
    CHECK(queued(&w) == 0);
}

typedef struct { Str uri; Instant now; Err e; } Process;

static void *write_all(void *x)
{
    Process *p    = x;
    Arena    life = arena_reserve((isize)64 << 20), whole = life;
    Db      *db;

    p->e = db_open(&life, p->uri, DB_READ_WRITE, &db);
    for (int i = 0; i < 8 && !p->e.kind; i++)
        p->e = kabar_letters(life, db, &web, p->now);
    if (!p->e.kind)
        db_close(db);
    arena_release(whole);
    return NULL;
}

TEST(two_processes_at_once_write_each_digest_and_each_letter_once)
{
    enum { PEOPLE = 8 };
    Str       uri = test_db_uri(&a);
    AkunWorld w   = {.a = &a};
    pthread_t threads[2];
    Process   both[2] = {{uri, later(4 * 86400 - 3600)}, {uri, later(4 * 86400 - 3600)}};

    CHECK_OK(db_open(&a, uri, DB_READ_WRITE, &w.db));
    Unit top = akun_world_unit(&w, NULL, UNIT_INSTANSI, S("Z"));
    for (int i = 0; i < PEOPLE; i++) {
        AkunUser u = akun_world_user(&w, &top, str_fmt(&a, "9%d", i), S("Cici"));
        tell(&w, DAILY, &u);
        tell(&w, NOW, &u);
    }
    for (int i = 0; i < 2; i++)
        CHECK(!pthread_create(&threads[i], NULL, write_all, &both[i]));
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        CHECK_OK(both[i].e);
    }
    CHECK(queued(&w) == 2 * PEOPLE);
    db_close(w.db);
}

/* --- pages --- */

TEST(the_bell_counts_what_is_not_read_and_a_notice_leads_to_its_thing)
{
    AkunWorld w   = akun_world(&a);
    User      ani = as(&w.x.ani, 0), budi = as(&w.x.budi, 0);

    tell(&w, NOW, &w.x.ani);
    tell(&w, DUTY, &w.x.ani);
    Req *r = ASK(S("GET"), S("/kabar"), .user = &ani);
    CHECK(r->status == 200 && test_shows(r, "<span class=\"waits\">2<"));
    CHECK(test_shows(r, "Kantor Rahasia") && test_shows(r, "Tandai semua dibaca"));
    Str path = str_fmt(&a, "/kabar/%lld", (long long)only_id(&w, &w.x.ani));
    CHECK(ASK(S("GET"), path, .user = &budi)->status == 404);
    r = ASK(S("GET"), path, .user = &ani);
    CHECK(r->status == 303);
    CHECK_STR(r->location, S("/lke/77/butir/A.I.1"));
    r = ASK(S("GET"), S("/kabar?baca=belum"), .user = &ani);
    CHECK(test_shows(r, "<span class=\"waits\">1<") && test_shows(r, "1–1 dari 1"));
    r = ASK(S("GET"), S("/kabar"), .user = &budi);
    CHECK(test_shows(r, "Belum ada kabar") && !test_shows(r, "waits") && !test_shows(r, "Rahasia"));
}

TEST(a_notice_is_marked_from_the_list_and_all_of_them_but_those_that_came_later)
{
    AkunWorld w    = akun_world(&a);
    User      ani  = as(&w.x.ani, 0), budi = as(&w.x.budi, 0);
    i64       left = 0;

    for (int i = 0; i < 3; i++)
        tell(&w, NOW, &w.x.ani);
    Str path = str_fmt(&a, "/kabar/%lld/baca", (long long)only_id(&w, &w.x.ani));
    CHECK(ASK(S("POST"), path, .user = &budi)->status == 404);
    Req *r = ASK(S("POST"), path, S("kembali=/kabar%3fbaca=belum"), .user = &ani);
    CHECK_STR(r->location, S("/kabar?baca=belum"));
    r = ASK(S("POST"), path, S("kembali=https://elsewhere.example/"), .user = &ani);
    CHECK_STR(r->location, S("/kabar"));
    CHECK_OK(kabar_unread(a, w.db, w.x.ani.id, &left));
    CHECK(left == 2);
    CHECK(ASK(S("POST"), S("/kabar/baca"), S("sampai=2026-08-21T03:04:04Z"), .user = &ani)->status == 303);
    CHECK_OK(kabar_unread(a, w.db, w.x.ani.id, &left));
    CHECK(left == 2);
    CHECK(ASK(S("POST"), S("/kabar/baca"), S("sampai=2026-08-21T03:04:05Z"), .user = &ani)->status == 303);
    CHECK_OK(kabar_unread(a, w.db, w.x.ani.id, &left));
    CHECK(left == 0);
    CHECK(ASK(S("POST"), S("/kabar/baca"), S("sampai=besok"), .user = &ani)->status == 400);
}

TEST(a_long_list_has_pages_and_ends_where_it_ends)
{
    AkunWorld w   = akun_world(&a);
    User      ani = as(&w.x.ani, 0);

    for (int i = 0; i < 31; i++)
        tell(&w, i % 2 ? NOW : DUTY, &w.x.ani);
    CHECK(test_shows(ASK(S("GET"), S("/kabar"), .user = &ani), "1–30 dari 31"));
    CHECK(test_shows(ASK(S("GET"), S("/kabar?hal=2"), .user = &ani), "31–31 dari 31"));
    CHECK(test_shows(ASK(S("GET"), S("/kabar?jenis=try_now"), .user = &ani), "1–15 dari 15"));
    CHECK(ASK(S("GET"), S("/kabar?hal=3"), .user = &ani)->status == 303);
    CHECK(ASK(S("GET"), S("/kabar?hal=-1"), .user = &ani)->status == 200);
    CHECK(test_shows(ASK(S("GET"), S("/kabar?jenis=lain"), .user = &ani), "Tidak ada kabar yang cocok"));
}

TEST(programs_read_their_owners_notices_and_mark_them)
{
    AkunWorld w   = akun_world(&a);
    User      ani = as(&w.x.ani, 0), budi = as(&w.x.budi, 0);

    tell(&w, NOW, &w.x.ani);
    Req *r = ASK(S("GET"), S("/api/v1/kabar?baca=belum"), .user = &ani);
    CHECK(r->status == 200 && test_shows(r, "Kantor Rahasia") && test_shows(r, "\"read_at\":null"));
    CHECK(!test_shows(ASK(S("GET"), S("/api/v1/kabar"), .user = &budi), "Rahasia"));
    CHECK(ASK(S("GET"), S("/api/v1/kabar?baca=entah"), .user = &ani)->status == 422);
    Str path = str_fmt(&a, "/api/v1/kabar/%lld/baca", (long long)only_id(&w, &w.x.ani));
    CHECK(ASK(S("POST"), path, .user = &budi)->status == 404);
    r = ASK(S("POST"), path, .user = &ani);
    CHECK(r->status == 200 && test_shows(r, "\"read_at\":\"2026-08-21T03:04:05Z\""));
    CHECK(!test_shows(ASK(S("GET"), S("/api/v1/kabar?baca=belum"), .user = &ani), "Rahasia"));
}

TEST(preferences_are_kept_for_the_kinds_that_concern_the_person)
{
    AkunWorld    w      = akun_world(&a);
    User         ani    = as(&w.x.ani, 0);
    KabarChoices chosen = {0};
    KabarHabits  habits;

    Req *r = ASK(S("GET"), S("/kabar/atur"), .user = &ani);
    CHECK(test_shows(r, "name=\"try_now\"") && !test_shows(r, "name=\"try_office\""));
    CHECK(test_shows(r, "10.04 WIB"));
    r = ASK(S("POST"), S("/kabar/atur"), S("surat=1&try_now=none&try_daily=daily&try_duty=now&jam=16"), .user = &ani);
    CHECK(r->status == 303);
    CHECK_OK(kabar_choices(&a, w.db, w.x.ani.id, &chosen));
    CHECK(chosen.count == 2 && chosen.at[0].way == KABAR_NOW && chosen.at[1].way == KABAR_NONE);
    CHECK_OK(kabar_habits(a, w.db, w.x.ani.id, &habits));
    CHECK(habits.digest_hour == 16 && !habits.weekends && habits.letters);
    tell(&w, NOW, &w.x.ani);
    CHECK(!only_id(&w, &w.x.ani));
    CHECK(ASK(S("POST"), S("/kabar/atur"), S("surat=1&try_duty=none&jam=16"), .user = &ani)->status == 400);
    CHECK(ASK(S("POST"), S("/kabar/atur"), S("surat=1&try_now=sometimes&jam=16"), .user = &ani)->status == 400);
    CHECK(ASK(S("POST"), S("/kabar/atur"), S("surat=1&jam=24"), .user = &ani)->status == 400);
}

static Str stop_path(AkunWorld *w, Str text)
{
    Str mark = S("https://zi.contoh.go.id/kabar/henti/");
    Str rest = str_sub(text, str_find(text, mark) + 23, -1);
    return str_copy(w->a, str_trim(str_cut(&rest, '\n')));
}

TEST(the_link_in_a_letter_ends_the_letters_of_its_reader_without_signing_in)
{
    AkunWorld   w = akun_world(&a);
    KabarHabits habits;

    tell(&w, NOW, &w.x.ani);
    Str path = stop_path(&w, letters_at(&w, later(60), 1));
    CHECK(ASK(S("GET"), S("/kabar/henti/tidak-ada"))->status == 404);
    CHECK(ASK(S("POST"), S("/kabar/henti/tidak-ada"))->status == 404);
    Req *r = ASK(S("GET"), path);
    CHECK(r->status == 200 && !test_shows(r, "Ani"));
    CHECK_OK(kabar_habits(a, w.db, w.x.ani.id, &habits));
    CHECK(habits.letters);
    tell(&w, NOW, &w.x.ani);
    tell(&w, NOW, &w.x.budi);
    CHECK(ASK(S("POST"), path, S("List-Unsubscribe=One-Click"), .csrf = S("none"))->status == 200);
    Str text = letters_at(&w, later(120), 1);
    CHECK(str_has(text, w.x.budi.facts.name) && !str_has(text, w.x.ani.facts.name));
    tell(&w, NOW, &w.x.ani);
    CHECK(only_id(&w, &w.x.ani));
    CHECK_OK(kabar_letters(a, w.db, &web, later(3600)));
    CHECK(queued(&w) == 0);
}

/* --- letters that did not arrive --- */

static void lose(AkunWorld *w, const AkunUser *u, const char *body)
{
    static const Sql put = {"put", "INSERT INTO web_letter (id, address, subject, body, stop_url, why, tries, "
                            "gave_up_at) VALUES ($1, $2, 'Ringkasan', $3, '', 'No such mailbox (550)', 10, $4)", 0};
    CHECK_OK(db_do(w->db, &put, db_i64(u->id), db_text(u->facts.email), db_text(str_of(body)), db_at(akun_now)));
}

TEST(an_admin_sees_letters_that_were_lost_within_reach_and_sends_them_again_unread)
{
    AkunWorld w     = akun_world(&a);
    User      admin = as(&w.x.admin, WHO(ADMIN)), other = as(&w.y.admin, WHO(ADMIN)), ani = as(&w.x.ani, 0);

    lose(&w, &w.x.ani, "isi surat");
    lose(&w, &w.x.budi, "");
    Req *r = ASK(S("GET"), S("/kabar/surat"), .user = &admin);
    CHECK(test_shows(r, "Ani X") && test_shows(r, "No such mailbox (550)") && test_shows(r, "Budi X"));
    CHECK(!test_shows(r, "isi surat"));
    CHECK(test_shows(ASK(S("GET"), S("/kabar/surat"), .user = &other), "Semua surat sampai"));
    CHECK(ASK(S("GET"), S("/kabar/surat"), .user = &ani)->status == 403);
    Str path = str_fmt(&a, "/kabar/surat/%lld/lagi", (long long)w.x.ani.id);
    CHECK(ASK(S("POST"), path, .user = &other)->status == 404);
    CHECK(queued(&w) == 0);
    CHECK(ASK(S("POST"), path, .user = &admin)->status == 303);
    CHECK(queued(&w) == 1);
    path = str_fmt(&a, "/kabar/surat/%lld/lagi", (long long)w.x.budi.id);
    CHECK(ASK(S("POST"), path, .user = &admin)->status == 404);
}

TEST(admins_are_told_once_a_day_that_letters_were_lost)
{
    AkunWorld w   = akun_world(&a);
    KabarDay  day = {.today = akun_today, .now = akun_now};
    i64       n   = 0;

    lose(&w, &w.x.ani, "");
    lose(&w, &w.x.budi, "");
    CHECK_OK(kabar_room.remind(a, w.db, &day));
    CHECK_OK(kabar_room.remind(a, w.db, &day));
    CHECK_OK(kabar_unread(a, w.db, w.x.admin.id, &n));
    CHECK(n == 1);
    CHECK_OK(kabar_unread(a, w.db, w.y.admin.id, &n));
    CHECK(n == 0);
}

/* --- the kinds of the whole program --- */

TEST(every_kind_is_named_after_its_room_once_and_its_letter_takes_only_a_number)
{
    for (isize i = 0; i < app_rooms_count; i++) {
        for (isize k = 0; k < app_rooms[i]->kinds_count; k++) {
            const KabarKind *kind = &app_rooms[i]->kinds[k];
            Web              all  = {.rooms = app_rooms, .rooms_count = app_rooms_count};
            Str              name = str_of(kind->name), room = str_of(app_rooms[i]->name);
            CHECK(str_starts(name, str_fmt(&a, "%.*s_", STRF(room))) && name.len <= 60);
            CHECK(kabar_kind(&all, name) == kind);
            CHECK(kind->title && kind->text && kind->mail && kind->way < KABAR_WAYS);
            for (int lang = 0; lang < LANG_COUNT; lang++)
                for (int arg = 2; arg <= 9; arg++)
                    CHECK(!str_has(say((Lang)lang, kind->mail), str_fmt(&a, "{%d}", arg)));
        }
    }
    CHECK(!kabar_kind(&web, S("no_such_kind")));
}
