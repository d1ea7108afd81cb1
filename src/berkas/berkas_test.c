#include "berkas/berkas.h"

#include "berkas/berkas_zip.h"
#include "test/berkas_fixture.h"

#include <unistd.h>

static Str letter(Arena *a, const char *name, const char *words)
{
    return fix_write(a, name, fix_pdf(a, 1, PDF_PLAIN, words));
}

static BerkasUse find(Arena *a, Db *db, i64 user, i64 id)
{
    UnitAsker by = fix_asker(user);
    BerkasUse u  = {0};
    CHECK_OK(berkas_find(a, db, &by, id, &u));
    return u;
}

TEST(a_content_is_stored_once_and_each_use_of_it_counts)
{
    Db        *db    = fix_house(&a);
    Blobs      blobs = fix_blobs(&a);
    BerkasSent one   = fix_take(&a, db, ANI, 500, "A.I.1.i.a", "sk.pdf", letter(&a, "1", "SK"));
    BerkasSent two   = fix_take(&a, db, ANI, 500, "A.I.1.i.b", "SK tim.pdf", letter(&a, "2", "SK"));
    BerkasSent same  = fix_take(&a, db, ANI, 500, "A.I.1.i.a", "sk.pdf", letter(&a, "3", "SK"));
    i64        bytes, files;
    int        fd;

    CHECK(!one.refused && !two.refused && one.use_id && two.use_id != one.use_id);
    CHECK(same.again && same.use_id == one.use_id);
    CHECK(test_number(a, db, "SELECT COUNT(*) FROM berkas_file") == 1);
    CHECK(test_number(a, db, "SELECT COUNT(*) FROM berkas_use") == 2);
    CHECK_OK(berkas_held(a, db, 1, 10, &bytes, &files));
    CHECK(files == 1 && bytes == one.bytes);
    CHECK_OK(blob_open(a, &blobs, one.sha256, &fd, &bytes));
    CHECK(bytes == one.bytes);
    close(fd);
    BerkasUse u = find(&a, db, ANI, one.use_id);
    CHECK_STR(u.name, S("sk.pdf"));
    CHECK(u.flags == FLAG_OTHER_ITEM && u.type == TYPE_PDF && u.pages == 1);
}

TEST(the_same_file_in_another_unit_is_flagged_on_both_sides)
{
    Db        *db   = fix_house(&a);
    BerkasSent ani  = fix_take(&a, db, ANI, 500, "x", "a.pdf", letter(&a, "1", "Notula"));
    BerkasSent budi = fix_take(&a, db, BUDI, 600, "x", "b.pdf", letter(&a, "2", "Notula"));
    UnitAsker  by   = fix_asker(ANI);
    BerkasElsewhere e = {0};
    BerkasUse  u = find(&a, db, ANI, ani.use_id);

    CHECK(u.flags == FLAG_OTHER_UNIT && find(&a, db, BUDI, budi.use_id).flags == FLAG_OTHER_UNIT);
    CHECK_OK(berkas_elsewhere(&a, db, &by, &u, &e));
    CHECK(e.same_units == 1 && e.same.count == 0);      /* that it is there, and not where */
    u = find(&a, db, BUDI, budi.use_id);
    by = fix_asker(BUDI);
    CHECK_OK(berkas_remove(a, db, &by, &u));
    CHECK(find(&a, db, ANI, ani.use_id).flags == 0);
}

TEST(a_picture_that_went_through_a_messenger_is_found_in_another_unit)
{
    Db        *db = fix_house(&a);
    Pix        p  = fix_photo(&a, 3, 640, 480);
    BerkasSent one = fix_take(&a, db, ANI, 500, "x", "rapat.jpg", fix_jpeg(&a, "1.jpg", p, 90, 0));
    BerkasSent two = fix_take(&a, db, BUDI, 600, "y", "IMG-2026.jpg",
                              fix_jpeg(&a, "2.jpg", fix_scale(&a, p, 320, 240), 50, 0));
    BerkasSent far = fix_take(&a, db, BUDI, 600, "y", "lain.jpg",
                              fix_jpeg(&a, "3.jpg", fix_photo(&a, 4, 640, 480), 80, 0));
    CHECK(find(&a, db, ANI, one.use_id).flags == FLAG_NEAR_UNIT);
    CHECK(find(&a, db, BUDI, two.use_id).flags == FLAG_NEAR_UNIT);
    CHECK(find(&a, db, BUDI, far.use_id).flags == 0);
    UnitAsker       by = fix_asker(BUDI);
    BerkasElsewhere e  = {0};
    BerkasUse       u  = find(&a, db, BUDI, two.use_id);
    CHECK_OK(berkas_elsewhere(&a, db, &by, &u, &e));
    CHECK(e.near_units == 1 && e.near.count == 0);
}

TEST(what_the_content_says_is_shown_with_each_use)
{
    Db *db = fix_house(&a);
    CHECK(find(&a, db, ANI, fix_take(&a, db, ANI, 500, "x", "k.pdf",
        fix_write(&a, "1", fix_pdf(&a, 1, PDF_LOCKED, "k"))).use_id).flags == FLAG_ENCRYPTED);
    CHECK(find(&a, db, ANI, fix_take(&a, db, ANI, 500, "x", "o.pdf",
        fix_write(&a, "2", fix_pdf(&a, 1, PDF_BLANK, ""))).use_id).flags == FLAG_EMPTY);
    Str whole = fix_pdf(&a, 3, PDF_PLAIN, "panjang");
    CHECK(find(&a, db, ANI, fix_take(&a, db, ANI, 500, "x", "p.pdf",
        fix_write(&a, "3", str_sub(whole, 0, whole.len - 80))).use_id).flags == FLAG_DAMAGED);
    CHECK(find(&a, db, ANI, fix_take(&a, db, ANI, 500, "x", "foto.jpg",
        letter(&a, "4", "bukan foto")).use_id).flags == FLAG_NAME_LIES);
}

TEST(evidence_about_other_years_is_flagged_and_kept)
{
    Db        *db = fix_house(&a);
    UnitAsker  by = fix_asker(ANI);
    BerkasSent s  = fix_take(&a, db, ANI, 500, "x", "lama.pdf", letter(&a, "1", "lama"));
    BerkasUse  u  = find(&a, db, ANI, s.use_id);
    CHECK(u.flags == 0);
    BerkasEdit e = {u.name, S("notula"), date_ymd(2022, 1, 1), date_ymd(2022, 12, 31), 7};
    CHECK_OK(berkas_edit(a, db, &by, &u, &e));
    BerkasUse after = find(&a, db, ANI, s.use_id);
    CHECK(after.flags == FLAG_OUTSIDE && after.sort == 7 && str_is(after.note, "notula"));
    CHECK(berkas_edit(a, db, &by, &u, &e).kind == ERR_CONFLICT);        /* by an older version */
    e.until = date_ymd(2025, 1, 1);                                     /* touches the window: good */
    CHECK_OK(berkas_edit(a, db, &by, &after, &e));
    CHECK(find(&a, db, ANI, s.use_id).flags == 0);
}

TEST(a_removed_use_stays_in_the_history)
{
    Db        *db = fix_house(&a);
    UnitAsker  by = fix_asker(ANI);
    BerkasSent s  = fix_take(&a, db, ANI, 500, "x", "a.pdf", letter(&a, "1", "a"));
    BerkasUse  u  = find(&a, db, ANI, s.use_id);
    BerkasUses left = {0};

    CHECK_OK(berkas_remove(a, db, &by, &u));
    CHECK(berkas_remove(a, db, &by, &u).kind == ERR_CONFLICT);
    u = find(&a, db, ANI, s.use_id);
    CHECK(u.removed_by == ANI && u.removed_at.s == by.now.s);
    BerkasOwner    o = fix_owner(&a, db, 500);
    BerkasUseFacts f = {.owner = &o, .item = S("y")};
    bool           again;
    CHECK(berkas_reuse(a, db, &by, &f, u.id, &again).kind == ERR_NOT_FOUND);
    CHECK_OK(berkas_of_unit(&a, db, &by, 10, &left));
    CHECK(left.count == 0);
    CHECK(test_number(a, db, "SELECT COUNT(*) FROM audit_entry WHERE entity = 'berkas_use'")
          + test_number(a, db, "SELECT COUNT(*) FROM audit_waiting WHERE entity = 'berkas_use'") == 2);
    s = fix_take(&a, db, ANI, 500, "x", "a.pdf", letter(&a, "2", "a"));
    CHECK(!s.again && s.use_id != u.id);
}

TEST(a_full_quota_refuses_new_content_and_not_what_is_there)
{
    Db            *db = fix_house(&a);
    UnitAsker      by = fix_asker(ANI);
    BerkasOwner    o  = fix_owner(&a, db, 500);
    BerkasUseFacts f  = {.owner = &o, .item = S("x"), .from = by.today, .until = by.today};
    BerkasSent     s  = fix_take(&a, db, ANI, 500, "x", "a.pdf", letter(&a, "1", "a"));
    BerkasLimits   tight = berkas_limits;

    tight.quota = s.bytes + 10;
    BerkasSent more = fix_sent(&a, "b.pdf", letter(&a, "2", "b")), again = fix_sent(&a, "c.pdf", letter(&a, "3", "a"));
    CHECK_OK(berkas_take(a, db, &by, &f, &tight, &more));
    CHECK(more.refused == REFUSED_QUOTA && !more.use_id);
    f.item = S("y");
    CHECK_OK(berkas_take(a, db, &by, &f, &tight, &again));
    CHECK(!again.refused && again.use_id);
    CHECK(test_number(a, db, "SELECT COUNT(*) FROM berkas_file") == 1);
}

TEST(limits_refuse_the_large_and_the_many_and_keep_the_rest)
{
    Blobs        blobs = fix_blobs(&a);
    BerkasLimits few   = {.picture_max = 9, .document_max = 5000, .video_max = 1000000, .quota = 1, .files_max = 3};
    BerkasSents  all   = {0};
    Str          paths[4];

    paths[0] = fix_jpeg(&a, "p.jpg", fix_photo(&a, 1, 64, 64), 80, 0);
    paths[1] = letter(&a, "q", "kecil");
    paths[2] = fix_write(&a, "r", S(""));
    paths[3] = letter(&a, "s", "lebih");
    for (int i = 0; i < 4; i++) {
        BerkasSent *s = list_add(&a, &all);
        *s = (BerkasSent){.name = S("x"), .path = paths[i], .bytes = fix_bytes(&a, paths[i]).len};
        s->sha256.at[0] = (u8)i;
    }
    CHECK_OK(berkas_receive(a, &blobs, &few, &all));
    CHECK(all.at[0].refused == REFUSED_TOO_BIG && !all.at[1].refused);
    CHECK(all.at[2].refused == REFUSED_NO_BYTES && all.at[3].refused == REFUSED_TOO_MANY);
}

TEST(names_as_sent_are_data_and_never_paths)
{
    static const struct { const char *sent, *kept; } names[] = {
        {"../../etc/passwd", "passwd"}, {"C:\\Users\\ani\\SK.pdf", "SK.pdf"}, {"/", "berkas"},
        {"a\x01\nb.pdf", "ab.pdf"},
        {"gaji\xE2\x80\xAE""fdp.exe", "gajifdp.exe"}, {"", "berkas"}, {"<b>.pdf", "<b>.pdf"},
    };
    Db  *db = fix_house(&a);
    char word[8] = "n0";
    for (int i = 0; i < countof(names); i++) {
        word[1]++;
        BerkasSent s = fix_take(&a, db, ANI, 500, "x", names[i].sent, letter(&a, "n", word));
        CHECK_STR(find(&a, db, ANI, s.use_id).name, str_of(names[i].kept));
    }
    char *endless = new(&a, char, 1001);
    for (int i = 0; i < 1000; i++)
        endless[i] = i % 2 ? (char)0xA9 : (char)0xC3;
    BerkasSent s = fix_take(&a, db, ANI, 500, "x", endless, letter(&a, "n", "endless"));
    Str name = find(&a, db, ANI, s.use_id).name;
    CHECK(name.len <= 200 && str_is_utf8(name));
}

TEST(neither_another_unit_nor_another_instansi_sees_a_file)
{
    Db        *db = fix_house(&a);
    BerkasSent s  = fix_take(&a, db, ANI, 500, "x", "rahasia.pdf", letter(&a, "1", "isi"));
    UnitAsker  budi = fix_asker(BUDI), dewi = fix_asker(DEWI), citra = fix_asker(CITRA), liar = fix_asker(DEWI);
    BerkasUse  u = {0};
    BerkasUses list = {0};

    CHECK_OK(berkas_find(&a, db, &citra, s.use_id, &u));        /* who assesses the unit */
    CHECK(berkas_find(&a, db, &budi, s.use_id, &u).kind == ERR_NOT_FOUND);
    CHECK(berkas_find(&a, db, &dewi, s.use_id, &u).kind == ERR_NOT_FOUND);
    liar.instansi_id = 1;
    CHECK(berkas_find(&a, db, &liar, s.use_id, &u).kind == ERR_NOT_FOUND);
    CHECK_OK(berkas_of_unit(&a, db, &budi, 10, &list));
    CHECK_OK(berkas_to_reuse(&a, db, &budi, 10, S(""), &list));
    CHECK(list.count == 0);

    /* the same content in another instansi is another file, and neither learns of the other */
    BerkasSent far = fix_take(&a, db, DEWI, 700, "x", "sama.pdf", letter(&a, "2", "isi"));
    CHECK(find(&a, db, DEWI, far.use_id).flags == 0 && find(&a, db, ANI, s.use_id).flags == 0);
    CHECK(find(&a, db, DEWI, far.use_id).file_id != find(&a, db, ANI, s.use_id).file_id);
}

TEST(an_assessor_a_locked_worksheet_and_a_foreign_file_change_nothing)
{
    Db            *db = fix_house(&a);
    BerkasSent     s  = fix_take(&a, db, ANI, 500, "x", "a.pdf", letter(&a, "1", "a"));
    BerkasUse      u  = find(&a, db, ANI, s.use_id);
    BerkasOwner    o  = fix_owner(&a, db, 500), other = fix_owner(&a, db, 600);
    UnitAsker      citra = fix_asker(CITRA), ani = fix_asker(ANI), budi = fix_asker(BUDI);
    BerkasUseFacts f  = {.owner = &other, .item = S("z"), .from = ani.today, .until = ani.today};
    bool           again;

    citra.role_bits = 32;
    CHECK(berkas_remove(a, db, &citra, &u).kind == ERR_FORBIDDEN);
    CHECK(berkas_reuse(a, db, &budi, &f, u.id, &again).kind == ERR_NOT_FOUND);
    o.locked = true;
    CHECK_OK(berkas_owner_set(db, &o));
    u = find(&a, db, ANI, s.use_id);
    CHECK(berkas_remove(a, db, &ani, &u).kind == ERR_FORBIDDEN);
    f.owner = &o;
    CHECK(berkas_reuse(a, db, &ani, &f, u.id, &again).kind == ERR_FORBIDDEN);
}

TEST(an_older_file_is_found_by_words_and_used_again)
{
    Db            *db = fix_house(&a);
    UnitAsker      ani = fix_asker(ANI);
    BerkasOwner    o  = fix_owner(&a, db, 500);
    BerkasUseFacts f  = {.owner = &o, .item = S("B.I.a"), .from = ani.today, .until = ani.today};
    BerkasSent     s  = fix_take(&a, db, ANI, 500, "x", "Notula Rapat 100% hadir.pdf", letter(&a, "1", "a"));
    BerkasUses     hits = {0}, none = {0};
    BerkasCounts   counts = {0};
    bool           again = true;

    CHECK_OK(berkas_to_reuse(&a, db, &ani, 10, S("notula hadir"), &hits));
    CHECK_OK(berkas_to_reuse(&a, db, &ani, 10, S("undangan"), &none));
    CHECK(hits.count == 1 && none.count == 0);
    CHECK_OK(berkas_reuse(a, db, &ani, &f, hits.at[0].id, &again));
    CHECK(!again);
    CHECK_OK(berkas_reuse(a, db, &ani, &f, s.use_id, &again));
    CHECK(again);
    CHECK_OK(berkas_counts(&a, db, &o, &counts));
    CHECK(counts.count == 2 && counts.at[0].files == 1 && counts.at[0].flagged == 0);
    CHECK_STR(counts.at[0].item, S("B.I.a"));
}

TEST(a_period_must_run_forwards_and_have_begun)
{
    UnitAsker      by = fix_asker(ANI);
    Issues         l  = {.arena = &a};
    BerkasUseFacts f  = {.from = date_ymd(2026, 5, 1), .until = date_ymd(2026, 4, 1)};
    berkas_check(&f, &by, &l);
    CHECK(l.count == 1 && issue_find(&l, S("until")).len);
    f = (BerkasUseFacts){.from = date_ymd(2026, 9, 1), .until = date_ymd(2026, 12, 1)};
    berkas_check(&f, &by, &l);
    CHECK(issue_find(&l, S("from")).len);
}

TEST(all_evidence_of_a_worksheet_comes_as_one_tidy_archive)
{
    Db           *db    = fix_house(&a);
    Blobs         blobs = fix_blobs(&a);
    BerkasOwner   o     = fix_owner(&a, db, 500);
    BerkasUses    uses  = {0};
    BerkasFolders folders = {0};
    BerkasZip     z;
    Buf           b = {.arena = &a};
    char          piece[777];
    isize         n;

    fix_take(&a, db, ANI, 500, "b", "=SUM(A1).pdf", letter(&a, "1", "satu"));
    fix_take(&a, db, ANI, 500, "b", "foto", fix_jpeg(&a, "2", fix_photo(&a, 1, 64, 64), 80, 0));
    fix_take(&a, db, ANI, 500, "a", "SK.pdf", letter(&a, "3", "dua"));
    fix_take(&a, db, ANI, 500, "zz", "lain.pdf", letter(&a, "4", "tiga"));
    CHECK_OK(berkas_of_owner(&a, db, &o, &uses));
    *list_add(&a, &folders) = (BerkasFolder){S("b"), S("A Area/b Tim")};
    *list_add(&a, &folders) = (BerkasFolder){S("a"), S("A Area/a SK: 1/2")};
    berkas_zip_start(&a, &z, &blobs, &uses, &folders, LANG_ID);
    while ((n = zip_read(&z.zip, piece, sizeof piece)) > 0)
        buf_add(&b, (Str){piece, n});
    zip_stop(&z.zip);
    CHECK(n == 0 && b.len == z.zip.bytes);

    Str all = buf_str(&b);
    CHECK(str_has(all, S("A Area/b Tim/01 =SUM(A1).pdf;b;'=SUM(A1).pdf;2026-01-01;2026-06-30;")));
    CHECK(str_has(all, S("A Area/b Tim/02 foto.jpg")) && str_has(all, S("Lainnya/01 lain.pdf")));
    CHECK(str_has(all, uses.at[0].sha256));
    CHECK(fix_zip_entries(all) == 5);
}

TEST(what_exceeds_the_quota_takes_no_space_on_disk)
{
    Blobs       blobs = fix_blobs(&a);
    BerkasSents all   = {0};
    Str         path  = letter(&a, "1", "besar");
    BerkasSent *s     = list_add(&a, &all);
    int         fd;
    i64         bytes;

    *s = (BerkasSent){.name = S("x"), .path = path, .bytes = fix_bytes(&a, path).len, .sha256.at = {7}};
    CHECK_OK(berkas_receive_within(a, &blobs, &berkas_limits, s->bytes - 1, &all));
    CHECK(s->refused == REFUSED_QUOTA);
    CHECK(blob_open(a, &blobs, s->sha256, &fd, &bytes).kind == ERR_NOT_FOUND);
}
