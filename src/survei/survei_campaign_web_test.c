#include "survei/survei_blind_web.h"
#include "survei/survei_campaign_web.h"
#include "survei/survei_world_test.h"
#include "test/ask.h"
#include "web/mail.h"

static const Room *const rooms[] = {&survei_room, &survei_blind_room};

typedef struct { SurveiWorld w; Web web; User ani, budi, head, admin; } Pages;

static Pages pages(Arena *a, SurveiMode mode)
{
    Pages     p = {.w = survei_world(a, mode)};
    AkunSide *x = &p.w.people.x;

    akun_world_role(&p.w.people, &x->deputy, WHO(KEPALA_UNIT), &x->left);
    p.ani   = akun_test_user(&x->ani, WHO(TIM_KERJA));
    p.budi  = akun_test_user(&x->budi, WHO(TIM_KERJA));
    p.head  = akun_test_user(&x->deputy, WHO(KEPALA_UNIT));
    p.admin = akun_test_user(&x->admin, WHO(ADMIN));
    p.web   = (Web){.rooms = rooms, .rooms_count = countof(rooms), .survei = test_instruments(),
                    .origin = S("https://zi.contoh.go.id")};
    return p;
}

/* A path with % is about the campaign. */
static Req *ask(Pages *p, TestAsk t)
{
    Buf b = {.arena = p->w.a};
    for (isize i = 0; i < t.path.len; i++) {
        if (t.path.at[i] == '%')
            buf_addf(&b, "%lld", (long long)p->w.campaign_id);
        else
            buf_char(&b, t.path.at[i]);
    }
    t.path = buf_str(&b);
    t.now  = t.now.s ? t.now : akun_now;
    return test_ask(p->w.a, &p->web, p->w.db, &t);
}
#define GET_(path_, who) ask(&p, (TestAsk){.method = S("GET"), .path = S(path_), .user = &p.who})
#define POST_(path_, form_, who) \
    ask(&p, (TestAsk){.method = S("POST"), .path = S(path_), .form = form_, .user = &p.who})

static void set(const Pages *p, const char *sql, Str value)
{
    CHECK_OK(db_begin(p->w.db, true));
    SURVEI_DO(p->w.db, sql, db_text(value));
    CHECK_OK(db_end(p->w.db, true));
}

static void set_state(const Pages *p, const char *state)
{
    set(p, "UPDATE survei_campaign SET state = $1", str_of(state));
}

TEST(every_page_of_a_unit_is_drawn_in_both_languages_and_every_state)
{
    static const char *const all[] = {"/survei", "/survei/layanan", "/survei/layanan?unit=X11", "/survei/baru",
                                      "/survei/baru?unit=X11", "/survei/baru?salin=%", "/survei/%",
                                      "/survei/%/pertanyaan",
                                      "/survei/%/undangan", "/survei/impor/templat.csv", "/survei?format=csv",
                                      "/survei?format=json&urut=-indeks&cari=loket"};
    static const char *const states[] = {"draft", "open", "closed"};
    Pages p = pages(&a, SURVEI_TOKEN);

    for (int s = 0; s < 3; s++)
        for (int l = 0; l < LANG_COUNT; l++)
            for (isize i = 0; i < countof(all); i++) {
                set_state(&p, states[s]);
                p.ani.lang = (Lang)l;
                Req *r = ask(&p, (TestAsk){.method = S("GET"), .path = str_of(all[i]), .user = &p.ani});
                if (r->status != 200)
                    test_fail(__FILE__, __LINE__, all[i], str_fmt(&a, "%d %s", r->status, states[s]));
            }
    p.ani.lang = LANG_ID;
    CHECK(GET_("/survei/%/atur", ani)->status == 409);
    set_state(&p, "draft");
    CHECK(GET_("/survei/%/atur", ani)->status == 200 && GET_("/survei/%/undangan/impor", ani)->status == 200);
    set_state(&p, "open");
    CHECK(test_shows(GET_("/survei/%/atur", ani), "Perpanjang"));
}

/* 00:00 in Jayapura is 22:00 of the day before in Jakarta, where she reads. */
TEST(pages_and_list_say_that_it_runs_by_the_clock_of_its_unit)
{
    static const char *const paths[] = {"/survei", "/survei/%"};
    Pages p = pages(&a, SURVEI_OPEN_LINK);

    set(&p, "UPDATE survei_campaign SET opens_on = $1, closes_on = $1", S("2026-08-22"));
    CHECK_OK(db_begin(p.w.db, true));
    SURVEI_DO(p.w.db, "UPDATE unit SET utc_minutes = 540 WHERE id = $1", db_i64(p.w.people.x.left.id));
    CHECK_OK(db_end(p.w.db, true));
    for (isize i = 0; i < countof(paths); i++)
        for (int hour = -1; hour < 1; hour++) {
            TestAsk t = {.method = S("GET"), .path = str_of(paths[i]), .user = &p.ani,
                         .now = {1787324400 + hour * 3600}};        /* 2026-08-21T15:00:00Z */
            CHECK(test_shows(ask(&p, t), hour < 0 ? "Menunggu hari pertama</span>" : "Berjalan</span>"));
        }
}

TEST(a_campaign_is_another_units_neither_to_see_nor_to_change)
{
    static const char *const gets[] = {"", "/atur", "/langkah/tutup", "/pertanyaan", "/undangan", "/undangan/impor"};
    static const char *const posts[] = {"/atur", "/langkah/tutup", "/pertanyaan", "/undangan", "/undangan/kode"};
    Pages p = pages(&a, SURVEI_TOKEN);

    for (isize i = 0; i < countof(gets); i++) {
        Str path = str_fmt(&a, "/survei/%lld%s", (long long)p.w.campaign_id, gets[i]);
        CHECK(ask(&p, (TestAsk){.method = S("GET"), .path = path, .user = &p.budi})->status == 404);
        CHECK(ask(&p, (TestAsk){.method = S("GET"), .path = path, .user = &p.admin})->status == 403);
    }
    for (isize i = 0; i < countof(posts); i++) {
        Str path = str_fmt(&a, "/survei/%lld%s", (long long)p.w.campaign_id, posts[i]);
        CHECK(ask(&p, (TestAsk){.method = S("POST"), .path = path, .form = S("versi=1"),
                                .user = &p.budi})->status == 404);
    }
    CHECK(!test_shows(GET_("/survei", budi), "Triwulan III") && test_shows(GET_("/survei", ani), "Triwulan III"));
    CHECK(GET_("/survei/layanan?unit=X11", budi)->status == 404);
    CHECK(POST_("/survei/layanan", S("unit=X11&nama=Curian"), budi)->status == 404);
    CHECK(POST_("/survei/baru", S("unit=X11&judul=Curian"), budi)->status == 404);
}

TEST(a_new_campaign_gets_its_quotas_and_address_and_keeps_what_was_typed)
{
    Pages p  = pages(&a, SURVEI_OPEN_LINK);
    i64   s0 = p.w.services[0], s1 = p.w.services[1];
    Str   rest = str_fmt(&a, "unit=X11&judul=Triwulan+IV&mulai=2026-10-01&selesai=2026-12-31&sejak=2026-09-01&"
                         "cara=open&alat_skm=4&layanan_%lld=1&populasi_%lld=500&layanan_%lld=1&populasi_%lld=300",
                         (long long)s0, (long long)s0, (long long)s1, (long long)s1);
    Req  *r = POST_("/survei/baru", str_fmt(&a, "%.*s&hitung=1", STRF(rest)), ani);

    CHECK(r->status == 200 && test_shows(r, "tabel Krejcie-Morgan memberi sampel 260"));
    CHECK(test_shows(r, "value=\"163\"") && test_shows(r, "value=\"97\"") && test_shows(r, "value=\"Triwulan IV\""));
    CHECK(test_number(a, p.w.db, "SELECT COUNT(*) FROM survei_campaign") == 1);
    r = POST_("/survei/baru", str_fmt(&a, "%.*s&sematan=x&populasi_%lld=abc", STRF(rest), (long long)s0), ani);
    CHECK(r->status == 422 && test_shows(r, "href=\"#sematan\"") && test_shows(r, "value=\"Triwulan IV\""));
    r = POST_("/survei/baru", rest, ani);
    CHECK(r->status == 303);
    CHECK(test_number(a, p.w.db, "SELECT COUNT(*) FROM survei_campaign "
                      "WHERE slug = 'x11-triwulan-iv' AND state = 'draft'") == 1);
    CHECK(test_number(a, p.w.db, "SELECT SUM(quota) FROM survei_target WHERE population IN (500, 300)") == 260);
    r = POST_("/survei/baru", str_fmt(&a, "%.*s&alamat=loket-x11", STRF(rest)), ani);
    CHECK(r->status == 422 && test_shows(r, "loket-x11-2"));
}

TEST(a_draft_opens_when_nothing_is_missing_and_says_all_that_is)
{
    Pages p = pages(&a, SURVEI_OPEN_LINK);
    Str   seen = S("versi=1");

    set_state(&p, "draft");
    CHECK(test_shows(GET_("/survei/%", ani), "Buka survei"));
    set(&p, "UPDATE survei_target SET quota = 0 WHERE $1 <> ''", S("all"));
    set(&p, "UPDATE survei_campaign SET closes_on = $1", S("2026-08-01"));
    Req *r = POST_("/survei/%/langkah/buka", seen, ani);
    CHECK(r->status == 422 && test_shows(r, "kuota layanan Loket") && test_shows(r, "kuota layanan Surat izin")
          && test_shows(r, "sudah lewat"));
    set(&p, "UPDATE survei_target SET quota = 5 WHERE $1 <> ''", S("all"));
    set(&p, "UPDATE survei_campaign SET closes_on = $1", S("2026-09-30"));
    CHECK(POST_("/survei/%/langkah/buka", S("versi=7"), ani)->status == 409);
    CHECK(POST_("/survei/%/langkah/buka", seen, ani)->status == 303);
    CHECK(test_number(a, p.w.db, "SELECT COUNT(*) FROM survei_campaign WHERE state = 'open'") == 1);
    r = GET_("/survei/%", ani);
    CHECK(test_shows(r, "https://zi.contoh.go.id/s/loket-x11"));
    CHECK(test_shows(r, "kios-rahasia") && test_shows(r, "<svg"));
    CHECK(!test_shows(GET_("/survei/%", admin), "kios-rahasia"));
    CHECK(POST_("/survei/%/langkah/buka", S("versi=2"), ani)->status == 409);
    CHECK(POST_("/survei/%/langkah/entah", S("versi=2"), ani)->status == 404);
}

TEST(only_the_head_publishes_and_an_open_campaign_is_prolonged_alone)
{
    Pages        p = pages(&a, SURVEI_OPEN_LINK);
    SurveiAnswer x = survei_world_answer(&p.w, 1, S("4"));

    CHECK(survei_world_take(&p.w, &x) == TAKEN);
    survei_world_fold(&p.w);
    CHECK(POST_("/survei/%/atur", S("versi=1&selesai=2026-10-31&judul=Lain&sematan="), ani)->status == 303);
    CHECK(test_number(a, p.w.db, "SELECT COUNT(*) FROM survei_campaign "
                     "WHERE closes_on = '2026-10-31' AND title = 'Triwulan III'") == 1);
    CHECK(POST_("/survei/%/atur", S("versi=2&selesai=2026-08-01"), ani)->status == 422);
    CHECK(POST_("/survei/%/atur", S("versi=1&selesai=2026-11-30"), ani)->status == 409);
    CHECK(POST_("/survei/%/langkah/tutup", S("versi=2"), ani)->status == 303);
    CHECK(POST_("/survei/%/langkah/terbit", S("versi=3"), ani)->status == 404);
    CHECK(POST_("/survei/%/langkah/terbit", S("versi=3"), head)->status == 303);
    CHECK(test_number(a, p.w.db, "SELECT COUNT(*) FROM survei_campaign WHERE published_at IS NOT NULL") == 1);
    CHECK(test_number(a, p.w.db, "SELECT COUNT(*) FROM kabar_notice") == 1);
}

TEST(own_questions_are_added_put_in_order_and_taken_out_while_it_is_a_draft)
{
    Pages p = pages(&a, SURVEI_OPEN_LINK);

    CHECK(POST_("/survei/%/pertanyaan", S("versi=1&tanya=Apa&jenis=text"), ani)->status == 409);
    set_state(&p, "draft");
    CHECK(POST_("/survei/%/pertanyaan", S("versi=1&tanya=Apa&jenis=choice&pilihan=Satu"), ani)->status == 422);
    CHECK(POST_("/survei/%/pertanyaan", S("versi=1&tanya=Apa&jenis=choice&pilihan=Satu%0D%0ADua&pilihan_en=One"),
                ani)->status == 422);
    CHECK(POST_("/survei/%/pertanyaan", S("versi=1&tanya=Apa&jenis=choice&pilihan=Satu%0D%0A%0D%0ADua&wajib=1"),
                ani)->status == 303);
    CHECK(test_number(a, p.w.db, "SELECT COUNT(*) FROM survei_question "
                      "WHERE place = 2 AND ask = 'Apa' AND required = 1") == 1);
    CHECK(test_number(a, p.w.db, "SELECT LENGTH(options) FROM survei_question WHERE place = 2") == 8);
    i64 id = test_number(a, p.w.db, "SELECT id FROM survei_question WHERE place = 2");
    Str up = str_fmt(&a, "/survei/%lld/pertanyaan/%lld/naik", (long long)p.w.campaign_id, (long long)id);
    CHECK(ask(&p, (TestAsk){.method = S("POST"), .path = up, .form = S("versi=2"), .user = &p.ani})->status == 303);
    CHECK(test_number(a, p.w.db, "SELECT place FROM survei_question WHERE ask = 'Apa'") == 1);
    Str drop = str_fmt(&a, "/survei/%lld/pertanyaan/%lld/hapus", (long long)p.w.campaign_id, (long long)id);
    CHECK(ask(&p, (TestAsk){.method = S("POST"), .path = drop, .form = S("versi=2"), .user = &p.ani})->status == 409);
    CHECK(ask(&p, (TestAsk){.method = S("POST"), .path = drop, .form = S("versi=3"), .user = &p.ani})->status == 303);
    CHECK(test_number(a, p.w.db, "SELECT COUNT(*) FROM survei_question") == 2);
}

TEST(codes_are_shown_once_and_kept_by_digest_alone)
{
    Pages p    = pages(&a, SURVEI_TOKEN);
    Str   form = str_fmt(&a, "layanan=%lld&banyak=3&label=Loket+pagi", (long long)p.w.services[0]);
    Req  *r    = POST_("/survei/%/undangan", form, ani);
    Str   page = buf_str(&r->out);

    CHECK(r->status == 200 && test_shows(r, "Loket pagi 003"));
    CHECK(test_number(a, p.w.db, "SELECT COUNT(*) FROM survei_invite WHERE used = 0") == 3);
    isize at   = str_find(page, S("name=\"baris\" value=\""));
    Str   rest = str_sub(page, at + 20, -1), lines = str_cut(&rest, '"'), code = str_sub(lines, 0, 16);
    CHECK(at > 0 && code.len == 16 && !test_shows(GET_("/survei/%/undangan", ani), str_c(&a, code)));
    Digest d = hash_blake2b(code);
    Sql one = {"test_code", "SELECT COUNT(*) FROM survei_invite WHERE code_hash = $1", NULL};
    DbRows rows = db_query(&a, p.w.db, &one, db_digest(&d));
    CHECK(db_next(&rows) && db_get_i64(&rows) == 1);
    CHECK_OK(db_done(&rows));
    r = POST_("/survei/%/undangan/kode", str_fmt(&a, "baris=%.*s+%lld+Pagi&sebagai=csv", STRF(code),
                                                 (long long)p.w.services[0]), ani);
    CHECK(r->status == 200 && test_shows(r, str_c(&a, str_fmt(&a, "/s/loket-x11#kode=%.*s", STRF(code)))));
    CHECK(POST_("/survei/%/undangan/kode", S("baris=abc+1+x"), ani)->status == 400);
    CHECK(POST_("/survei/%/undangan", S("layanan=1&banyak=3"), ani)->status == 422);
    Str many = str_fmt(&a, "layanan=%lld&banyak=501", (long long)p.w.services[0]);
    CHECK(POST_("/survei/%/undangan", many, ani)->status == 422);
    set_state(&p, "closed");
    CHECK(POST_("/survei/%/undangan", form, ani)->status == 409);
}

/* What stands behind # reaches no proxy: the code of a strict survey and its time would say whose answer came next. */
TEST(no_address_that_is_handed_out_has_a_code_where_logs_read_it)
{
    Pages p    = pages(&a, SURVEI_STRICT);
    Str   made = str_fmt(&a, "baris=abcd2345+%lld+Pagi&sebagai=csv", (long long)p.w.services[0]);
    Req  *r    = POST_("/survei/%/undangan/kode", made, ani);

    CHECK(r->status == 200 && test_shows(r, "/s/loket-x11/token#kode=abcd2345") && !test_shows(r, "/u/abcd2345"));
    CHECK(!test_shows(GET_("/survei/%/undangan", ani), "Satu kode untuk satu layanan"));
    CHECK(test_shows(GET_("/survei/%/undangan", ani), "Satu kode untuk satu jawaban"));
}

TEST(counts_of_an_open_survey_renew_themselves)
{
    Pages p = pages(&a, SURVEI_OPEN_LINK);

    CHECK(test_shows(GET_("/survei/%", ani), "hx-trigger=\"every 15s\""));
    set_state(&p, "closed");
    CHECK(!test_shows(GET_("/survei/%", ani), "hx-trigger"));
}

TEST(an_open_link_takes_no_codes)
{
    Pages p = pages(&a, SURVEI_OPEN_LINK);
    CHECK(GET_("/survei/%/undangan", ani)->status == 409);
}

static Req *send_list(Pages *p, const char *csv)
{
    Str      dir  = test_dir(p->w.a), path = str_fmt(p->w.a, "%.*s/in.csv", STRF(dir));
    HttpFile file = {.field = S("berkas"), .name = S("in.csv"), .path = path, .bytes = str_of(csv).len};

    test_write(*p->w.a, path, str_of(csv));
    return ask(p, (TestAsk){.method = S("POST"), .path = S("/survei/%/undangan/impor"), .files = &file,
                            .files_count = 1, .user = &p->ani});
}

TEST(a_list_is_read_with_every_problem_and_letters_go_out_without_leaving_an_address)
{
    Pages      p    = pages(&a, SURVEI_TOKEN);
    MailConfig mail = {.url = S("smtp://127.0.0.1:25"), .from = S("a@b.id")};
    Req       *r    = send_list(&p, "nomor,layanan,surel\nT-1,Loket,a@b.id\nT-1,Entah,bukan\n");

    CHECK(r->status == 303);
    Req *seen = ask(&p, (TestAsk){.method = S("GET"), .path = r->location, .user = &p.ani});
    CHECK(test_shows(seen, "C2") && test_shows(seen, "A3") && test_shows(seen, "B3") && test_shows(seen, "C3"));
    CHECK(ask(&p, (TestAsk){.method = S("POST"), .path = r->location, .user = &p.ani})->status == 422);
    p.web.mail = &mail;
    r = send_list(&p, "nomor,layanan,surel\nT-1,Loket,rahasia@b.id\nT-2,surat izin,\n");
    seen = ask(&p, (TestAsk){.method = S("GET"), .path = r->location, .user = &p.ani});
    CHECK(test_shows(seen, "2 undangan akan dibuat, 1 di antaranya"));
    Req *done = ask(&p, (TestAsk){.method = S("POST"), .path = r->location, .user = &p.ani});
    CHECK(done->status == 200 && test_shows(done, "T-2") && !test_shows(done, "T-1"));
    CHECK(test_number(a, p.w.db, "SELECT COUNT(*) FROM survei_invite WHERE email = ''") == 2);
    Sql    one  = {"test_letter", "SELECT payload FROM web_job WHERE kind = 'mail'", NULL};
    DbRows rows = db_query0(&a, p.w.db, &one);
    Str letter  = db_next(&rows) ? db_get_text(&rows) : (Str){0};
    CHECK_OK(db_done(&rows));
    CHECK(str_starts(letter, S("rahasia@b.id")) && str_has(letter, S("https://zi.contoh.go.id/s/loket-x11#kode=")));
    CHECK(test_number(a, p.w.db, "SELECT COUNT(*) FROM web_import "
                      "WHERE kind = 'survei'") == 1);    /* the one with problems */
}

TEST(programs_read_campaigns_and_their_progress)
{
    Pages        p = pages(&a, SURVEI_OPEN_LINK);
    SurveiAnswer x = survei_world_answer(&p.w, 0, S("4"));

    for (int i = 0; i < 5; i++) {
        x = survei_world_answer(&p.w, i, S("4"));
        CHECK(survei_world_take(&p.w, &x) == TAKEN);
    }
    survei_world_fold(&p.w);
    Req *r = GET_("/api/v1/survei/%", ani);
    CHECK(r->status == 200 && test_shows(r, "\"answers\":5") && !test_shows(r, "\"index\":\"100.00\""));
    CHECK(test_shows(r, "\"quota\":66") && test_shows(r, "\"waiting\":0"));
    r = GET_("/api/v1/survei?keadaan=open", ani);
    CHECK(r->status == 200 && test_shows(r, "loket-x11") && !test_shows(r, "\"index\":\"100.00\""));
    CHECK(!test_shows(GET_("/survei", ani), "100,00"));
    survei_world_close(&p.w);
    CHECK(test_shows(GET_("/survei", ani), "100,00") && test_shows(GET_("/survei?urut=-indeks", ani), "100,00"));
    CHECK(test_shows(GET_("/api/v1/survei/%", ani), "\"index\":\"100.00\""));
    CHECK(test_shows(GET_("/api/v1/survei", ani), "\"index\":\"100.00\""));
    CHECK(!test_shows(GET_("/api/v1/survei", budi), "loket-x11"));
    CHECK(GET_("/api/v1/survei/%", budi)->status == 404);
}

TEST(services_are_added_renamed_and_closed_on_their_pages)
{
    Pages p = pages(&a, SURVEI_OPEN_LINK);
    Str   one = str_fmt(&a, "/survei/layanan/%lld", (long long)p.w.services[0]);
    Str   shut = str_fmt(&a, "%.*s/tutup", STRF(one));

    CHECK(POST_("/survei/layanan", S("unit=X11&nama=Loket"), ani)->status == 422);
    CHECK(POST_("/survei/layanan", S("unit=X11&nama="), ani)->status == 422);
    CHECK(POST_("/survei/layanan", S("unit=X11&nama=Uji+mutu&nama_en=Quality+test&daring=1"), ani)->status == 303);
    CHECK(test_shows(GET_("/survei/layanan", ani), "Quality test"));
    CHECK(ask(&p, (TestAsk){.method = S("GET"), .path = one, .user = &p.ani})->status == 200);
    CHECK(ask(&p, (TestAsk){.method = S("POST"), .path = one, .form = S("versi=1&nama=Loket+satu"),
                            .user = &p.ani})->status == 303);
    CHECK(ask(&p, (TestAsk){.method = S("POST"), .path = one, .form = S("versi=1&nama=Loket+dua"),
                            .user = &p.ani})->status == 409);
    CHECK(ask(&p, (TestAsk){.method = S("POST"), .path = shut, .form = S("versi=2&tutup=1"),
                            .user = &p.ani})->status == 303);
    CHECK(test_shows(GET_("/survei/layanan", ani), "Ditutup"));
    CHECK(ask(&p, (TestAsk){.method = S("GET"), .path = one, .user = &p.budi})->status == 404);
}
