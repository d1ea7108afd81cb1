#include "berkas/berkas_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>
#include <png.h>
#include <webp/decode.h>

enum { GRID = BERKAS_THUMB, SKIP = 2, LOW = SKIP + 8, BLANK_SPREAD = 6, SIDE_MIN = 48 };

/* A picture of any size, gathered into 32 x 32 mean brightnesses as its rows come by, in whatever order. */
typedef struct {
    i32 width, height;
    u64 sum[GRID][GRID];
    u32 count[GRID][GRID];
    int lowest, highest;
} Grid;

/* cx and cy: the cell, found once a row and once a column by cell_of(). */
static void gather(Grid *g, int cx, int cy, int light)
{
    g->sum[cy][cx] += (u64)light;
    g->count[cy][cx]++;
    g->lowest  = light < g->lowest ? light : g->lowest;
    g->highest = light > g->highest ? light : g->highest;
}

static int cell_of(i32 at, i32 side)
{
    return (int)((i64)at * GRID / side);
}

/* One row of a picture, its pixels `apart` columns from each other, four bytes each. */
static void gather_row(Grid *g, const u8 *row, i32 y, i32 first, i32 apart)
{
    int cy = cell_of(y, g->height);
    int cx = cell_of(first, g->width);
    i64 next = ((i64)cx + 1) * g->width;        /* where the next cell begins, times GRID */

    for (i32 x = first; x < g->width; x += apart, row += 4) {
        for (; (i64)x * GRID >= next; next += g->width)
            cx++;
        int light = (299 * row[0] + 587 * row[1] + 114 * row[2]) / 1000;
        gather(g, cx, cy, (light * row[3] + 255 * (255 - row[3])) / 255);       /* on white paper */
    }
}

/* Told before anything is decoded; a flood of pixels is refused here. */
static Grid *start(const Looking *l, Arena *scratch, i64 width, i64 height)
{
    if (width < 1 || height < 1 || width > 1 << 20 || height > 1 << 20 || width * height > BERKAS_PIXELS_MAX) {
        l->found->refused = REFUSED_PIXELS;
        l->found->width   = (i32)(width > 0 && width < INT32_MAX ? width : 0);
        l->found->height  = (i32)(height > 0 && height < INT32_MAX ? height : 0);
        berkas_leave(l);
    }
    Grid *g   = new(scratch, Grid, 1);
    g->width  = l->found->width = (i32)width;
    g->height = l->found->height = (i32)height;
    g->lowest = 255;
    return g;
}

/* --- what it looks like: 8 x 8 waves of the cosine transform, each above or below their median.  The two
 *     slowest rows and columns are left out: they are the same for every letter on white paper --- */

static void transform(const double in[GRID][GRID], double out[LOW][LOW])
{
    double wave[LOW][GRID], rows[GRID][LOW];
    for (int u = 0; u < LOW; u++)
        for (int x = 0; x < GRID; x++)
            wave[u][x] = cos((2 * x + 1) * u * 3.14159265358979323846 / (2 * GRID));
    for (int y = 0; y < GRID; y++)
        for (int u = 0; u < LOW; u++) {
            rows[y][u] = 0;
            for (int x = 0; x < GRID; x++)
                rows[y][u] += in[y][x] * wave[u][x];
        }
    for (int v = 0; v < LOW; v++)
        for (int u = 0; u < LOW; u++) {
            out[v][u] = 0;
            for (int y = 0; y < GRID; y++)
                out[v][u] += rows[y][u] * wave[v][y];
        }
}

static double median(const double *of)
{
    double sorted[64];
    for (int i = 0; i < 64; i++) {
        int k = i;
        for (; k > 0 && sorted[k - 1] > of[i]; k--)
            sorted[k] = sorted[k - 1];
        sorted[k] = of[i];
    }
    return (sorted[31] + sorted[32]) / 2;
}

static u64 hash_of(const double cells[GRID][GRID])
{
    double low[LOW][LOW], first[64];
    u64    hash = 0;
    int    n    = 0;

    transform(cells, low);
    for (int v = SKIP; v < LOW; v++)
        for (int u = SKIP; u < LOW; u++)
            first[n++] = low[v][u];
    double middle = median(first);
    for (int i = 0; i < 64; i++)
        hash |= (u64)(first[i] > middle) << i;
    return hash;
}

static void keep_small(const double cells[GRID][GRID], u8 *thumb)
{
    for (int y = 0; y < GRID; y++)
        for (int x = 0; x < GRID; x++)
            thumb[y * GRID + x] = (u8)(cells[y][x] + 0.5);
}

/* Cameras turn a picture by a note beside it; messengers turn the picture itself.  Both must come out the same. */
static void turn(double cells[GRID][GRID], int orientation)
{
    double from[GRID][GRID];
    enum { END = GRID - 1 };
    memcpy(from, cells, sizeof from);
    for (int y = 0; y < GRID; y++)
        for (int x = 0; x < GRID; x++) {
            int sx[9] = {x, x, END - x, END - x, x, y, y, END - y, END - y};
            int sy[9] = {y, y, y, END - y, END - y, x, END - x, END - x, x};
            cells[y][x] = from[sy[orientation]][sx[orientation]];
        }
}

static void finish(const Looking *l, const Grid *g, int orientation)
{
    double cells[GRID][GRID], least = 255, most = 0;

    if (g->highest - g->lowest <= BLANK_SPREAD)
        l->found->found |= FOUND_EMPTY;
    if (g->width < SIDE_MIN || g->height < SIDE_MIN)
        return;
    for (int y = 0; y < GRID; y++)
        for (int x = 0; x < GRID; x++) {
            cells[y][x] = g->count[y][x] ? (double)g->sum[y][x] / g->count[y][x] : 255;
            least = cells[y][x] < least ? cells[y][x] : least;
            most  = cells[y][x] > most ? cells[y][x] : most;
        }
    if (most - least <= BLANK_SPREAD)           /* nothing to tell it from another by */
        return;
    turn(cells, orientation);
    l->found->has_print = true;
    l->found->hash      = hash_of((const double (*)[GRID])cells);
    keep_small((const double (*)[GRID])cells, l->found->thumb);
}

/* --- JPEG: rows as they come, at an eighth of the size where that is enough --- */

static void jpeg_stop(j_common_ptr c)
{
    const Looking *l = c->client_data;
    l->found->found |= FOUND_DAMAGED;
    berkas_leave(l);
}

static void jpeg_warn(j_common_ptr c, int level)
{
    const Looking *l    = c->client_data;
    int            code = c->err->msg_code;
    if (level < 0 && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE))
        l->found->found |= FOUND_DAMAGED;
}

static unsigned exif_number(const u8 *p, int bytes, bool little)
{
    unsigned n = 0;
    for (int i = 0; i < bytes; i++)
        n = n << 8 | p[little ? bytes - 1 - i : i];
    return n;
}

/* The tag 0x0112 of the first directory; 1 is upright. */
static int exif_orientation(const u8 *p, unsigned len)
{
    if (len < 14 || memcmp(p, "Exif\0", 6))
        return 1;
    p   += 6;
    len -= 6;
    bool     little = p[0] == 'I';
    unsigned at     = exif_number(p + 4, 4, little);
    if (at > len || len - at < 2)
        return 1;
    unsigned n = exif_number(p + at, 2, little);
    for (at += 2; n-- && len - at >= 12; at += 12)
        if (exif_number(p + at, 2, little) == 0x0112) {
            unsigned turned = exif_number(p + at + 8, 2, little);
            return turned >= 1 && turned <= 8 ? (int)turned : 1;
        }
    return 1;
}

static void jpeg_rows(const Looking *l, struct jpeg_decompress_struct *c, Grid *g)
{
    Arena scratch = l->scratch;
    u8   *row     = new(&scratch, u8, (isize)c->output_width * c->output_components);

    g->width  = (i32)c->output_width;
    g->height = (i32)c->output_height;
    while (c->output_scanline < c->output_height) {
        i32 y = (i32)c->output_scanline;
        if (!jpeg_read_scanlines(c, &row, 1))
            break;
        for (i32 x = 0; x < g->width; x++)
            gather(g, cell_of(x, g->width), cell_of(y, g->height), row[x]);
    }
}

static unsigned shrink_by(unsigned width, unsigned height)
{
    unsigned by = 8;
    while (by > 1 && (width / by < 8 * GRID || height / by < 8 * GRID))
        by /= 2;
    return by;
}

void berkas_look_jpeg(const Looking *l)
{
    Arena scratch = l->scratch;
    struct jpeg_decompress_struct c = {.client_data = (void *)l};
    struct jpeg_error_mgr         e;

    c.err          = jpeg_std_error(&e);
    e.error_exit   = jpeg_stop;
    e.emit_message = jpeg_warn;
    jpeg_create_decompress(&c);
    c.client_data = (void *)l;
    jpeg_mem_src(&c, l->at, (unsigned long)l->len);
    jpeg_save_markers(&c, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(&c, TRUE);
    Grid *g = start(l, &scratch, c.image_width, c.image_height);
    int   orientation = c.marker_list ? exif_orientation(c.marker_list->data, c.marker_list->data_length) : 1;
    if (c.jpeg_color_space == JCS_YCbCr || c.jpeg_color_space == JCS_GRAYSCALE || c.jpeg_color_space == JCS_RGB) {
        Looking rows = {.scratch = scratch, .found = l->found};
        c.out_color_space = JCS_GRAYSCALE;
        c.scale_num       = 1;
        c.scale_denom     = shrink_by(c.image_width, c.image_height);
        jpeg_start_decompress(&c);
        jpeg_rows(&rows, &c, g);
        jpeg_finish_decompress(&c);
        finish(l, g, orientation);
    }
    jpeg_destroy_decompress(&c);
}

/* --- PNG: row by row, pass by pass; where a pixel belongs is all that matters --- */

typedef struct { const u8 *at; isize left; } PngSource;

static void png_stop(png_structp p, png_const_charp why)
{
    const Looking *l = png_get_error_ptr(p);
    (void)why;
    l->found->found |= FOUND_DAMAGED;
    berkas_leave(l);
}

static void png_quiet(png_structp p, png_const_charp why)
{
    (void)p, (void)why;
}

static void png_take(png_structp p, png_bytep into, size_t n)
{
    PngSource *s = png_get_io_ptr(p);
    if ((isize)n > s->left)
        png_error(p, "cut short");
    memcpy(into, s->at, n);
    s->at   += n;
    s->left -= (isize)n;
}

void berkas_look_png(const Looking *l)
{
    Arena       scratch = l->scratch;
    PngSource   from    = {l->at, l->len};
    png_structp p       = png_create_read_struct(PNG_LIBPNG_VER_STRING, (void *)l, png_stop, png_quiet);
    png_infop   info    = p ? png_create_info_struct(p) : NULL;

    if (!info)
        return;
    png_set_user_limits(p, 1 << 20, 1 << 20);
    png_set_chunk_malloc_max(p, 8 << 20);
    png_set_read_fn(p, &from, png_take);
    png_read_info(p, info);
    Grid *g = start(l, &scratch, png_get_image_width(p, info), png_get_image_height(p, info));
    png_set_expand(p);
    png_set_scale_16(p);
    png_set_gray_to_rgb(p);
    png_set_add_alpha(p, 255, PNG_FILLER_AFTER);
    png_read_update_info(p, info);
    bool laced = png_get_interlace_type(p, info) == PNG_INTERLACE_ADAM7;
    u8  *row   = new(&scratch, u8, (isize)png_get_rowbytes(p, info));
    for (int pass = 0; pass < (laced ? 7 : 1); pass++) {
        if (laced && (!PNG_PASS_COLS((unsigned)g->width, pass) || !PNG_PASS_ROWS((unsigned)g->height, pass)))
            continue;
        for (i32 y = laced ? (i32)PNG_PASS_START_ROW(pass) : 0; y < g->height;
             y += laced ? (i32)PNG_PASS_ROW_OFFSET(pass) : 1) {
            png_read_row(p, row, NULL);
            gather_row(g, row, y, laced ? (i32)PNG_PASS_START_COL(pass) : 0,
                       laced ? (i32)PNG_PASS_COL_OFFSET(pass) : 1);
        }
    }
    png_read_end(p, info);
    finish(l, g, 1);
}

/* --- WebP: decoded straight into a small copy --- */

void berkas_look_webp(const Looking *l)
{
    enum { SIDE = 8 * GRID };
    Arena             scratch = l->scratch;
    WebPDecoderConfig c;

    if (!WebPInitDecoderConfig(&c) || WebPGetFeatures(l->at, (size_t)l->len, &c.input) != VP8_STATUS_OK) {
        l->found->found |= FOUND_DAMAGED;
        return;
    }
    Grid *g = start(l, &scratch, c.input.width, c.input.height);
    if (c.input.has_animation)                  /* not looked at more closely */
        return;
    g->width  = c.options.scaled_width  = g->width < SIDE ? g->width : SIDE;
    g->height = c.options.scaled_height = g->height < SIDE ? g->height : SIDE;
    c.options.use_scaling    = 1;
    c.output.colorspace      = MODE_RGBA;
    if (WebPDecode(l->at, (size_t)l->len, &c) != VP8_STATUS_OK) {
        l->found->found |= FOUND_DAMAGED;
        return;
    }
    for (i32 y = 0; y < g->height; y++)
        gather_row(g, c.output.u.RGBA.rgba + (isize)y * c.output.u.RGBA.stride, y, 0, 1);
    WebPFreeDecBuffer(&c.output);
    finish(l, g, 1);
}

/* --- comparing --- */

void berkas_keys(u64 hash, i64 out[BERKAS_BANDS])
{
    for (int band = 0; band < BERKAS_BANDS; band++)
        out[band] = (i64)band << 16 | (i64)(hash >> (16 * band) & 0xFFFF);
}

void berkas_probes(u64 hash, int band, i64 out[BERKAS_PROBES])
{
    i64 keys[BERKAS_BANDS];
    berkas_keys(hash, keys);
    out[16] = keys[band];
    for (int bit = 0; bit < 16; bit++)
        out[bit] = keys[band] ^ 1 << bit;
}

/* How alike the small copies are, brightness and contrast aside: 1 is the same. */
static double agreement(const u8 *a, const u8 *b)
{
    enum { N = BERKAS_THUMB * BERKAS_THUMB };
    double ma = 0, mb = 0, ab = 0, aa = 0, bb = 0;
    for (int i = 0; i < N; i++) {
        ma += (double)a[i] / N;
        mb += (double)b[i] / N;
    }
    for (int i = 0; i < N; i++) {
        ab += (a[i] - ma) * (b[i] - mb);
        aa += (a[i] - ma) * (a[i] - ma);
        bb += (b[i] - mb) * (b[i] - mb);
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

int berkas_bits_apart(u64 a, u64 b)
{
    return __builtin_popcountll(a ^ b);
}

bool berkas_thumbs_agree(const u8 *a, const u8 *b)
{
    static const double AGREED = 0.975;         /* measured: see doc/decisions/0072 */
    return agreement(a, b) >= AGREED;
}

bool berkas_near(const BerkasLook *a, const BerkasLook *b)
{
    return a->has_print && b->has_print && berkas_bits_apart(a->hash, b->hash) <= BERKAS_BITS_NEAR
        && berkas_thumbs_agree(a->thumb, b->thumb);
}
