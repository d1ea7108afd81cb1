/* The overview is kept until something changes: here everything changes that it shows, in turn, by the pages
 * themselves and on another connection, and the next one who looks sees what would be drawn without keeping. */
#include "lke/lke_fixture_test.h"
#include "lke/lke_import.h"

#include "akun/akun_web.h"
#include "berkas/berkas_web.h"
#include "format/zip.h"
#include "test/berkas_fixture.h"
#include "unit/unit_web.h"

#include <sys/wait.h>
#include <unistd.h>

static const Room *const rooms[] = {&unit_room, &akun_room, &berkas_room, &lke_room};

typedef struct {
    LkeWorld w;
    Str      uri;
    Db      *reader;            /* who looks; w.db is who writes */
    Blobs    blobs;
    Str      page;              /* as it was last seen */
} Eye;

/* The key of a form is another one each time. */
static Str keyless(Arena *a, const Req *r)
{
    Str   page = buf_str(&r->out), mark = S("name=\"_key\" value=\"");
    isize at   = str_find(page, mark) + mark.len;
    Str   rest = str_sub(page, at, -1);
    (void)str_cut(&rest, '"');
    return str_fmt(a, "%.*s%.*s", STRF(str_sub(page, 0, at)), STRF(rest));
}

static Str path_of(Eye *e)
{
    return str_fmt(e->w.a, "/lke/%lld", (long long)e->w.id);
}

static Req *look_at(Eye *e, const User *u, i64 kept_bytes)
{
    Web web = e->w.web;
    web.kept_bytes = kept_bytes;
    web.regulasi   = &e->w.packs;
    return test_ask(e->w.a, &web, e->reader, &(TestAsk){S("GET"), path_of(e), .user = u, .now = akun_now});
}

/* What is shown is what would be drawn now, and it is something else than before or not, as it should be. */
static void see(Eye *e, const char *what, bool changes)
{
    Str kept = keyless(e->w.a, look_at(e, &e->w.ani, 1 << 20)), drawn = keyless(e->w.a, look_at(e, &e->w.ani, 0));
    CHECK_STR(kept, drawn);
    CHECK_STR(keyless(e->w.a, look_at(e, &e->w.ani, 1 << 20)), drawn);
    if (str_eq(kept, e->page) == changes)
        test_fail(__FILE__, __LINE__, changes ? "the page did not change" : "the page changed", str_of(what));
    e->page = kept;
}

static Eye eye(Arena *a)
{
    Eye e = {.uri = test_db_uri(a), .blobs = fix_blobs(a)};
    Db *db;
    CHECK_OK(db_open(a, e.uri, DB_READ_WRITE, &db));
    e.w = lke_world_in(a, db, rooms, countof(rooms));
    CHECK_OK(db_open(a, e.uri, DB_READ_ONLY, &e.reader));
    see(&e, "the empty worksheet", true);
    return e;
}

static void close_eye(Eye *e)
{
    db_close(e->reader);
    db_close(e->w.db);
}

static Req *send_files(Eye *e, const User *u, Str path, Str form, HttpFile *file)
{
    e->w.web.regulasi = &e->w.packs;
    e->w.web.blobs    = &e->blobs;
    Req *r = test_ask(e->w.a, &e->w.web, e->w.db, &(TestAsk){S("POST"), path, form, .user = u, .now = akun_now,
                                                             .files = file, .files_count = file != NULL});
    if (r->status != 303)
        test_fail(__FILE__, __LINE__, str_c(e->w.a, path), str_fmt(e->w.a, "answered with %d", r->status));
    return r;
}

#define POST_(user, form, ...) send_files(&e, user, str_fmt(&a, __VA_ARGS__), form, NULL)
#define SHEET (long long)e.w.id

static void upload(Eye *e, const User *u, i64 sheet, HttpFile f)
{
    Arena *a = e->w.a;
    send_files(e, u, str_fmt(a, "/berkas/untuk/%lld/A.I.1.i.a/unggah", (long long)sheet),
               S("from=2026-01-01&until=2026-06-30&note="), &f);
}

static BerkasUse first_use(Eye *e, i64 sheet)
{
    BerkasOwner o    = {.id = sheet, .instansi_id = e->w.people.x.top.id};
    BerkasUses  uses = {0};
    CHECK_OK(berkas_of_owner(e->w.a, e->w.db, &o, &uses));
    CHECK(uses.count > 0);
    return uses.at[0];
}

TEST(every_change_of_a_worksheet_shows_at_the_next_look)
{
    Eye e = eye(&a);

    POST_(&e.w.ani, S("jawaban=Ya&catatan=SK+7&versi=0"), "/lke/%lld/butir/A.I.1.i.a", SHEET);
    see(&e, "an answer", true);
    POST_(&e.w.ani, S("usaha=7"), "/lke/%lld/butir/A.I.1.i.a/usaha", SHEET);
    see(&e, "an effort", false);
    POST_(&e.w.ani, S("jawaban=Tidak&catatan=SK+7&versi=1"), "/lke/%lld/butir/A.I.1.i.a", SHEET);
    see(&e, "another answer", true);
    POST_(&e.w.ani, S("jawaban=Tidak&catatan=SK+8&versi=2"), "/lke/%lld/butir/A.I.1.i.a", SHEET);
    see(&e, "a note", false);
    POST_(&e.w.ani, S("target=WBBM&predikat=WBK&versi=1"), "/lke/%lld/atur", SHEET);
    see(&e, "an aim", true);
    POST_(&e.w.ani, S("versi=2&tutup=1"), "/lke/%lld/tutup", SHEET);
    see(&e, "closed", true);
    POST_(&e.w.ani, S("versi=3&tutup=0"), "/lke/%lld/tutup", SHEET);
    see(&e, "opened", true);

    POST_(&e.w.ani, str_fmt(&a, "unit=%lld&tahun=2025&target=WBK&predikat=none", (long long)e.w.people.x.left.id),
          "/lke/baru");
    i64 before = 0;
    CHECK_OK(lke_of_unit(a, e.w.db, e.w.people.x.top.id, e.w.people.x.left.id, 2025, &before));
    see(&e, "last year's worksheet", true);
    POST_(&e.w.ani, S("jawaban=Ya&catatan=&versi=0"), "/lke/%lld/butir/A.I.1.i.a", (long long)before);
    see(&e, "last year's answer", true);
    close_eye(&e);
}

TEST(a_workbook_that_is_taken_over_shows_at_the_next_look)
{
    Eye       e    = eye(&a);
    Str       path = str_fmt(&a, "%.*s/lke.xlsx", STRF(test_dir(&a)));
    Worksheet s;

    lke_world_save(&e.w, "A.I.1.i.a", "Ya", "");
    s = lke_world_get(&e.w);
    CHECK_OK(lke_export(&a, e.w.db, &s, words_of(&e.w.packs, e.w.pack), LANG_ID, path));
    lke_world_save(&e.w, "A.I.1.i.a", "Tidak", "");
    see(&e, "an answer", true);
    HttpFile f = fix_file(&a, "lke.xlsx", path);
    Req     *r = send_files(&e, &e.w.ani, str_fmt(&a, "/lke/%lld/impor", SHEET), (Str){0}, &f);
    see(&e, "a workbook that waits", false);
    POST_(&e.w.ani, S("ambil=A.I.1.i.a"), "%.*s", STRF(r->location));
    see(&e, "a workbook", true);
    close_eye(&e);
}

TEST(every_change_of_evidence_shows_at_the_next_look_also_that_of_another_unit)
{
    Eye  e      = eye(&a);
    i64  others = lke_world_sheet(&e.w, &e.w.people.x.right, 2026);
    Str  words  = fix_pdf(&a, 1, PDF_PLAIN, "Keputusan");
    Pix  photo  = fix_photo(&a, 7, 320, 240);

    see(&e, "a worksheet of another unit", false);
    upload(&e, &e.w.ani, e.w.id, fix_file(&a, "SK.pdf", fix_write(&a, "one", words)));
    see(&e, "a file", true);
    BerkasUse own = first_use(&e, e.w.id);
    upload(&e, &e.w.budi, others, fix_file(&a, "salinan.pdf", fix_write(&a, "two", words)));
    see(&e, "the same content in another unit", true);
    POST_(&e.w.budi, S("x=1"), "/berkas/%lld/lepas", (long long)first_use(&e, others).id);
    see(&e, "removed there", true);
    POST_(&e.w.ani, str_fmt(&a, "pakai=%lld", (long long)own.id), "/berkas/untuk/%lld/B.I.a/pilih", SHEET);
    see(&e, "the file for another item", true);
    POST_(&e.w.ani, S("name=SK.pdf&from=2019-01-01&until=2019-06-30&note=&sort=1&version=1"), "/berkas/%lld/ubah",
          (long long)own.id);
    see(&e, "a period outside the year", true);
    POST_(&e.w.ani, S("x=1"), "/berkas/%lld/lepas", (long long)own.id);
    see(&e, "removed", true);

    upload(&e, &e.w.ani, e.w.id, fix_file(&a, "rapat.jpg", fix_jpeg(&a, "three", photo, 90, 1)));
    see(&e, "a photo", true);
    upload(&e, &e.w.budi, others, fix_file(&a, "kegiatan.jpg", fix_jpeg(&a, "four", fix_lighten(&a, photo, 8), 70, 1)));
    see(&e, "nearly the same photo in another unit", true);
    close_eye(&e);
}

static i64 role_of(Eye *e, const AkunUser *u)
{
    AkunRoles roles = {0};
    CHECK_OK(akun_roles(e->w.a, e->w.db, u->id, akun_today, &roles));
    CHECK(roles.count == 1);
    return roles.at[0].id;
}

TEST(a_new_name_shows_and_a_role_taken_away_shuts_the_page_at_the_next_look)
{
    Eye       e    = eye(&a);
    AkunSide *x    = &e.w.people.x;
    Str       name = S("name=Kantor+Teluk&on_day=2026-08-01&why=SK+5&version=1");

    POST_(&e.w.admin, name, "/unit/%lld/nama", (long long)x->left.id);
    see(&e, "a name", true);
    CHECK(test_shows(look_at(&e, &e.w.tpi, 1 << 20), "Kantor Teluk"));
    POST_(&e.w.admin, S("why=pindah"), "/orang/%lld/peran/%lld/cabut", (long long)x->ani.id,
          (long long)role_of(&e, &x->ani));
    CHECK(look_at(&e, &e.w.ani, 1 << 20)->status == 404);
    CHECK(look_at(&e, &e.w.tpi, 1 << 20)->status == 200);
    akun_world_role(&e.w.people, &x->ani, WHO(TPI_ANGGOTA), &x->left);
    see(&e, "no links to fill", true);
    close_eye(&e);
}

TEST(what_another_process_writes_shows_at_the_next_look)
{
    Eye   e      = eye(&a);
    int   status = 1;
    pid_t child  = fork();

    if (!child) {
        LkeWorld there = e.w;
        bool     good  = !db_open(&a, e.uri, DB_READ_WRITE, &there.db).kind;
        lke_world_save(&there, "A.I.1.i.a", "Ya", "");
        db_close(there.db);
        _exit(!good);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    see(&e, "an answer by another process", true);
    CHECK(lke_world_get(&e.w).answered == 1);
    close_eye(&e);
}
