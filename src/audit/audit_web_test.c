#include "audit/audit_web.h"

#include "akun/akun_test.h"
#include "audit/audit.h"
#include "test/ask.h"
#include "web/table.h"

static const Room *const rooms[] = {&audit_room};
static const Web         web     = {.rooms = rooms, .rooms_count = countof(rooms)};

/* inspector: of all of X; deputy: INSPEKTUR for X1 alone; both: INSPEKTUR and ADMIN of all of X */
typedef struct { AkunWorld w; User admin, inspector, deputy, both, foreign, ani; } World;

static User as(const AkunUser *u, Who roles)
{
    return (User){.id = u->id, .session_id = u->id, .instansi_id = u->instansi_id, .unit_id = u->unit_id,
                  .name = u->facts.name, .roles = SIGNED_IN | WHO(PEGAWAI) | roles, .csrf = S("csrf-of-a-test"),
                  .utc_minutes = 420};
}

static World world(Arena *a)
{
    World x = {.w = akun_world(a)};
    akun_world_role(&x.w, &x.w.x.budi, WHO(INSPEKTUR), &x.w.x.top);
    akun_world_role(&x.w, &x.w.x.deputy, WHO(INSPEKTUR), &x.w.x.one);
    akun_world_role(&x.w, &x.w.x.admin, WHO(INSPEKTUR), &x.w.x.top);
    akun_world_role(&x.w, &x.w.y.budi, WHO(INSPEKTUR), &x.w.y.top);
    x.admin     = as(&x.w.x.admin, WHO(ADMIN));
    x.both      = as(&x.w.x.admin, WHO(ADMIN) | WHO(INSPEKTUR));
    x.inspector = as(&x.w.x.budi, WHO(INSPEKTUR));
    x.deputy    = as(&x.w.x.deputy, WHO(INSPEKTUR));
    x.foreign   = as(&x.w.y.budi, WHO(INSPEKTUR));
    x.ani       = as(&x.w.x.ani, WHO(TIM_KERJA));
    test_seal(*x.w.a, x.w.db);
    return x;
}

static Req *get(World *x, const User *u, Str path)
{
    return test_ask(x->w.a, &web, x->w.db, &(TestAsk){S("GET"), path, .user = u, .now = akun_now});
}

static void note(World *x, const char *action, const char *entity, Str before, Str after)
{
    AuditEntry e = {x->w.x.top.id, x->w.x.ani.id, action, entity, 7, before, after};
    CHECK_OK(db_begin(x->w.db, true));
    CHECK_OK(audit_add(x->w.db, &e, akun_now));
    CHECK_OK(db_end(x->w.db, true));
    test_seal(*x->w.a, x->w.db);
}

static i64 newest(World *x)
{
    AuditRows rows = {0};
    CHECK_OK(audit_list(x->w.a, x->w.db, &(AuditFilter){.instansi_id = x->w.x.top.id, .limit = 1}, &rows));
    return rows.count ? rows.at[0].seq : 0;
}

static Str entry(World *x, i64 seq)
{
    return str_fmt(x->w.a, "/audit/%lld", (long long)seq);
}

TEST(the_log_as_a_file_is_all_that_the_filters_let_through_and_no_contents)
{
    World x = world(&a);
    for (int i = 0; i < 60; i++)
        note(&x, "=cmd", "thing", S("{\"value\":\"B\"}"), S("{\"value\":\"A\"}"));
    Req *r = get(&x, &x.admin, S("/audit?format=csv&perubahan=%3Dcmd&sebelum=3"));
    isize rows = 0;
    CHECK(r->status == 200 && str_starts(r->type, S("text/csv")));
    for (Str rest = buf_str(&r->out); rest.len; rows++)
        (void)str_cut(&rest, '\n');
    CHECK(rows == 61);
    CHECK(test_shows(r, "'=cmd") && test_shows(r, "Ani X") && !test_shows(r, "Peran diberikan"));
    CHECK(!test_shows(r, "value"));
    CHECK(test_shows(get(&x, &x.admin, S("/audit?format=json")), "Peran diberikan"));
    r = get(&x, &x.admin, S("/audit?perubahan=%3Dcmd&sebelum=30"));
    CHECK(test_shows(r, "href=\"/audit?perubahan=%3Dcmd&amp;format=csv\" download"));
}

TEST(a_file_of_a_long_log_fits_into_the_memory_of_a_request)
{
    World      x    = world(&a);
    Arena      room = arena_reserve((isize)16 << 20); /* a quarter of what a request has, for a quarter of the rows */
    AuditEntry e    = {x.w.x.top.id, x.w.x.ani.id, "lke_answer", "lke_answer A.I.1.i.a", 7, S("{}"), S("{}")};

    CHECK_OK(db_begin(x.w.db, true));
    for (int i = 0; i < TABLE_MAX / 4; i++)
        CHECK_OK(audit_add(x.w.db, &e, akun_now));
    CHECK_OK(db_end(x.w.db, true));
    test_seal(*x.w.a, x.w.db);
    Req *r = test_ask(&room, &web, x.w.db, &(TestAsk){S("GET"), S("/audit?format=csv&perubahan=lke_answer"),
                                                      .user = &x.admin, .now = akun_now});
    isize rows = 0;
    CHECK(r->status == 200);
    for (Str rest = buf_str(&r->out); rest.len; rows++)
        (void)str_cut(&rest, '\n');
    CHECK(rows == TABLE_MAX / 4 + 1);
}

TEST(the_log_can_be_read_between_two_days)
{
    World x = world(&a);
    CHECK(test_shows(get(&x, &x.admin, S("/audit?dari=2026-08-21&sampai=2026-08-21&format=csv")), "Peran diberikan"));
    CHECK(!test_shows(get(&x, &x.admin, S("/audit?dari=2026-08-22&format=csv")), "Peran diberikan"));
    CHECK(!test_shows(get(&x, &x.admin, S("/audit?sampai=2026-08-20&format=csv")), "Peran diberikan"));
    CHECK(test_shows(get(&x, &x.admin, S("/audit?dari=2026-08-22")), "value=\"2026-08-22\""));
    CHECK(test_shows(get(&x, &x.admin, S("/audit?dari=kemarin&format=csv")), "Peran diberikan"));
}

TEST(the_log_says_who_when_and_what_in_words)
{
    World x = world(&a);
    note(&x, "lke_answer", "lke_answer A.I.1.i.a", S("{\"value\":\"B\"}"), S("{\"value\":\"A\"}"));
    Req *r = get(&x, &x.inspector, S("/audit"));
    CHECK(r->status == 200 && test_shows(r, "Jawaban LKE diubah") && test_shows(r, "Jawaban LKE A.I.1.i.a"));
    CHECK(test_shows(r, "Ani X") && test_shows(r, "Program") && test_shows(r, "Peran diberikan"));
    CHECK(test_shows(r, "21 Agustus 2026") && test_shows(r, "10.04 WIB"));
    CHECK(!test_shows(r, ">akun_grant</") && !test_shows(r, ">unit_made</"));
    x.inspector.lang = LANG_EN;
    CHECK(test_shows(get(&x, &x.inspector, S("/audit")), "Worksheet answer changed"));
}

TEST(the_log_of_another_instansi_is_never_shown)
{
    World x = world(&a);
    note(&x, "lke_answer", "lke_answer A.I.1.i.a", S("{\"value\":\"B\"}"), S("{\"value\":\"A\"}"));
    CHECK(!test_shows(get(&x, &x.foreign, S("/audit")), "Jawaban LKE diubah</a>"));
    CHECK(get(&x, &x.foreign, entry(&x, newest(&x)))->status == 404);
    CHECK(get(&x, &x.ani, S("/audit"))->status == 403);
    CHECK(get(&x, NULL, S("/audit"))->status == 303);
}

TEST(only_the_inspector_of_the_whole_instansi_sees_how_things_stood)
{
    World x = world(&a);
    note(&x, "akun_edit", "akun_user", S("{\"name\":\"Rahasia <lama>\",\"nip\":\"1\"}"),
         S("{\"name\":\"Rahasia baru\"}"));
    Str path = entry(&x, newest(&x));
    Req *r = get(&x, &x.inspector, path);
    CHECK(r->status == 200 && test_shows(r, "Rahasia <mark>&lt;lama&gt;</mark>") && test_shows(r, "Sidik"));
    CHECK(test_shows(get(&x, &x.inspector, S("/audit")), "href=\"/audit/1\""));
    const User *const others[] = {&x.admin, &x.deputy, &x.both, &x.ani};
    for (isize i = 0; i < countof(others); i++) {
        int status = get(&x, others[i], path)->status;
        CHECK(status == 403 || status == 404);
        if (others[i] == &x.ani)
            continue;
        r = get(&x, others[i], S("/audit"));
        CHECK(r->status == 200 && test_shows(r, "Data akun diubah") && test_shows(r, "hanya terlihat oleh Inspektur"));
        CHECK(!test_shows(r, "Rahasia") && !test_shows(r, "href=\"/audit/"));
    }
    CHECK(get(&x, &x.inspector, entry(&x, newest(&x) + 1))->status == 404);
    CHECK(get(&x, &x.inspector, S("/audit/0"))->status == 404);
    CHECK(get(&x, &x.inspector, S("/audit/9223372036854775807"))->status == 404);
}

TEST(an_entry_about_a_role_names_person_role_and_unit)
{
    World x = world(&a);
    akun_world_role(&x.w, &x.w.x.ani, WHO(AGEN), &x.w.x.left);
    test_seal(*x.w.a, x.w.db);
    Req *r = get(&x, &x.inspector, entry(&x, newest(&x)));
    CHECK(test_shows(r, "Ani X") && test_shows(r, "Nama X11") && test_shows(r, "Agen perubahan"));
    CHECK(!test_shows(r, "role_bits") && !test_shows(r, "user_id"));
}

TEST(an_entry_whose_content_is_no_map_or_is_absent_is_shown_as_it_is)
{
    World x = world(&a);
    note(&x, "x_did", "x", S("4f2a"), S(""));
    CHECK(test_shows(get(&x, &x.inspector, entry(&x, newest(&x))), "4f2a"));
    note(&x, "x_did", "x", S(""), S(""));
    CHECK(test_shows(get(&x, &x.inspector, entry(&x, newest(&x))), "tidak menyimpan isi"));
}

TEST(the_log_is_narrowed_to_one_kind_of_change_or_thing)
{
    World x = world(&a);
    note(&x, "lke_answer", "lke_answer A.I.1.i.a", S(""), S(""));
    Req *r = get(&x, &x.inspector, S("/audit?hal=lke_answer"));
    CHECK(test_shows(r, "A.I.1.i.a") && !test_shows(r, "Peran diberikan</a>"));
    r = get(&x, &x.inspector, S("/audit?perubahan=akun_grant"));
    CHECK(test_shows(r, "Peran diberikan</a>") && !test_shows(r, "A.I.1.i.a"));
    CHECK(test_shows(r, "<option value=\"akun_grant\" selected>"));
    r = get(&x, &x.inspector, S("/audit?perubahan=%3Cb%3E"));
    CHECK(test_shows(r, "Belum ada perubahan yang cocok") && test_shows(r, "value=\"&lt;b&gt;\" selected"));
}

TEST(the_log_is_paged_by_the_number_of_its_rows)
{
    World x = world(&a);
    for (int i = 0; i < 60; i++)
        note(&x, "lke_answer", "lke_answer A.I.1.i.a", S(""), S(""));
    i64  top = newest(&x);
    Req *r   = get(&x, &x.inspector, S("/audit?perubahan=lke_answer"));
    Str  link = str_fmt(&a, "/audit?perubahan=lke_answer&amp;sebelum=%lld\"", (long long)(top - 49));
    CHECK(str_has(buf_str(&r->out), link) && !test_shows(r, "Kembali ke yang terbaru"));
    r = get(&x, &x.inspector, str_fmt(&a, "/audit?perubahan=lke_answer&sebelum=%lld", (long long)(top - 49)));
    CHECK(test_shows(r, "Kembali ke yang terbaru") && !test_shows(r, "Lebih lama"));
    CHECK(str_has(buf_str(&r->out), str_fmt(&a, "href=\"/audit/%lld\"", (long long)(top - 50))));
    CHECK(!str_has(buf_str(&r->out), str_fmt(&a, "href=\"/audit/%lld\"", (long long)(top - 49))));
}

TEST(the_end_of_the_chain_is_shown_with_the_fingerprint_of_its_last_row)
{
    World x = world(&a);
    Str   hash;
    CHECK_OK(audit_hash(&a, x.w.db, x.w.x.top.id, newest(&x), &hash));
    CHECK(hash.len == 64);
    Str end = str_sub(hash, 56, 8);
    CHECK(str_has(buf_str(&get(&x, &x.admin, S("/audit"))->out), end));
    CHECK(str_has(buf_str(&get(&x, &x.inspector, entry(&x, newest(&x)))->out), end));
    CHECK(audit_hash(&a, x.w.db, x.w.x.top.id, newest(&x) + 1, &hash).kind == ERR_NOT_FOUND);
}
