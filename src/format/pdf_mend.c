/* What cairo 1.16 has no words for: the language, what is said instead of a figure, the scope of a head, what is
 * decoration.  It writes PDF 1.4 with a plain table of objects, so they can be told apart without a parser: each
 * runs from where the table says to where the next begins.  All are written again, some with a few words more. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/secret.h"
#include "format/pdf_page.h"

typedef struct { isize at; isize number; } Place;

typedef struct {
    Arena         *arena;
    Str            in;
    const PdfMend *m;
    Place         *place;       /* of each object, in the order of the file */
    isize          count, size; /* size: one more than the highest number */
    isize         *now;         /* where each object is now, by number */
    bool          *content;     /* is it what a page shows? */
    Buf            out;
    isize          figures;
    Str            root, info;  /* "68 0 R" */
} Mend;

static isize number_at(Str s, isize at)
{
    isize n = 0;
    while (at < s.len && (s.at[at] == ' ' || s.at[at] == '\n'))
        at++;
    while (at < s.len && s.at[at] >= '0' && s.at[at] <= '9' && n < 100000000)
        n = n * 10 + s.at[at++] - '0';
    return n;
}

static isize find_from(Str s, isize from, const char *what)
{
    isize at = from <= s.len ? str_find(str_sub(s, from, -1), str_of(what)) : -1;
    return at < 0 ? -1 : from + at;
}

static int by_place(const void *a, const void *b)
{
    isize x = ((const Place *)a)->at, y = ((const Place *)b)->at;
    return (x > y) - (x < y);
}

static Str reference(Str trailer, const char *name)
{
    isize at = find_from(trailer, 0, name);
    if (at < 0)
        return (Str){0};
    Str rest = str_trim(str_sub(trailer, at + str_of(name).len, -1));
    return str_sub(rest, 0, str_find(rest, S("R")) + 1);
}

/* The table of objects at the end of the file. */
static bool read_table(Mend *m)
{
    isize tail  = m->in.len > 64 ? m->in.len - 64 : 0, start = find_from(m->in, tail, "startxref");
    isize table = start < 0 ? -1 : number_at(m->in, start + 9);
    if (table <= 0 || table >= m->in.len || !str_starts(str_sub(m->in, table, -1), S("xref\n0 ")))
        return false;
    isize line = find_from(m->in, table + 5, "\n") + 1;

    m->size = number_at(m->in, table + 7);
    if (line <= 0 || m->size < 2 || m->size > (m->in.len - line) / 20)
        return false;
    m->place   = new(m->arena, Place, m->size);
    m->now     = new(m->arena, isize, m->size);
    m->content = new(m->arena, bool, m->size);
    for (isize i = 1; i < m->size; i++) {
        const char *row = m->in.at + line + 20 * i;
        if (row[17] == 'n')
            m->place[m->count++] = (Place){number_at(m->in, row - m->in.at), i};
    }
    qsort(m->place, (size_t)m->count, sizeof *m->place, by_place);
    Str trailer = str_sub(m->in, line + 20 * m->size, -1);
    m->root = reference(trailer, "/Root");
    m->info = reference(trailer, "/Info");
    for (isize i = 0; i < m->count; i++)
        if (m->place[i].at >= table)
            return false;
    m->in.len = table;
    return m->count > 0 && m->root.len && m->info.len;
}

static Str object(const Mend *m, isize i)
{
    isize end = i + 1 < m->count ? m->place[i + 1].at : m->in.len;
    return str_sub(m->in, m->place[i].at, end - m->place[i].at);
}

/* The part before the bytes of a stream. */
static Str words_of(Str object)
{
    isize at = str_find(object, S("stream\n"));
    return at < 0 ? object : str_sub(object, 0, at);
}

static void find_contents(Mend *m)
{
    for (isize i = 0; i < m->count; i++) {
        Str   o  = words_of(object(m, i));
        isize at = str_has(o, S("/Type /Page %")) ? str_find(o, S("/Contents ")) : -1;
        isize n  = at < 0 ? 0 : number_at(o, at + 10);
        if (n > 0 && n < m->size)
            m->content[n] = true;
    }
}

/* UTF-16 with its mark, in hex. */
static void add_text(Buf *b, Str s)
{
    buf_add(b, S("<FEFF"));
    for (isize i = 0; i < s.len;) {
        u8  c = (u8)s.at[i];
        int n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
        u32 p = n == 1 ? c : c & (0x7fu >> n);
        for (int k = 1; k < n; k++)
            p = p << 6 | (s.at[i + k] & 0x3f);
        if (p > 0xffff)
            buf_addf(b, "%04X%04X", (unsigned)(0xd800 + ((p - 0x10000) >> 10)), (unsigned)(0xdc00 + (p & 0x3ff)));
        else
            buf_addf(b, "%04X", (unsigned)p);
        i += n;
    }
    buf_char(b, '>');
}

/* --- decoration: what stands between the tagged pieces --- */

static Str inflated(Arena *a, Str packed, isize most)
{
    uLongf n  = (uLongf)most;
    char  *at = new(a, char, most);
    return uncompress((Bytef *)at, &n, (const Bytef *)packed.at, (uLong)packed.len) == Z_OK ? (Str){at, (isize)n}
                                                                                         : (Str){0};
}

/* "/Artifact BMC ... EMC" round all that no tag holds. */
static Str with_artifacts(Arena *a, Str page)
{
    Buf  b = {.arena = a};
    int  deep = 0;
    bool open = false;

    for (Str rest = page; rest.len;) {
        Str  line   = str_cut(&rest, '\n');
        bool begins = str_ends(line, S(" BDC")), ends = str_is(str_trim(line), "EMC");
        if (!deep && !begins && !open && line.len) {
            buf_add(&b, S("/Artifact BMC\n"));
            open = true;
        }
        if (begins && !deep++ && open) {
            buf_add(&b, S("EMC\n"));
            open = false;
        }
        if (ends && deep)
            deep--;
        buf_add(&b, line);
        buf_char(&b, '\n');
    }
    if (open)
        buf_add(&b, S("EMC\n"));
    return buf_str(&b);
}

static bool add_content(Mend *m, Str object)
{
    isize at = str_find(object, S("stream\n")) + 7, end = at;
    for (isize i = object.len - 10; i > at && end == at; i--)
        if (!memcmp(object.at + i, "\nendstream", 10))
            end = i;
    Str   page = inflated(m->arena, str_sub(object, at, end - at), (end - at) * 40 + 65536);
    if (!page.len)
        return false;
    page = with_artifacts(m->arena, page);
    uLongf n  = compressBound((uLong)page.len);
    char  *to = new(m->arena, char, (isize)n);
    if (compress2((Bytef *)to, &n, (const Bytef *)page.at, (uLong)page.len, 9) != Z_OK)
        return false;
    buf_addf(&m->out, "%zd 0 obj\n<< /Length %zu /Filter /FlateDecode >>\nstream\n", number_at(object, 0), (size_t)n);
    buf_add(&m->out, (Str){to, (isize)n});
    buf_add(&m->out, S("\nendstream\nendobj\n"));
    return true;
}

/* --- the other objects --- */

static void add_with(Mend *m, Str object, Str after, Str more)
{
    isize at = str_find(object, after) + after.len;
    buf_add(&m->out, str_sub(object, 0, at));
    buf_char(&m->out, ' ');
    buf_add(&m->out, more);
    buf_add(&m->out, str_sub(object, at, -1));
}

static bool add_object(Mend *m, isize i)
{
    Str   o = object(m, i), words = words_of(o);
    Buf   b = {.arena = m->arena};
    isize n = m->place[i].number;

    m->now[n] = m->out.len;
    if (m->content[n])
        return add_content(m, o);
    if (str_has(words, S("/S /Figure"))) {
        buf_add(&b, S("/Alt "));
        add_text(&b, m->figures < m->m->count ? m->m->figures[m->figures++] : (Str){0});
        add_with(m, o, S("/S /Figure"), buf_str(&b));
    } else if (str_has(words, S("/S /TH\n"))) {
        add_with(m, o, S("/S /TH"), S("/A << /O /Table /Scope /Column >>"));
    } else if (str_has(words, S("/Type /Catalog"))) {
        buf_addf(&b, "/Lang (%.*s) /ViewerPreferences << /DisplayDocTitle true >> /Metadata %zd 0 R", STRF(m->m->lang),
                 m->size);
        add_with(m, o, S("/Type /Catalog"), buf_str(&b));
    } else {
        buf_add(&m->out, o);
    }
    return true;
}

static void add_xml(Buf *b, Str s)
{
    for (isize i = 0; i < s.len; i++)
        switch (s.at[i]) {
        case '&': buf_add(b, S("&amp;")); break;
        case '<': buf_add(b, S("&lt;")); break;
        case '>': buf_add(b, S("&gt;")); break;
        default:  buf_char(b, s.at[i]);
        }
}

static Str metadata(Arena *a, const PdfMend *m)
{
    Buf b    = {.arena = a};
    Str when = instant_iso(a, m->made_at);

    buf_add(&b, S("<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
                  "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\""
                  " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
                  "<dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">"));
    add_xml(&b, m->title);
    buf_add(&b, S("</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>"));
    add_xml(&b, m->author);
    buf_addf(&b, "</rdf:li></rdf:Seq></dc:creator><dc:language><rdf:Bag><rdf:li>%.*s</rdf:li></rdf:Bag></dc:language>\n"
             "<xmp:CreateDate>%.*s</xmp:CreateDate><xmp:CreatorTool>pulau</xmp:CreatorTool></rdf:Description></rdf:RDF>"
             "</x:xmpmeta>\n<?xpacket end=\"r\"?>", STRF(m->lang), STRF(when));
    return buf_str(&b);
}

static void add_end(Mend *m)
{
    Str    xml   = metadata(m->arena, m->m);
    isize  meta  = m->out.len;
    buf_addf(&m->out, "%zd 0 obj\n<< /Type /Metadata /Subtype /XML /Length %zd >>\nstream\n", m->size, xml.len);
    buf_add(&m->out, xml);
    buf_add(&m->out, S("\nendstream\nendobj\n"));
    Digest id    = hash_blake2b(buf_str(&m->out));
    isize  table = m->out.len;
    buf_addf(&m->out, "xref\n0 %zd\n0000000000 65535 f \n", m->size + 1);
    for (isize i = 1; i < m->size; i++)
        buf_addf(&m->out, m->now[i] ? "%010zd 00000 n \n" : "%010zd 65535 f \n", m->now[i]);
    buf_addf(&m->out, "%010zd 00000 n \n", meta);
    Str hex = hex_of(m->arena, id.at, 16);
    buf_addf(&m->out, "trailer\n<< /Size %zd /Root %.*s /Info %.*s /ID [<%.*s> <%.*s>] >>\nstartxref\n%zd\n%%%%EOF\n",
             m->size + 1, STRF(m->root), STRF(m->info), STRF(hex), STRF(hex), table);
}

Err pdf_mend(Arena *a, Str made, const PdfMend *how, Str *out)
{
    Mend m = {.arena = a, .in = made, .m = how};

    if (!read_table(&m))
        return FAIL(ERR_IO, "a document in a form that is not known");
    find_contents(&m);
    m.out = (Buf){.arena = a, .at = new(a, char, made.len + made.len / 4 + 65536),
                  .cap = made.len + made.len / 4 + 65536};
    buf_add(&m.out, str_sub(m.in, 0, m.place[0].at));
    for (isize i = 0; i < m.count; i++)
        if (!add_object(&m, i))
            return FAIL(ERR_IO, "a page in a form that is not known");
    add_end(&m);
    *out = buf_str(&m.out);
    return NO_ERR;
}
