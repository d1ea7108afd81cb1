#include "app/demo.h"

#include "format/xlsx.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

static Err write_file(Arena scratch, Str path, Str content)
{
    int  fd   = open(str_c(&scratch, path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write(fd, content.at, (size_t)content.len) == content.len && !fsync(fd);
    if (fd >= 0)
        close(fd);
    return good ? NO_ERR : FAIL(ERR_IO, "the data folder cannot be written");
}

/* --- PDF: one page, one font, a correct table of contents at its end --- */

static void pdf_text(Buf *b, Str s)
{
    for (isize i = 0; i < s.len; i++) {
        if (s.at[i] == '(' || s.at[i] == ')' || s.at[i] == '\\')
            buf_char(b, '\\');
        buf_char(b, s.at[i]);
    }
}

static Str pdf_content(Arena *a, Str title, Str lines)
{
    Buf b = {.arena = a};
    buf_add(&b, S("BT /F1 16 Tf 72 760 Td ("));
    pdf_text(&b, title);
    buf_add(&b, S(") Tj /F1 11 Tf 0 -14 Td\n"));
    while (lines.len) {
        buf_add(&b, S("0 -18 Td ("));
        pdf_text(&b, str_cut(&lines, '\n'));
        buf_add(&b, S(") Tj\n"));
    }
    buf_add(&b, S("ET\n"));
    return buf_str(&b);
}

Err demo_pdf(Arena scratch, Str path, Str title, Str lines)
{
    Str   content   = pdf_content(&scratch, title, lines);
    Str   objects[] = {
        S("<< /Type /Catalog /Pages 2 0 R >>"),
        S("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
        S("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
          "/Resources << /Font << /F1 4 0 R >> >> >>"),
        S("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"),
        str_fmt(&scratch, "<< /Length %td >>\nstream\n%.*sendstream", content.len, STRF(content)),
    };
    isize at[countof(objects)];
    Buf   b = {.arena = &scratch};

    buf_add(&b, S("%PDF-1.4\n"));
    for (int i = 0; i < countof(objects); i++) {
        at[i] = b.len;
        buf_addf(&b, "%d 0 obj\n", i + 1);
        buf_add(&b, objects[i]);
        buf_add(&b, S("\nendobj\n"));
    }
    isize xref = b.len;
    buf_addf(&b, "xref\n0 %d\n0000000000 65535 f \n", (int)countof(objects) + 1);
    for (int i = 0; i < countof(objects); i++)
        buf_addf(&b, "%010td 00000 n \n", at[i]);
    buf_addf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%td\n%%%%EOF\n", (int)countof(objects) + 1, xref);
    return write_file(scratch, path, buf_str(&b));
}

/* --- PNG: a harbour under a sky, different each time --- */

enum { WIDE = 480, HIGH = 320 };

static void put_u32(Buf *b, u32 n)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_char(b, (char)(n >> shift & 255));
}

static void png_piece(Buf *b, Str kind, Str data)
{
    put_u32(b, (u32)data.len);
    isize from = b->len;
    buf_add(b, kind);
    buf_add(b, data);
    put_u32(b, (u32)crc32(0, (const u8 *)b->at + from, (unsigned)(b->len - from)));
}

static void paint(u8 *rows, Dice *d)
{
    int horizon = 120 + (int)dice(d, 80), tint = (int)dice(d, 90);
    struct { int x, y, w, h, c; } house[8];

    for (int i = 0; i < countof(house); i++) {
        house[i].w = 30 + (int)dice(d, 70);
        house[i].h = 30 + (int)dice(d, 110);
        house[i].x = (int)dice(d, WIDE - 40);
        house[i].y = horizon + 30 - house[i].h;
        house[i].c = 60 + (int)dice(d, 180);
    }
    for (int y = 0; y < HIGH; y++) {
        u8 *row = rows + y * (1 + WIDE * 3);
        for (int x = 0; x < WIDE; x++) {
            bool sea = y > horizon + 30;
            u8   rgb[3] = {(u8)(sea ? 30 + tint / 3 : 150 + tint / 2), (u8)(sea ? 110 + (x * 7 + y * 13) % 24 : 190),
                           (u8)(sea ? 130 : 235 - y / 4)};
            for (int i = 0; i < countof(house); i++)
                if (x >= house[i].x && x < house[i].x + house[i].w && y >= house[i].y && y <= horizon + 30)
                    rgb[0] = (u8)house[i].c, rgb[1] = (u8)(house[i].c * 3 / 4), rgb[2] = (u8)(255 - house[i].c);
            for (int c = 0; c < 3; c++)
                row[1 + x * 3 + c] = rgb[c];
        }
    }
}

Err demo_png(Arena scratch, Str path, u64 seed)
{
    Dice  d    = {seed};
    isize raw  = HIGH * (1 + WIDE * 3);
    uLongf room = compressBound((uLong)raw);
    u8   *rows = new(&scratch, u8, raw), *packed = new(&scratch, u8, (isize)room);
    Buf   head = {.arena = &scratch}, b = {.arena = &scratch};

    paint(rows, &d);
    if (compress2(packed, &room, rows, (uLong)raw, 6) != Z_OK)
        return FAIL(ERR_IO, "a picture could not be packed");
    put_u32(&head, WIDE);
    put_u32(&head, HIGH);
    buf_add(&head, S("\x08\x02\x00\x00\x00"));
    buf_add(&b, S("\x89PNG\r\n\x1a\n"));
    png_piece(&b, S("IHDR"), buf_str(&head));
    png_piece(&b, S("IDAT"), (Str){(const char *)packed, (isize)room});
    png_piece(&b, S("IEND"), S(""));
    return write_file(scratch, path, buf_str(&b));
}

/* --- lists --- */

static const char *const months[] = {"Januari", "Februari", "Maret", "April", "Mei", "Juni"};

Err demo_xlsx(Arena scratch, Str path, Str title, u64 seed)
{
    Dice     d = {seed};
    XlsxOut *x;
    TRY(xlsx_create(&scratch, path, false, &x));
    xlsx_made_on(x, date_ymd(2026, 1, 2));
    xlsx_sheet_add(x, S("Data"));
    xlsx_width(x, 0, 24);
    xlsx_text(x, (XlsxAt){0, 0}, title, XS_TITLE);
    xlsx_text(x, (XlsxAt){2, 0}, S("Bulan"), XS_HEAD);
    xlsx_text(x, (XlsxAt){2, 1}, S("Layanan"), XS_HEAD);
    for (int i = 0; i < countof(months); i++) {
        xlsx_text(x, (XlsxAt){3 + i, 0}, str_of(months[i]), XS_PLAIN);
        xlsx_i64(x, (XlsxAt){3 + i, 1}, 40 + dice(&d, 300), XS_WHOLE);
    }
    return xlsx_finish(x);
}

Err demo_csv(Arena scratch, Str path, Str title, u64 seed)
{
    Dice d = {seed};
    Buf  b = {.arena = &scratch};
    buf_addf(&b, "bulan,%.*s\r\n", STRF(title));
    for (int i = 0; i < countof(months); i++)
        buf_addf(&b, "%s,%u\r\n", months[i], 20 + dice(&d, 200));
    return write_file(scratch, path, buf_str(&b));
}
