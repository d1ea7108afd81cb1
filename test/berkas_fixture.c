#include "test/berkas_fixture.h"

#include "format/zip.h"

#include <cairo.h>
#include <png.h>
#include <stdio.h>

#include <jpeglib.h>
#include <string.h>
#include <sys/stat.h>
#include <webp/encode.h>
#include <zip.h>

static FILE *create(Arena *a, const char *name, Str *out_path)
{
    *out_path = str_fmt(a, "%.*s/%s", STRF(test_dir(a)), name);
    FILE *f = fopen(str_c(a, *out_path), "wb");
    if (!f)
        test_fail(__FILE__, __LINE__, "cannot be written", *out_path);
    assert(f);
    return f;
}

Str fix_write(Arena *a, const char *name, Str bytes)
{
    Str   path;
    FILE *f = create(a, name, &path);
    fwrite(bytes.at, 1, (size_t)bytes.len, f);
    fclose(f);
    return path;
}

Str fix_bytes(Arena *a, Str path)
{
    return test_read(a, str_c(a, path));
}

HttpFile fix_file(Arena *a, const char *name, Str path)
{
    Str bytes = fix_bytes(a, path);
    return (HttpFile){.field = S("berkas"), .name = str_of(name), .path = path, .bytes = bytes.len,
                      .sha256 = hash_sha256(bytes), .crc32 = zip_crc32(0, bytes)};
}

/* --- documents --- */

static isize pdf_object(Buf *b, int number, Str body)
{
    isize at = b->len;
    buf_addf(b, "%d 0 obj\n%.*s\nendobj\n", number, STRF(body));
    return at;
}

Str fix_pdf(Arena *a, int pages, int how, const char *words)
{
    Buf   b = {.arena = a}, kids = {.arena = a};
    isize at[64] = {0};
    int   n = 3 + pages;
    Str   text = str_fmt(a, "BT /F1 12 Tf 72 720 Td (%s) Tj ET", words);
    Str   locked = how & PDF_LOCKED ? S(" /Encrypt << /Filter /Standard /V 4 >>") : S("");

    buf_add(&b, S("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"));
    for (int i = 0; i < pages; i++)
        buf_addf(&kids, "%d 0 R ", 3 + i);
    at[1] = pdf_object(&b, 1, S("<< /Type /Catalog /Pages 2 0 R >>"));
    at[2] = pdf_object(&b, 2, str_fmt(a, "<< /Type /Pages /Kids [%.*s] /Count %d >>", STRF(buf_str(&kids)), pages));
    for (int i = 0; i < pages; i++)
        at[3 + i] = pdf_object(&b, 3 + i, str_fmt(a, "<< /Type /Page /Parent 2 0 R /Contents %d 0 R %s >>", n,
            how & PDF_BLANK ? "" : "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 "
                                   "/BaseFont /Helvetica >> >> >>"));
    at[n] = pdf_object(&b, n, how & PDF_BLANK ? S("<< /Length 0 >>\nstream\n\nendstream")
        : str_fmt(a, "<< /Length %d >>\nstream\n%.*s\nendstream", (int)text.len, STRF(text)));
    isize xref = b.len;
    if (how & PDF_STREAM) {
        buf_addf(&b, "%d 0 obj\n<< /Type /XRef /Size %d /Root 1 0 R%.*s /Length 0 >>\nstream\n\nendstream\nendobj\n",
                 n + 1, n + 1, STRF(locked));
    } else {
        buf_addf(&b, "xref\n0 %d\n0000000000 65535 f \n", n + 1);
        for (int i = 1; i <= n; i++)
            buf_addf(&b, "%010d 00000 n \n", (int)at[i]);
        buf_addf(&b, "trailer\n<< /Size %d /Root 1 0 R%.*s >>\n", n + 1, STRF(locked));
    }
    buf_addf(&b, "startxref\n%d\n%%%%EOF\n", (int)xref);
    return buf_str(&b);
}

Str fix_zip(Arena *a, const char *name, const FixEntry *entries, isize n)
{
    Str    path = str_fmt(a, "%.*s/%s", STRF(test_dir(a)), name);
    int    why;
    zip_t *z = zip_open(str_c(a, path), ZIP_CREATE | ZIP_TRUNCATE, &why);
    assert(z);
    for (isize i = 0; i < n; i++) {
        zip_source_t *src = zip_source_buffer(z, entries[i].text, strlen(entries[i].text), 0);
        zip_int64_t   at  = zip_file_add(z, entries[i].name, src, ZIP_FL_ENC_UTF_8);
        CHECK(at >= 0);
        if (entries[i].locked)
            CHECK(!zip_file_set_encryption(z, (zip_uint64_t)at, ZIP_EM_AES_256, "rahasia"));
    }
    CHECK(!zip_close(z));
    return path;
}

int fix_zip_entries(Str bytes)
{
    zip_error_t   why = {0};
    zip_source_t *src = zip_source_buffer_create(bytes.at, (zip_uint64_t)bytes.len, 0, &why);
    zip_t        *z   = zip_open_from_source(src, ZIP_RDONLY | ZIP_CHECKCONS, &why);
    int           n   = z ? (int)zip_get_num_entries(z, 0) : -1;
    char          piece[4096];

    for (int i = 0; i < n; i++) {
        zip_file_t *f = zip_fopen_index(z, (zip_uint64_t)i, 0);
        while (f && zip_fread(f, piece, sizeof piece) > 0)
            ;
        n = f && !zip_fclose(f) ? n : -1;
    }
    if (z)
        zip_discard(z);
    return n;
}

Str fix_docx(Arena *a, const char *name, const char *words)
{
    Str text = str_fmt(a, "<w:document><w:body><w:p>%s%s%s</w:p></w:body></w:document>", *words ? "<w:r><w:t>" : "",
                       words, *words ? "</w:t></w:r>" : "");
    return fix_zip(a, name, (FixEntry[]){
        {"[Content_Types].xml", "<Types><Default Extension=\"xml\"/></Types>", false},
        {"word/document.xml", str_c(a, text), false}}, 2);
}

/* --- pictures --- */

static u32 next(u64 *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (u32)(*state >> 33);
}

static Pix pix(Arena *a, int width, int height)
{
    return (Pix){width, height, new(a, u8, 3 * (isize)width * height)};
}

Pix fix_plain(Arena *a, int light, int width, int height)
{
    Pix p = pix(a, width, height);
    memset(p.rgb, light, (size_t)(3 * width * height));
    return p;
}

static Pix from_cairo(Arena *a, cairo_surface_t *s)
{
    cairo_surface_flush(s);
    Pix       p      = pix(a, cairo_image_surface_get_width(s), cairo_image_surface_get_height(s));
    const u8 *data   = cairo_image_surface_get_data(s);
    int       stride = cairo_image_surface_get_stride(s);
    for (int y = 0; y < p.height; y++)
        for (int x = 0; x < p.width; x++)
            for (int c = 0; c < 3; c++)
                p.rgb[3 * (y * p.width + x) + c] = data[y * stride + 4 * x + 2 - c];
    cairo_surface_destroy(s);
    return p;
}

static cairo_surface_t *to_cairo(Pix p)
{
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, p.width, p.height);
    u8  *data   = cairo_image_surface_get_data(s);
    int  stride = cairo_image_surface_get_stride(s);
    for (int y = 0; y < p.height; y++)
        for (int x = 0; x < p.width; x++)
            for (int c = 0; c < 3; c++)
                data[y * stride + 4 * x + 2 - c] = p.rgb[3 * (y * p.width + x) + c];
    cairo_surface_mark_dirty(s);
    return s;
}

Pix fix_photo(Arena *a, u64 seed, int width, int height)
{
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    cairo_t         *c = cairo_create(s);
    u64              state = seed * 977 + 1;
    double           w = width, h = height;

    next(&state);
    cairo_pattern_t *sky = cairo_pattern_create_linear(0, 0, w * (next(&state) % 100) / 100.0, h);
    for (int i = 0; i < 3; i++)
        cairo_pattern_add_color_stop_rgb(sky, i / 2.0, next(&state) % 256 / 255.0, next(&state) % 256 / 255.0,
                                         next(&state) % 256 / 255.0);
    cairo_set_source(c, sky);
    cairo_paint(c);
    cairo_pattern_destroy(sky);
    for (int i = 0; i < 14; i++) {
        cairo_save(c);
        cairo_translate(c, w * (next(&state) % 1000) / 1000.0, h * (next(&state) % 1000) / 1000.0);
        cairo_scale(c, w * (40 + next(&state) % 200) / 1500.0, h * (40 + next(&state) % 200) / 1000.0);
        cairo_set_source_rgb(c, next(&state) % 256 / 255.0, next(&state) % 256 / 255.0, next(&state) % 256 / 255.0);
        next(&state) % 2 ? cairo_arc(c, 0, 0, 1, 0, 7) : cairo_rectangle(c, -1, -1, 2, 2);
        cairo_fill(c);
        cairo_restore(c);
    }
    cairo_destroy(c);
    Pix p = from_cairo(a, s);
    for (isize i = 0; i < 3 * (isize)width * height; i++) {
        int v = p.rgb[i] + (int)(next(&state) % 13) - 6;
        p.rgb[i] = (u8)(v < 0 ? 0 : v > 255 ? 255 : v);
    }
    return p;
}

/* A line of words as they look from afar: letters of one width and three heights. */
static void write_line(cairo_t *c, u64 *state, double x, double y, double size)
{
    double end = x + 480;
    for (int left = 40 + (int)(next(state) % 45); left > 0 && x < end; left--) {
        int letters = 2 + (int)(next(state) % 10);
        for (int i = 0; i < letters && x < end; i++, x += size * 0.55) {
            double tall = size * (next(state) % 5 ? 0.5 : 0.75);
            cairo_rectangle(c, x, y - tall, size * 0.12, tall);
            if (next(state) % 3)
                cairo_rectangle(c, x, y - size * 0.1 - tall * (next(state) % 2), size * 0.4, size * 0.12);
        }
        x += size * 0.5;
    }
    cairo_fill(c);
}

Pix fix_letter(Arena *a, u64 seed, int width, int height)
{
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    cairo_t         *c = cairo_create(s);
    u64              head = 99, state = seed * 7919 + 3;

    next(&state);
    cairo_scale(c, width / 600.0, height / 850.0);
    cairo_set_source_rgb(c, 1, 1, 1);
    cairo_paint(c);
    cairo_set_source_rgb(c, 0.1, 0.1, 0.1);
    cairo_arc(c, 90, 70, 28, 0, 7);
    cairo_stroke(c);
    write_line(c, &head, 140, 70, 20);
    write_line(c, &head, 140, 95, 20);
    cairo_rectangle(c, 50, 115, 500, 3);
    cairo_fill(c);
    double y = 140;
    for (int i = 0; i < 4; i++, y += 16)        /* paragraphs of 2 to 9 lines, the last line of each shorter */
        for (int n = 2 + (int)(next(&state) % 8); n > 0; n--, y += 15)
            write_line(c, &state, n > 1 ? 60 : 60 + next(&state) % 40, y, 12);
    write_line(c, &state, 380, 700, 12);
    write_line(c, &state, 380, 760, 12);
    cairo_destroy(c);
    return from_cairo(a, s);
}

Pix fix_scale(Arena *a, Pix from, int width, int height)
{
    cairo_surface_t *source = to_cairo(from);
    cairo_surface_t *s      = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    cairo_t         *c      = cairo_create(s);
    cairo_scale(c, (double)width / from.width, (double)height / from.height);
    cairo_set_source_surface(c, source, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(c), CAIRO_FILTER_GOOD);
    cairo_pattern_set_extend(cairo_get_source(c), CAIRO_EXTEND_PAD);
    cairo_paint(c);
    cairo_destroy(c);
    cairo_surface_destroy(source);
    return from_cairo(a, s);
}

Pix fix_lighten(Arena *a, Pix from, int by)
{
    Pix p = pix(a, from.width, from.height);
    for (isize i = 0; i < 3 * (isize)p.width * p.height; i++) {
        int v = from.rgb[i] + by;
        p.rgb[i] = (u8)(v < 0 ? 0 : v > 255 ? 255 : v);
    }
    return p;
}

Pix fix_turn(Arena *a, Pix from)
{
    Pix p = pix(a, from.height, from.width);
    for (int y = 0; y < p.height; y++)
        for (int x = 0; x < p.width; x++)
            memcpy(p.rgb + 3 * (y * p.width + x), from.rgb + 3 * ((from.height - 1 - x) * from.width + y), 3);
    return p;
}

Pix fix_crop(Arena *a, Pix from, int margin)
{
    Pix p = pix(a, from.width - 2 * margin, from.height - 2 * margin);
    for (int y = 0; y < p.height; y++)
        memcpy(p.rgb + 3 * (isize)y * p.width, from.rgb + 3 * ((y + margin) * (isize)from.width + margin),
               3 * (size_t)p.width);
    return p;
}

/* An Exif note of one entry: which way the camera was held. */
static void write_orientation(struct jpeg_compress_struct *c, int orientation)
{
    u8 note[] = {'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1,
                 0, (u8)orientation, 0, 0, 0, 0, 0, 0};
    jpeg_write_marker(c, JPEG_APP0 + 1, note, sizeof note);
}

Str fix_jpeg(Arena *a, const char *name, Pix p, int quality, int orientation)
{
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr       e;
    Str   path;
    FILE *f = create(a, name, &path);

    c.err = jpeg_std_error(&e);
    jpeg_create_compress(&c);
    jpeg_stdio_dest(&c, f);
    c.image_width      = (unsigned)p.width;
    c.image_height     = (unsigned)p.height;
    c.input_components = 3;
    c.in_color_space   = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, quality, TRUE);
    jpeg_start_compress(&c, TRUE);
    if (orientation)
        write_orientation(&c, orientation);
    while (c.next_scanline < c.image_height) {
        u8 *row = p.rgb + 3 * (isize)c.next_scanline * p.width;
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    fclose(f);
    return path;
}

Str fix_png(Arena *a, const char *name, Pix p, bool laced)
{
    Str         path;
    FILE       *f    = create(a, name, &path);
    png_structp w    = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop   info = png_create_info_struct(w);
    u8        **rows = new(a, u8 *, p.height);

    for (int y = 0; y < p.height; y++)
        rows[y] = p.rgb + 3 * (isize)y * p.width;
    png_init_io(w, f);
    png_set_IHDR(w, info, (unsigned)p.width, (unsigned)p.height, 8, PNG_COLOR_TYPE_RGB,
                 laced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_rows(w, info, rows);
    png_write_png(w, info, PNG_TRANSFORM_IDENTITY, NULL);
    png_destroy_write_struct(&w, &info);
    fclose(f);
    return path;
}

Str fix_webp(Arena *a, const char *name, Pix p, int quality)
{
    u8    *bytes = NULL;
    size_t n     = WebPEncodeRGB(p.rgb, p.width, p.height, 3 * p.width, (float)quality, &bytes);
    Str    path  = fix_write(a, name, (Str){(char *)bytes, (isize)n});
    WebPFree(bytes);
    return path;
}

/* --- people and units --- */

static const char house[] =
    "INSERT INTO unit (id, instansi_id, parent_id, kind, code, name, short_name, address, city, province, utc_minutes,"
    " serves_public, core_service, high_risk, version) VALUES"
    " (1, 1, NULL, 'instansi', 'I1', 'Badan Contoh', '', '', '', '', 420, 0, 0, 0, 1),"
    " (10, 1, 1, 'unit', 'U10', 'Kantor Laut', '', '', '', '', 420, 1, 1, 0, 1),"
    " (20, 1, 1, 'unit', 'U20', 'Kantor Darat', '', '', '', '', 420, 1, 1, 0, 1),"
    " (2, 2, NULL, 'instansi', 'I2', 'Lembaga Lain', '', '', '', '', 420, 0, 0, 0, 1),"
    " (30, 2, 2, 'unit', 'U30', 'Kantor Asing', '', '', '', '', 420, 1, 1, 0, 1);"
    "INSERT INTO unit_closure (ancestor_id, unit_id, depth) VALUES (1, 1, 0), (1, 10, 1), (10, 10, 0), (1, 20, 1),"
    " (20, 20, 0), (2, 2, 0), (2, 30, 1), (30, 30, 0);"
    "INSERT INTO akun_user (id, instansi_id, unit_id, nip, name, position, active, lang, made_at, version) VALUES"
    " (100, 1, 10, 'n100', 'Ani', '', 1, 'id', '2026-01-01T00:00:00Z', 1),"
    " (101, 1, 20, 'n101', 'Budi', '', 1, 'id', '2026-01-01T00:00:00Z', 1),"
    " (102, 1, 1, 'n102', 'Citra', '', 1, 'id', '2026-01-01T00:00:00Z', 1),"
    " (103, 2, 30, 'n103', 'Dewi', '', 1, 'id', '2026-01-01T00:00:00Z', 1);"
    "INSERT INTO akun_role (id, instansi_id, user_id, role_bits, unit_id, from_on, granted_at, why, revoked_why) VALUES"
    " (200, 1, 100, 2, 10, '2026-01-01', '2026-01-01T00:00:00Z', '', ''),"
    " (201, 1, 101, 2, 20, '2026-01-01', '2026-01-01T00:00:00Z', '', ''),"
    " (202, 1, 102, 32, 10, '2026-01-01', '2026-01-01T00:00:00Z', '', ''),"
    " (203, 2, 103, 2, 30, '2026-01-01', '2026-01-01T00:00:00Z', '', '');";

enum { FILLS = 2, ASSESSES = 32 };

Db *fix_house(Arena *a)
{
    Db *db = test_db(a);
    CHECK_OK(db_script(db, house));
    for (i64 n = 5; n <= 7; n++) {
        BerkasOwner o = {.id = n * 100, .instansi_id = n == 7 ? 2 : 1, .unit_id = (n - 4) * 10, .kind = S("lke"),
                         .title = S("LKE 2026"), .item_url = S("/lke/500/butir/"), .fill_bits = FILLS,
                         .window_from = date_ymd(2025, 1, 1), .window_until = date_ymd(2026, 12, 31)};
        CHECK_OK(berkas_owner_set(db, &o));
    }
    return db;
}

UnitAsker fix_asker(i64 user)
{
    return (UnitAsker){.user_id = user, .instansi_id = user == DEWI ? 2 : 1, .role_bits = FILLS | ASSESSES,
                       .today = date_ymd(2026, 8, 21), .now = {1787281445}, .lang = LANG_ID};
}

BerkasOwner fix_owner(Arena *a, Db *db, i64 id)
{
    BerkasOwner o = {0};
    CHECK_OK(berkas_owner_find(a, db, id == 700 ? 2 : 1, id, &o));
    return o;
}

Blobs fix_blobs(Arena *a)
{
    Str dir = str_fmt(a, "%.*s/berkas", STRF(test_dir(a)));
    mkdir(str_c(a, dir), 0700);
    return (Blobs){dir};
}

BerkasSent fix_sent(Arena *a, const char *name, Str path)
{
    Str         bytes = fix_bytes(a, path);
    Blobs       blobs = fix_blobs(a);
    BerkasSents all   = {0};

    *list_add(a, &all) = (BerkasSent){.name = str_of(name), .path = path, .bytes = bytes.len,
                                      .sha256 = hash_sha256(bytes), .crc32 = zip_crc32(0, bytes)};
    CHECK_OK(berkas_receive(*a, &blobs, &berkas_limits, &all));
    return all.at[0];
}

BerkasSent fix_take(Arena *a, Db *db, i64 user, i64 owner, const char *item, const char *name, Str path)
{
    UnitAsker      by = fix_asker(user);
    BerkasOwner    o  = fix_owner(a, db, owner);
    BerkasSent     s  = fix_sent(a, name, path);
    BerkasUseFacts f  = {.owner = &o, .item = str_of(item), .from = date_ymd(2026, 1, 1),
                         .until = date_ymd(2026, 6, 30)};
    CHECK_OK(berkas_take(*a, db, &by, &f, &berkas_limits, &s));
    return s;
}
