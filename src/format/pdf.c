#include "format/pdf_page.h"

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/embed.h"

enum { BYTES_MAX = 64 << 20, TEXT_BYTES_MAX = 8 << 20, WORD_MAX = 120, SIDE = 57, TOP = 56, BOTTOM = 60,
       ENDLESS = 1 << 24, PIECE = 110 };

/* fontconfig notes where its own memory lies as distances, which the leak check cannot follow. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#define look_away() __lsan_disable()
#define look_here() __lsan_enable()
#else
#define look_away() ((void)0)
#define look_here() ((void)0)
#endif

static const double A4_SHORT = 595.28, A4_LONG = 841.89;

/* --- letters: the program's own, and for what they lack those of fonts-dejavu-core --- */

static const char *const others[] = {
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
};

/* Once for the whole process, and open as long as it lives: cairo keeps letters by the name of their file and
 * may open it again at any time.  No letters of the machine are asked, so every machine makes the same page. */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static FcConfig      *letters_config;

static FcConfig *load_letters(void)
{
    FcConfig *config = FcConfigCreate();
    char      path[40];

    for (const Embedded *e = letters_embedded; config && e->name; e++) {
        int fd = memfd_create(e->name, MFD_CLOEXEC);
        if (fd < 0 || write(fd, e->bytes.at, (size_t)e->bytes.len) != e->bytes.len)
            return NULL;
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        if (!FcConfigAppFontAddFile(config, (const FcChar8 *)path))
            return NULL;
    }
    for (isize i = 0; config && i < countof(others); i++)
        FcConfigAppFontAddFile(config, (const FcChar8 *)others[i]);    /* without it: a box for a strange letter */
    return config;
}

static void open_letters(void)
{
    look_away();
    letters_config = load_letters();
    if (letters_config)
        FcConfigSetCurrent(letters_config);     /* otherwise pango reads the settings of the machine */
    look_here();
}

/* --- what is added --- */

void *pdf_copy(Arena *a, const void *from, isize size, isize count)
{
    void *to = arena_alloc(a, size, _Alignof(max_align_t), count);
    if (count > 0)
        memcpy(to, from, (size_t)(size * count));
    return to;
}

/* Marks that turn the direction of a text or stand for nothing: a name must not be able to rearrange a line. */
static bool is_steering(u32 c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e)
           || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff0 && c <= 0xfffb) || (c & 0xfffe) == 0xfffe;
}

static u32 letter_at(const char *s, isize *len)
{
    u8 b = (u8)*s;
    *len = b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    u32 c = *len == 1 ? b : b & (0x7f >> *len);
    for (isize i = 1; i < *len; i++)
        c = c << 6 | (s[i] & 0x3f);
    return c;
}

Str pdf_clean(Pdf *p, Str s)
{
    char *at = new(p->arena, char, s.len + s.len / WORD_MAX * 3 + 4);
    isize n  = 0, len, word = 0;
    bool  ok = str_is_utf8(s);

    for (isize i = 0; i < s.len; i += len) {
        if (word == WORD_MAX) {         /* a place to break, of no width: a word without end takes for ever to set */
            memcpy(at + n, "\xe2\x80\x8b", 3);
            n   += 3;
            word = 0;
        }
        word  = s.at[i] == ' ' || s.at[i] == '\n' ? 0 : word + 1;
        u32 c = ok ? letter_at(s.at + i, &len) : (len = 1, (u8)s.at[i]);
        if (c == '\n' || (c < 0x80 && !is_steering(c)))
            at[n++] = (char)c;
        else if (c == '\t' || !ok)
            at[n++] = c == '\t' ? ' ' : '?';
        else if (!is_steering(c))
            for (isize k = 0; k < len; k++)
                at[n++] = s.at[i + k];
    }
    p->text_bytes += n;
    return (Str){at, n};
}

void pdf_add(Pdf *p, void (*draw)(Pen *, const void *), const void *what)
{
    *list_add(p->arena, &p->blocks) = (PdfBlock){.draw = draw, .what = what};
}

void pdf_first(Pdf *p, const void *first)
{
    p->blocks.at[p->blocks.count - 1].first = first;
}

void pdf_place(Pdf *p, BlockPlace place)
{
    p->blocks.at[p->blocks.count - 1].place = place;
}

Pdf *pdf_open(Arena *a, const PdfOpen *o)
{
    Pdf *p = new(a, Pdf, 1);

    *p = (Pdf){.arena = a, .open = *o, .page_words = say(o->lang, MSG_format_pdf_page)};
    p->open.title   = pdf_clean(p, o->title);
    p->open.subject = pdf_clean(p, o->subject);
    p->open.author  = pdf_clean(p, o->author);
    p->open.head    = pdf_clean(p, o->head);
    p->open.foot    = pdf_clean(p, o->foot);
    return p;
}

/* --- setting --- */

static PangoContext *new_context(PangoFontMap *map, Lang lang)
{
    PangoContext         *c = pango_font_map_create_context(map);
    cairo_font_options_t *o = cairo_font_options_create();

    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(o, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(c, o);
    cairo_font_options_destroy(o);
    pango_cairo_context_set_resolution(c, 72);
    pango_context_set_round_glyph_positions(c, FALSE);
    pango_context_set_language(c, pango_language_from_string(lang_code(lang)));
    return c;
}

/* How high it will be: drawn nowhere, on a page without an end.  What fills half a page goes on over the foot. */
static double least_of(const Pen *pen, const PdfBlock *b)
{
    Pen measured = *pen;

    measured.cr     = NULL;
    measured.fresh  = false;
    measured.y      = 0;
    measured.bottom = ENDLESS;
    b->draw(&measured, b->first ? b->first : b->what);
    return measured.y > (pen->bottom - pen->top) / 2 ? PIECE : measured.y;
}

/* What must stand on one page from block `i` on: a heading, all that leads to its body, and where that begins. */
static double together(const Pen *pen, isize i)
{
    const Pdf *p    = pen->pdf;
    bool       over = p->blocks.at[i].place == BLOCK_HEADING;
    double     h    = least_of(pen, &p->blocks.at[i]), most = (pen->bottom - pen->top) / 2;

    while (over && h < most && p->blocks.at[i].place && i + 1 < p->blocks.count)
        h += least_of(pen, &p->blocks.at[++i]);
    return h;
}

static void run(Pen *pen)
{
    const Pdf *p = pen->pdf;

    pen->page = 0;
    pen->full = false;
    pen->width  = p->open.across ? A4_LONG : A4_SHORT;
    pen->height = p->open.across ? A4_SHORT : A4_LONG;
    pen->left   = SIDE;
    pen->right  = pen->width - SIDE;
    pen->top    = TOP;
    pen->bottom = pen->height - BOTTOM;
    pen_begin_page(pen);
    pen_tag(pen, "Document");
    for (isize i = 0; i < p->blocks.count && !pen->full; i++) {
        const PdfBlock *b = &p->blocks.at[i];
        if (b->first || b->place == BLOCK_HEADING)
            pen_need(pen, together(pen, i));
        b->draw(pen, b->what);
    }
    pen_untag(pen, "Document");
    pen_end_page(pen);
    pen->pages = pen->page;
}

/* What cairo writes goes to memory that lies ready, as much as there is. */
typedef struct { char *at; isize len, most; } Sink;

static cairo_status_t take(void *to, const unsigned char *bytes, unsigned count)
{
    Sink *s = to;
    if (count > s->most - s->len)
        return CAIRO_STATUS_WRITE_ERROR;
    memcpy(s->at + s->len, bytes, count);
    s->len += count;
    return CAIRO_STATUS_SUCCESS;
}

/* `c`: title, subject, author and time, as cairo wants them. */
static cairo_status_t draw(Pen *pen, Sink *sink, char *const *c)
{
    pen->surface = cairo_pdf_surface_create_for_stream(take, sink, pen->width, pen->height);
    cairo_pdf_surface_restrict_to_version(pen->surface, CAIRO_PDF_VERSION_1_4);     /* plain tables: see pdf_mend.c */
    cairo_pdf_surface_set_metadata(pen->surface, CAIRO_PDF_METADATA_TITLE, c[0]);
    cairo_pdf_surface_set_metadata(pen->surface, CAIRO_PDF_METADATA_SUBJECT, c[1]);
    cairo_pdf_surface_set_metadata(pen->surface, CAIRO_PDF_METADATA_AUTHOR, c[2]);
    cairo_pdf_surface_set_metadata(pen->surface, CAIRO_PDF_METADATA_CREATE_DATE, c[3]);
    cairo_pdf_surface_set_metadata(pen->surface, CAIRO_PDF_METADATA_MOD_DATE, c[3]);
    cairo_pdf_surface_set_metadata(pen->surface, CAIRO_PDF_METADATA_CREATOR, "pulau");
    pen->cr = cairo_create(pen->surface);
    run(pen);
    cairo_destroy(pen->cr);
    cairo_surface_finish(pen->surface);
    cairo_status_t status = cairo_surface_status(pen->surface);
    cairo_surface_destroy(pen->surface);
    return status;
}

/* Nothing between the first line and the last is taken from the arena. */
static Err set(const Pdf *p, Sink *sink, char *const *c)
{
    Pen            pen    = {.pdf = p};
    PangoFontMap  *map    = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    cairo_status_t status = CAIRO_STATUS_SUCCESS;

    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), letters_config);
    pen.letters = new_context(map, p->open.lang);
    run(&pen);
    if (!pen.full)
        status = draw(&pen, sink, c);
    g_object_unref(pen.letters);
    g_object_unref(map);
    if (pen.full)
        return FAIL(ERR_LIMIT, "too many pages");
    if (status == CAIRO_STATUS_WRITE_ERROR)
        return FAIL(ERR_LIMIT, "the document is too large");
    return status ? FAIL(ERR_IO, cairo_status_to_string(status)) : NO_ERR;
}

Err pdf_close(Pdf *p, Str *out_bytes)
{
    Arena *a    = p->arena;
    isize  most = p->open.bytes_max ? (isize)p->open.bytes_max : BYTES_MAX;
    char  *c[]  = {str_c(a, p->open.title), str_c(a, p->open.subject), str_c(a, p->open.author),
                   str_c(a, instant_iso(a, p->open.made_at))};
    Sink   sink = {.at = a->beg, .most = (a->end - a->beg) / 3};       /* mending takes as much again */

    if (p->text_bytes > TEXT_BYTES_MAX)
        return FAIL(ERR_LIMIT, "too much text for one document");
    pthread_once(&once, open_letters);
    if (!letters_config)
        return FAIL(ERR_IO, "no letters to write with");
    if (sink.most > most)
        sink.most = most;
    TRY(set(p, &sink, c));
    a->beg += sink.len;
    return pdf_mend(a, (Str){sink.at, sink.len},
                    &(PdfMend){p->open.title, p->open.author, str_of(lang_code(p->open.lang)), p->open.made_at,
                               p->figures.at, p->figures.count}, out_bytes);
}
