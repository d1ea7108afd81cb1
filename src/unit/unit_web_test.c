#include "akun/akun_test.h"
#include "akun/akun_web.h"
#include "format/xlsx.h"
#include "test/ask.h"
#include "unit/unit_import.h"
#include "unit/unit_web.h"

#include <unistd.h>

static const Room *const rooms[] = {&unit_room};
static const Web         web     = {.rooms = rooms, .rooms_count = countof(rooms)};

#define PATH(fmt, ...) str_fmt(&a, fmt, __VA_ARGS__)
#define ID(x) ((long long)(x).id)
#define GET_(who, path) test_ask(&a, &web, w.db, &(TestAsk){S("GET"), path, .user = &who, .now = akun_now})
#define POST_(who, path_, form_) \
    test_ask(&a, &web, w.db, &(TestAsk){S("POST"), path_, form_, .user = &who, .now = akun_now})

/* As whois would say it; what the person reaches is in the database. */
static User as(const AkunUser *u)
{
    return (User){.id = u->id, .instansi_id = u->instansi_id, .unit_id = u->unit_id, .name = u->facts.name,
                  .roles = SIGNED_IN | WHO(PEGAWAI) | WHO(ADMIN), .csrf = {"formulir", 8}, .utc_minutes = 420};
}

static Unit again(AkunWorld *w, const Unit *u)
{
    Unit fresh = {0};
    CHECK_OK(unit_find(w->a, w->db, u->instansi_id, u->id, &fresh));
    return fresh;
}

TEST(the_list_of_units_is_searched_narrowed_and_exported)
{
    AkunWorld w     = akun_world(&a);
    User      admin = as(&w.x.admin);
    Req      *r     = GET_(admin, S("/unit"));
    CHECK(r->status == 200 && test_shows(r, "Nama X11") && test_shows(r, "/unit/baru"));
    r = GET_(admin, S("/unit?cari=x12"));
    CHECK(test_shows(r, "Nama X12") && !test_shows(r, "Nama X11"));
    r = GET_(admin, S("/unit?jenis=eselon1"));
    CHECK(test_shows(r, "Nama X1<") && !test_shows(r, "Nama X12"));
    r = GET_(admin, S("/unit?format=csv"));
    CHECK(str_starts(r->type, S("text/csv")) && test_shows(r, "Nama X12,X12,Satker,X1"));
    r = GET_(admin, S("/unit/pohon"));
    CHECK(test_shows(r, "<details open>") && test_shows(r, "Nama X11"));
}

TEST(a_unit_is_made_below_another_and_stands_on_its_page)
{
    AkunWorld w     = akun_world(&a);
    User      admin = as(&w.x.admin), ani = as(&w.x.ani);
    CHECK(test_shows(GET_(admin, PATH("/unit/baru?induk=%lld", ID(w.x.one))), "<option value=\"X1\" selected>"));
    Req *r = POST_(admin, S("/unit/baru"), S("parent=X1&kind=satker&code=X13&name=Balai+%26+Taman&zone=480"
                                             "&serves_public=1&opened_on=2020-01-02&why=SK+9"));
    CHECK(r->status == 303 && str_starts(r->location, S("/unit/")));
    r = GET_(admin, r->location);
    CHECK(test_shows(r, "Balai &amp; Taman") && test_shows(r, "WITA") && test_shows(r, "Dibuat, 2 Januari 2020"));
    CHECK(test_shows(r, "SK 9") && test_shows(r, "Melayani masyarakat"));
    CHECK(POST_(ani, S("/unit/baru"), S("parent=X1&kind=satker&code=X14&name=B&zone=420"))->status == 422);
}

TEST(every_mistake_in_a_new_unit_is_said_and_what_was_typed_stays)
{
    AkunWorld w     = akun_world(&a);
    User      admin = as(&w.x.admin);
    Req *r = POST_(admin, S("/unit/baru"),
                   S("parent=Y1&kind=eselon1&code=X11&name=%3Cx%3E&zone=420&opened_on=2030-01-01"));
    CHECK(r->status == 422 && test_shows(r, "value=\"&lt;x&gt;\""));
    CHECK(test_shows(r, "di luar wewenang") && test_shows(r, "Kode X11 sudah dipakai"));
    r = POST_(admin, S("/unit/baru"), S("parent=X11&kind=eselon1&code=X19&name=E&zone=420"));
    CHECK(r->status == 422 && test_shows(r, "tidak bisa berada di bawah"));
    r = POST_(admin, S("/unit/baru"), S("code=X+9"));
    CHECK(r->status == 422);
}

TEST(facts_and_names_change_and_the_history_says_so)
{
    AkunWorld w     = akun_world(&a);
    User      admin = as(&w.x.admin);
    Str       path  = PATH("/unit/%lld/ubah", ID(w.x.left));
    CHECK(GET_(admin, path)->status == 200);
    CHECK(POST_(admin, path, S("code=X11&zone=540&city=Kota+Baru&version=1"))->status == 303);
    Req *r = POST_(admin, path, S("code=X11&zone=420&version=1"));
    CHECK(r->status == 409 && test_shows(r, "baru saja diubah orang lain"));
    CHECK(POST_(admin, path, S("code=X12&zone=420&version=2"))->status == 422);

    path = PATH("/unit/%lld/nama", ID(w.x.left));
    CHECK(POST_(admin, path, S("name=Nama+Baru&on_day=2026-08-01&why=&version=2"))->status == 422);
    CHECK(POST_(admin, path, S("name=Nama+Baru&on_day=2026-08-01&why=SK+5&version=2"))->status == 303);
    r = GET_(admin, PATH("/unit/%lld", ID(w.x.left)));
    CHECK(test_shows(r, "Nama X11 → Nama Baru") && test_shows(r, "Berganti nama, 1 Agustus 2026"));
}

TEST(a_unit_moves_by_its_own_page)
{
    AkunWorld w     = akun_world(&a);
    User      admin = as(&w.x.admin);
    Str       path  = PATH("/unit/%lld/pindah", ID(w.x.left));
    CHECK(GET_(admin, path)->status == 200);
    CHECK(test_shows(POST_(admin, path, S("below=X1&on_day=2026-08-01&why=SK")), "sudah berada di sana"));
    CHECK(POST_(admin, path, S("below=X&on_day=2026-08-01&why=SK"))->status == 303);
    CHECK(again(&w, &w.x.left).parent_id == w.x.top.id);
}

TEST(a_merger_is_asked_twice_and_nothing_happens_at_the_first_time)
{
    AkunWorld w     = akun_world(&a);
    User      admin = as(&w.x.admin);
    Str       path  = PATH("/unit/%lld/gabung", ID(w.x.left));
    CHECK(GET_(admin, path)->status == 200);
    CHECK(POST_(admin, path, S("into=X11&on_day=2026-08-01&why=SK"))->status == 422);
    Req *r = POST_(admin, path, S("into=X12&on_day=2026-08-01&why=SK+8&version=1"));
    CHECK(r->status == 200 && test_shows(r, "/gabung/pasti") && test_shows(r, "Nama X12"));
    CHECK(!again(&w, &w.x.left).closed_on.days);
    CHECK(POST_(admin, PATH("/unit/%lld/gabung/pasti", ID(w.x.left)),
                S("into=X12&on_day=2026-08-01&why=SK+8&version=1"))->status == 303);
    CHECK(again(&w, &w.x.left).merged_into_id == w.x.right.id);
    CHECK(GET_(admin, PATH("/unit/%lld/buka", ID(w.x.left)))->status == 404);
    CHECK(test_shows(GET_(admin, PATH("/unit/%lld", ID(w.x.left))), "Digabung"));
}

TEST(people_of_a_merged_unit_work_in_the_one_that_took_it_in)
{
    AkunWorld   w   = akun_world(&a);
    UnitAsker   by  = akun_by(w.x.top.id, 0);
    UnitAct     act = {&by, &w.x.left, akun_today, S("SK")};
    AkunSession s   = {0};
    Str         token;
    CHECK_OK(unit_merge(a, w.db, &act, &w.x.right));
    CHECK_OK(akun_session_start(&a, w.db, w.x.ani.id, false, &s, akun_now, &token));
    CHECK_OK(akun_session_find(&a, w.db, token, akun_now, &s));
    CHECK(s.unit_id == w.x.right.id);
}

TEST(a_unit_closes_and_opens_again)
{
    AkunWorld w     = akun_world(&a);
    User      admin = as(&w.x.admin);
    CHECK(GET_(admin, PATH("/unit/%lld/tutup", ID(w.x.left)))->status == 200);
    Req *r = POST_(admin, PATH("/unit/%lld/tutup", ID(w.x.one)), S("on_day=2026-08-01&why=SK"));
    CHECK(test_shows(r, "Masih ada 2 unit"));
    CHECK(POST_(admin, PATH("/unit/%lld/tutup", ID(w.x.left)), S("on_day=2026-08-01&why=SK"))->status == 303);
    CHECK(!test_shows(GET_(admin, S("/unit")), "Nama X11"));
    CHECK(test_shows(GET_(admin, S("/unit?keadaan=semua")), "Nama X11"));
    CHECK(GET_(admin, PATH("/unit/%lld/buka", ID(w.x.left)))->status == 200);
    CHECK(POST_(admin, PATH("/unit/%lld/buka", ID(w.x.left)), S("on_day=2026-08-02&why=SK"))->status == 303);
    CHECK(!again(&w, &w.x.left).closed_on.days);
}

TEST(a_kawasan_gains_and_loses_members_by_its_pages)
{
    AkunWorld w     = akun_world(&a);
    User      admin = as(&w.x.admin);
    Unit      k     = akun_world_unit(&w, &w.x.top, UNIT_KAWASAN, S("XK"));
    Str       path  = PATH("/unit/%lld/anggota", ID(k));
    CHECK(GET_(admin, path)->status == 200);
    CHECK(POST_(admin, path, S("member=X11&on_day=2026-08-01&why=SK"))->status == 303);
    CHECK(POST_(admin, path, S("member=X11&on_day=2026-08-01&why=SK"))->status == 422);
    CHECK(test_shows(GET_(admin, PATH("/unit/%lld", ID(k))), "Nama X11"));
    path = PATH("/unit/%lld/anggota/%lld/keluar", ID(k), ID(w.x.left));
    CHECK(test_shows(GET_(admin, path), "Nama X11"));
    CHECK(POST_(admin, path, S("on_day=2026-08-10&why=SK"))->status == 303);
    CHECK(test_shows(GET_(admin, PATH("/unit/%lld", ID(k))), "Belum ada anggota"));
    CHECK(GET_(admin, PATH("/unit/%lld/anggota", ID(w.x.left)))->status == 404);
}

/* --- units from a file --- */

static Req *send_file(AkunWorld *w, const User *u, const char *name, Str bytes)
{
    Str      at   = str_fmt(w->a, "%.*s/%s", STRF(test_dir(w->a)), name);
    HttpFile file = {.field = S("berkas"), .name = str_of(name), .path = at, .bytes = bytes.len};
    if (bytes.at)
        test_write(*w->a, at, bytes);
    return test_ask(w->a, &web, w->db, &(TestAsk){S("POST"), S("/unit/impor"), .user = u, .now = akun_now,
                                                  .files = &file, .files_count = 1});
}

TEST(every_problem_of_a_file_of_units_is_shown_by_its_cell_and_nothing_is_written)
{
    AkunWorld w     = akun_world(&a);
    User      admin = as(&w.x.admin);
    Req *r = send_file(&w, &admin, "unit.csv",
                       S("Kode;Nama;Jenis;Induk;Zona waktu;Layanan publik;Berdiri\n"
                         "X13;Balai;satker;X1;WITA;ya;2010-04-01\n"
                         "X 4;;kantor;Y1;GMT;mungkin;kapan\n"
                         "X13;Kembar;satker;X1;;;\n"
                         "X11;Nama X11;unit;X;;;\n"
                         "X15;Cincin;satker;X16;;;\n"
                         "X16;Cincin;satker;X15;;;\n"));
    CHECK(r->status == 303);
    Str page = r->location;
    r = GET_(admin, page);
    static const char *const cells[] = {"A3", "B3", "C3", "D3", "E3", "F3", "G3", "A4", "C5", "D5",
                                        "D6", "D7"};
    for (isize i = 0; i < countof(cells); i++)
        CHECK(str_has(buf_str(&r->out), PATH("<th scope=\"row\">%s</th>", cells[i])));
    CHECK(test_shows(r, "Ada 12 masalah"));
    CHECK(POST_(admin, page, S(""))->status == 422);
    Unit u;
    CHECK(unit_find_code(&a, w.db, w.x.top.id, S("X13"), &u).kind == ERR_NOT_FOUND);

    r = send_file(&w, &admin, "ring.csv", S("kode,nama,jenis,induk\nX15,A,satker,X16\nX16,B,satker,X15\n"));
    CHECK(test_shows(GET_(admin, r->location), "saling menunjuk"));
}

TEST(a_problem_of_an_import_is_told_once_and_each_in_its_own_words)
{
    AkunWorld w     = akun_world(&a);
    User      admin = as(&w.x.admin);
    Req      *r     = send_file(&w, &admin, "unit.csv",
                                S("kode,nama,jenis,induk\n"
                                  "X,Nama X,instansi,X1\n"
                                  "X15,Kantor,bukan,X2\n"
                                  "X16,Anak,satker,X15\n"
                                  "X17,Kantor A, B dan C,satker,X1\n"
                                  "X18,Sendiri,satker,X18\n"));
    r = GET_(admin, r->location);
    CHECK(test_shows(r, "Instansi berada paling atas"));
    CHECK(!test_shows(r, "berada di bawah ."));
    CHECK(!test_shows(r, "tidak bisa berada di bawah"));
    CHECK(test_shows(r, "lebih panjang daripada baris judul"));
    CHECK(test_shows(r, "saling menunjuk"));
    static const char *const cells[] = {"D2", "C3", "D3", "C5", "D5", "E5", "D6"};
    for (isize i = 0; i < countof(cells); i++)
        CHECK(str_has(buf_str(&r->out), PATH("<th scope=\"row\">%s</th>", cells[i])));
    CHECK(test_shows(r, "Ada 7 masalah"));
}

TEST(a_clean_file_of_units_in_any_order_is_written_after_a_yes)
{
    AkunWorld w     = akun_world(&a);
    User      admin = as(&w.x.admin), budi = as(&w.y.admin);
    Req *r = send_file(&w, &admin, "unit.csv",
                       S("kode;nama;jenis;kode_induk\n"
                         "X31;Cucu;satker;X3\n"
                         "X3;Anak;eselon1;X\n"
                         "X11;Nama Baru;satker;X1\n"
                         "X12;Nama X12;satker;X1\n"));
    Str page = r->location;
    CHECK(test_shows(GET_(admin, page), "2 unit baru, 1 unit berubah, 1 tetap sama"));
    CHECK(GET_(budi, page)->status == 404);
    CHECK(POST_(admin, page, S(""))->status == 303);
    Unit u;
    CHECK_OK(unit_find_code(&a, w.db, w.x.top.id, S("X31"), &u));
    CHECK_STR(u.parent_code, S("X3"));
    CHECK_STR(again(&w, &w.x.left).facts.name, S("Nama Baru"));
    CHECK(GET_(admin, page)->status == 404);
}

TEST(a_workbook_is_read_like_a_csv_file)
{
    AkunWorld w     = akun_world(&a);
    User      admin = as(&w.x.admin);
    Str       path  = PATH("%.*s/unit.xlsx", STRF(test_dir(&a)));
    static const char *const cells[] = {"Kode", "Nama", "Jenis", "Kode induk", "X21", "Balai", "Satker", "X1"};
    XlsxOut  *x;
    CHECK_OK(xlsx_create(&a, path, false, &x));
    xlsx_sheet_add(x, S("unit"));
    for (int i = 0; i < 8; i++)
        xlsx_text(x, (XlsxAt){i / 4, i % 4}, str_of(cells[i]), XS_PLAIN);
    CHECK_OK(xlsx_finish(x));
    Req *r = send_file(&w, &admin, "unit.xlsx", (Str){NULL, 1});
    CHECK(r->status == 303);
    CHECK(test_shows(GET_(admin, r->location), "1 unit baru"));
}

TEST(an_import_is_gone_after_a_day)
{
    AkunWorld w     = akun_world(&a);
    User      admin = as(&w.x.admin);
    Req      *r     = send_file(&w, &admin, "unit.csv", S("kode,nama,jenis,induk\nX15,A,satker,X1\n"));
    Str       page  = r->location;
    TestAsk   late  = {S("GET"), page, .user = &admin, .now = {akun_now.s + 86400}};
    CHECK(test_ask(&a, &web, w.db, &late)->status == 404);
    CHECK(send_file(&w, &admin, "kosong.csv", S("kode,nama,jenis,induk\n"))->status == 422);
    CHECK(send_file(&w, &admin, "bukan.csv", S("\x01\x02\xff\xfe"))->status == 422);
}

TEST(the_empty_workbook_to_fill_in_is_a_workbook)
{
    AkunWorld w     = akun_world(&a);
    User      admin = as(&w.x.admin);
    Req      *r     = GET_(admin, S("/unit/impor/templat.xlsx"));
    CHECK(r->status == 200 && r->file.fd > 0 && r->file.fd_bytes > 1000);
    char mark[2] = {0};
    CHECK(pread(r->file.fd, mark, 2, 0) == 2 && mark[0] == 'P' && mark[1] == 'K');
    close(r->file.fd);
}
