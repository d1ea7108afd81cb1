#include "berkas/berkas_look.h"

#include "test/berkas_fixture.h"
#include "berkas/berkas_parts.h"
#include "format/zip.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static BerkasLook look_bytes(Arena *a, const char *name, Str bytes)
{
    BerkasLook l;
    CHECK_OK(berkas_look(fix_write(a, name, bytes), &l));
    return l;
}

static BerkasLook look_path(Str path)
{
    BerkasLook l;
    CHECK_OK(berkas_look(path, &l));
    return l;
}

TEST(this_machine_can_look_into_files)
{
    CHECK_OK(berkas_look_ready());
}

/* What a file that took over its judge could still do: nothing outside of its own memory. */
TEST(the_child_that_looks_is_shut_in)
{
    int   status = -1;
    pid_t child  = fork();
    if (!child) {
        if (!berkas_shut_in())
            _exit(1);
        bool out = open("/etc/hostname", O_RDONLY) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0 || fork() >= 0
            || !kill(getppid(), 0) || !unlink("/tmp/pulau-no-such-file") || errno != EPERM;
        _exit(out ? 2 : 0);
    }
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(a_pdf_is_known_by_its_content_and_its_pages_are_counted)
{
    BerkasLook l = look_bytes(&a, "x.bin", fix_pdf(&a, 3, PDF_PLAIN, "Surat keputusan"));
    CHECK(l.type == TYPE_PDF && !l.refused && !l.found && l.pages == 3);
    l = look_bytes(&a, "y.bin", fix_pdf(&a, 2, PDF_STREAM, "Surat"));
    CHECK(l.type == TYPE_PDF && !l.found && l.pages == 2);
}

TEST(pages_are_counted_in_packed_objects_too)
{
    Str        seed = test_read(&a, "test/fuzz/corpus/evidence/pdf-packed");
    BerkasLook l    = look_bytes(&a, "a.pdf", str_sub(seed, 1, -1));
    CHECK(l.type == TYPE_PDF && l.pages == 2 && !(l.found & FOUND_DAMAGED));
}

TEST(a_locked_pdf_a_cut_pdf_and_a_blank_pdf_are_flagged)
{
    Str whole = fix_pdf(&a, 2, PDF_PLAIN, "Laporan");
    CHECK(look_bytes(&a, "a.pdf", fix_pdf(&a, 1, PDF_LOCKED, "x")).found == FOUND_ENCRYPTED);
    CHECK(look_bytes(&a, "b.pdf", fix_pdf(&a, 1, PDF_LOCKED | PDF_STREAM, "x")).found == FOUND_ENCRYPTED);
    CHECK(look_bytes(&a, "c.pdf", str_sub(whole, 0, whole.len / 2)).found == FOUND_DAMAGED);
    CHECK(look_bytes(&a, "d.pdf", fix_pdf(&a, 1, PDF_BLANK, "")).found == FOUND_EMPTY);
}

LONG_TEST(no_bytes_markup_programs_and_archives_are_refused_whatever_the_name)
{
    CHECK(look_bytes(&a, "a.pdf", S("")).refused == REFUSED_NO_BYTES);
    CHECK(look_bytes(&a, "b.pdf", S("<!DOCTYPE html><html><body>hi</body></html>")).refused == REFUSED_HTML);
    CHECK(look_bytes(&a, "c.png", S("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>")).refused
          == REFUSED_HTML);
    CHECK(look_bytes(&a, "d.txt", S("  <script>alert(1)</script>")).refused == REFUSED_HTML);
    CHECK(look_bytes(&a, "e.pdf", S("#!/bin/sh\necho\n")).refused == REFUSED_PROGRAM);
    CHECK(look_bytes(&a, "f.jpg", str_sub(test_read(&a, "/proc/self/exe"), 0, 4096)).refused == REFUSED_PROGRAM);
    CHECK(look_bytes(&a, "g.pdf", S("MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0")).refused);
    CHECK(look_path(fix_zip(&a, "h.pdf", (FixEntry[]){{"a.txt", "x", false}}, 1)).refused == REFUSED_ARCHIVE);
    CHECK(look_bytes(&a, "i.jpg", S("GIF89a\1\0\1\0\0\0\0;")).refused == REFUSED_PICTURE_TYPE);
    CHECK(look_bytes(&a, "j.pdf", S("\1\2\3\4 nothing known \5\6")).refused == REFUSED_UNKNOWN);
}

TEST(a_file_that_is_two_types_at_once_is_refused)
{
    Str pdf = fix_pdf(&a, 1, PDF_PLAIN, "x");
    Str zip = fix_bytes(&a, fix_docx(&a, "t.docx", "halo"));
    Buf b   = {.arena = &a}, c = {.arena = &a};
    buf_add(&b, pdf);
    buf_add(&b, zip);
    buf_add(&c, S("\n\n"));
    buf_add(&c, pdf);
    CHECK(look_bytes(&a, "a.pdf", buf_str(&b)).refused == REFUSED_TWO_TYPES);
    CHECK(look_bytes(&a, "b.pdf", buf_str(&c)).refused);
    Buf html = {.arena = &a};
    buf_add(&html, S("<html><body>"));
    buf_add(&html, pdf);
    CHECK(look_bytes(&a, "c.pdf", buf_str(&html)).refused);
}

TEST(office_documents_are_told_apart_and_their_troubles_found)
{
    BerkasLook l = look_path(fix_docx(&a, "a.docx", "Notula rapat"));
    CHECK(l.type == TYPE_DOCX && !l.refused && !l.found);
    CHECK(look_path(fix_docx(&a, "b.docx", "")).found == FOUND_EMPTY);
    l = look_path(fix_zip(&a, "c.xlsx", (FixEntry[]){{"[Content_Types].xml", "<Types/>", false},
        {"xl/workbook.xml", "<workbook/>", false}, {"xl/worksheets/sheet1.xml", "<c><v>1</v></c>", false}}, 3));
    CHECK(l.type == TYPE_XLSX && !l.found);
    l = look_path(fix_zip(&a, "d.ods", (FixEntry[]){
        {"mimetype", "application/vnd.oasis.opendocument.spreadsheet", false},
        {"content.xml", "<text:p>1</text:p>", false}}, 2));
    CHECK(l.type == TYPE_ODS && !l.found);
    l = look_path(fix_zip(&a, "e.docx", (FixEntry[]){{"[Content_Types].xml", "<Types/>", false},
        {"word/document.xml", "<w:t>x</w:t>", false}, {"word/vbaProject.bin", "x", false}}, 3));
    CHECK(l.refused == REFUSED_MACRO);
    l = look_path(fix_zip(&a, "f.docx", (FixEntry[]){{"[Content_Types].xml", "<Types macroEnabled/>", false},
        {"word/document.xml", "<w:t>x</w:t>", false}}, 2));
    CHECK(l.refused == REFUSED_MACRO);
    l = look_path(fix_zip(&a, "g.docx", (FixEntry[]){{"[Content_Types].xml", "<Types/>", false},
        {"word/document.xml", "<w:t>x</w:t>", true}}, 2));
    CHECK(l.type == TYPE_DOCX && l.found == FOUND_ENCRYPTED);
    l = look_path(fix_zip(&a, "h.docx", (FixEntry[]){{"[Content_Types].xml", "<Types/>", false},
        {"word/document.xml", "<w:t>x</w:t>", false}, {"../../etc/passwd", "x", false}}, 3));
    CHECK(l.refused == REFUSED_PATHS);
}

TEST(a_broken_or_locked_office_container_is_flagged_and_an_old_one_refused)
{
    Str docx = fix_bytes(&a, fix_docx(&a, "a.docx", "Notula rapat yang agak panjang supaya ada isinya"));
    Str cut  = str_sub(docx, 0, docx.len - 30);
    BerkasLook l = look_bytes(&a, "b.docx", cut);
    CHECK(l.type == TYPE_DOCX && l.found == FOUND_DAMAGED);

    /* A workbook names its main part late: cut before that, it is still a workbook that is damaged. */
    Str xlsx = fix_bytes(&a, fix_zip(&a, "a.xlsx", (FixEntry[]){{"[Content_Types].xml", "<Types/>", false},
        {"_rels/.rels", "<Relationships/>", false}, {"xl/worksheets/sheet1.xml", "<c><v>1</v></c>", false},
        {"xl/workbook.xml", "<workbook/>", false}}, 4));
    l = look_bytes(&a, "b.xlsx", str_sub(xlsx, 0, str_find(xlsx, S("xl/worksheets")) + 30));
    CHECK(l.type == TYPE_XLSX && !l.refused && l.found == FOUND_DAMAGED);
    CHECK(look_bytes(&a, "c.xlsx", str_sub(xlsx, 0, 70)).refused == REFUSED_DAMAGED);

    char *bent = str_c(&a, docx);
    bent[str_find(docx, S("word/document.xml")) + 25] ^= 0x55;
    CHECK(look_bytes(&a, "c.docx", (Str){bent, docx.len}).found == FOUND_DAMAGED);

    Buf ole = {.arena = &a}, doc = {.arena = &a};
    buf_add(&ole, S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
    buf_add(&doc, buf_str(&ole));
    for (const char *p = "EncryptedPackage"; *p; p++)
        buf_addf(&ole, "%c%c", *p, 0);
    for (const char *p = "WordDocument"; *p; p++)
        buf_addf(&doc, "%c%c", *p, 0);
    l = look_bytes(&a, "d.docx", buf_str(&ole));
    CHECK(l.type == TYPE_LOCKED_OFFICE && l.found == FOUND_ENCRYPTED);
    CHECK(look_bytes(&a, "e.doc", buf_str(&doc)).refused == REFUSED_OLD_OFFICE);
}

LONG_TEST(a_document_that_swells_when_opened_is_refused)
{
    isize n   = 30 << 20;
    char *big = new(&a, char, n + 1);
    memset(big, ' ', (size_t)n);
    BerkasLook l = look_path(fix_zip(&a, "a.docx", (FixEntry[]){{"[Content_Types].xml", "<Types/>", false},
        {"word/document.xml", big, false}}, 2));
    CHECK(l.refused == REFUSED_BOMB);
}

TEST(pictures_are_measured_and_a_cut_or_plain_one_is_flagged)
{
    Pix p    = fix_photo(&a, 7, 400, 300);
    Str jpeg = fix_jpeg(&a, "a.jpg", p, 80, 0), png = fix_png(&a, "a.png", p, false);
    BerkasLook j = look_path(jpeg), n = look_path(png), i = look_path(fix_png(&a, "b.png", p, true));
    BerkasLook w = look_path(fix_webp(&a, "a.webp", p, 80));

    CHECK(j.type == TYPE_JPEG && j.width == 400 && j.height == 300 && j.has_print && !j.found);
    CHECK(n.type == TYPE_PNG && n.has_print && !n.found && w.type == TYPE_WEBP && w.has_print && !w.found);
    CHECK(n.hash == i.hash && !memcmp(n.thumb, i.thumb, sizeof n.thumb));
    CHECK(berkas_near(&j, &n) && berkas_near(&j, &w));
    Str bytes = fix_bytes(&a, jpeg), pngs = fix_bytes(&a, png);
    CHECK(look_bytes(&a, "c.jpg", str_sub(bytes, 0, bytes.len / 2)).found == FOUND_DAMAGED);
    CHECK(look_bytes(&a, "c.png", str_sub(pngs, 0, pngs.len / 2)).found == FOUND_DAMAGED);
    CHECK(look_path(fix_jpeg(&a, "d.jpg", fix_plain(&a, 250, 300, 200), 80, 0)).found == FOUND_EMPTY);
}

/* A PNG of 60,000 x 60,000 pixels that is 70 bytes long. */
TEST(a_flood_of_pixels_is_refused_before_it_is_decoded)
{
    Str   png  = fix_bytes(&a, fix_png(&a, "a.png", fix_plain(&a, 0, 64, 64), false));
    char *bent = str_c(&a, png);
    memcpy(bent + 16, "\0\0\xEA\x60\0\0\xEA\x60", 8);
    u32 sum = zip_crc32(0, (Str){bent + 12, 17});
    for (int i = 0; i < 4; i++)
        bent[29 + i] = (char)(sum >> (24 - 8 * i));
    CHECK(look_bytes(&a, "b.png", (Str){bent, png.len}).refused == REFUSED_PIXELS);

    Str   jpeg = fix_bytes(&a, fix_jpeg(&a, "a.jpg", fix_plain(&a, 9, 64, 64), 50, 0));
    char *wide = str_c(&a, jpeg);
    isize sof  = str_find(jpeg, S("\xFF\xC0"));
    memcpy(wide + sof + 5, "\xFF\xDC\xFF\xDC", 4);
    CHECK(look_bytes(&a, "b.jpg", (Str){wide, jpeg.len}).refused == REFUSED_PIXELS);
}

TEST(text_is_taken_and_its_emptiness_seen)
{
    BerkasLook l = look_bytes(&a, "a.csv", S("nama;nilai\nAni;4\nBudi;3\n"));
    CHECK(!l.refused && (l.type == TYPE_TXT || l.type == TYPE_CSV) && !l.found);
    CHECK(look_bytes(&a, "b.txt", S("  \n \n")).found == FOUND_EMPTY);
}

TEST(a_video_is_whole_or_damaged)
{
    Str head = S("\0\0\0\x18" "ftypisom\0\0\2\0isomiso2" "\0\0\0\x10" "moov\0\0\0\0\0\0\0\0");
    Str mdat = S("\0\0\0\x10" "mdat12345678");
    Buf b    = {.arena = &a};
    buf_add(&b, head);
    buf_add(&b, mdat);
    BerkasLook l = look_bytes(&a, "a.mp4", buf_str(&b));
    CHECK(l.type == TYPE_MP4 && !l.found && !l.refused);
    CHECK(look_bytes(&a, "b.mp4", str_sub(buf_str(&b), 0, b.len - 5)).found == FOUND_DAMAGED);
    CHECK(look_bytes(&a, "c.mp4", head).found == FOUND_EMPTY);
    Str webm = S("\x1A\x45\xDF\xA3\x87\x42\x82\x84webm\x18\x53\x80\x67\x84\x1F\x43\xB6\x75");
    l = look_bytes(&a, "a.webm", webm);
    CHECK(l.type == TYPE_WEBM && !l.found);
    CHECK(look_bytes(&a, "b.webm", str_sub(webm, 0, webm.len - 2)).found == FOUND_DAMAGED);
}

TEST(a_name_is_a_hint_and_its_lie_is_noticed)
{
    CHECK(!berkas_name_lies(S("Foto Rapat.JPG"), TYPE_JPEG) && !berkas_name_lies(S("tanpa akhiran"), TYPE_PDF));
    CHECK(berkas_name_lies(S("laporan.pdf"), TYPE_DOCX) && berkas_name_lies(S("x.exe"), TYPE_PNG));
    CHECK(!berkas_name_lies(S("data.csv"), TYPE_TXT) && berkas_name_lies(S("a.pdf.html"), TYPE_PDF));
}

TEST(keys_find_every_hash_within_seven_bits)
{
    u64 state = 5;
    for (int round = 0; round < 2000; round++) {
        u64 hash = state = state * 6364136223846793005u + 1442695040888963407u, other = hash;
        for (int k = 0; k < 7; k++)
            other ^= (u64)1 << (state >> (8 * k) & 63);
        i64  keys[BERKAS_BANDS], probes[BERKAS_PROBES];
        bool met = false;
        berkas_keys(hash, keys);
        for (int k = 0; k < BERKAS_BANDS; k++) {
            berkas_probes(other, k, probes);
            for (int i = 0; i < BERKAS_PROBES; i++)
                met = met || probes[i] == keys[k];
        }
        CHECK(met);
    }
}

/* What comes back by another road: smaller, harder pressed, lighter, turned by a messenger, in another format. */
static Str other_road(Arena *a, Pix p, int road)
{
    switch (road) {
    case 0: return fix_jpeg(a, "v.jpg", p, 35, 0);
    case 1: return fix_jpeg(a, "v.jpg", fix_scale(a, p, p.width / 2, p.height / 2), 60, 0);
    case 2: return fix_jpeg(a, "v.jpg", fix_scale(a, p, p.width * 3 / 4, p.height * 3 / 4), 40, 0);
    case 3: return fix_jpeg(a, "v.jpg", fix_lighten(a, p, 20), 70, 0);
    case 4: return fix_webp(a, "v.webp", p, 40);
    case 5: return fix_jpeg(a, "v.jpg", fix_turn(a, p), 75, 8);
    default: return fix_jpeg(a, "v.jpg", fix_crop(a, p, p.width / 200), 80, 0);
    }
}

enum { NEAR_EACH = 7, NEAR_ROADS = 7 };

/* Stated for planted sets of photographs and letters under one letterhead: see doc/decisions on near pictures. */
LONG_TEST(the_same_picture_by_another_road_is_found_and_others_are_not)
{
    BerkasLook kept[2 * NEAR_EACH];
    int        missed = 0, alarms = 0;

    for (int i = 0; i < 2 * NEAR_EACH; i++) {
        Arena scratch = a;
        Pix   p       = i % 2 ? fix_letter(&scratch, (u64)i, 620, 877) : fix_photo(&scratch, (u64)i, 640, 480);
        kept[i] = look_path(fix_jpeg(&scratch, "o.jpg", p, 85, 0));
        BerkasLook l = look_path(other_road(&scratch, p, i / 2 % NEAR_ROADS));
        missed += !berkas_near(&kept[i], &l);
        for (int k = 0; k < i; k++)
            alarms += berkas_near(&kept[i], &kept[k]);
    }
    CHECK(missed == 0);
    CHECK(alarms == 0);
}

/* Bytes bent at random may be refused or flagged; what may not happen is a crash of the judges (ASan watches). */
TEST(bent_documents_do_not_upset_the_judges)
{
    Str whole = fix_pdf(&a, 2, PDF_STREAM, "Surat"), zip = fix_bytes(&a, fix_docx(&a, "a.docx", "isi"));
    u64 state = 11;
    for (int round = 0; round < 3000; round++) {
        Arena scratch = a;
        Str   from    = round % 2 ? whole : zip;
        char *bent    = str_c(&scratch, from);
        for (int k = 0; k < 4; k++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            bent[(state >> 20) % (u64)from.len] = (char)(state >> 50);
        }
        BerkasLook found = {0};
        Looking    l     = {(u8 *)bent, from.len - (isize)(state >> 40) % 30, &found, -1, scratch};
        round % 2 ? berkas_look_pdf(&l) : berkas_look_office(&l);
        berkas_look_mp4(&l);
        berkas_look_webm(&l);
        berkas_look_text(&l);
        berkas_look_ole(&l);
    }
}
