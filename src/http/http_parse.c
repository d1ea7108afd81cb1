#include "http/http_parse.h"

#include <arpa/inet.h>
#include <string.h>

/* --- addresses of machines --- */

static const u8 before_v4[12] = {[10] = 255, [11] = 255};

bool http_address(Str s, u8 at[16])
{
    char text[INET6_ADDRSTRLEN] = {0};

    if (s.len >= countof(text))
        return false;
    for (isize i = 0; i < s.len; i++)
        text[i] = s.at[i];
    memcpy(at, before_v4, sizeof before_v4);
    return inet_pton(AF_INET, text, at + 12) == 1 || inet_pton(AF_INET6, text, at) == 1;
}

bool http_address_is_v4(const u8 at[16])
{
    return !memcmp(at, before_v4, sizeof before_v4);
}

/* --- percent signs --- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Decode into `to`, which has room for raw.len bytes; -1 if a percent sign has no two digits. */
static isize decode(char *to, Str raw, bool plus_is_space)
{
    isize n = 0;
    for (isize i = 0; i < raw.len; i++) {
        char c = raw.at[i];
        if (c == '+' && plus_is_space) {
            c = ' ';
        } else if (c == '%') {
            int high = i + 2 < raw.len ? hex_digit(raw.at[i + 1]) : -1;
            int low  = i + 2 < raw.len ? hex_digit(raw.at[i + 2]) : -1;
            if (high < 0 || low < 0)
                return -1;
            c = (char)(high << 4 | low);
            i += 2;
        }
        to[n++] = c;
    }
    return n;
}

static bool has_control(Str s)
{
    for (isize i = 0; i < s.len; i++)
        if ((u8)s.at[i] < ' ' || s.at[i] == 127)
            return true;
    return false;
}

int http_path(Arena *a, Str raw, Str *out)
{
    char *p = new(a, char, raw.len);
    Str   s = {p, decode(p, raw, false)};

    if (s.len < 1 || s.at[0] != '/' || has_control(s) || !str_is_utf8(s))
        return 400;
    *out = s;
    return 0;
}

/* --- name=value&name=value --- */

/* One side of a pair, decoded to *to, which moves past it. */
static bool form_text(char **to, Str raw, Str *out)
{
    isize n = decode(*to, raw, true);
    *out    = (Str){*to, n};
    if (n < 0 || !str_is_utf8(*out))
        return false;
    *to += n;
    return true;
}

int http_form(Arena *a, Str body, HttpPair **out, isize *out_count)
{
    isize most = body.len > 0, count = 0;
    for (isize i = 0; i < body.len; i++)
        most += body.at[i] == '&';
    if (most > HTTP_FIELDS_MAX)
        return 413;

    HttpPair *pairs = new(a, HttpPair, most);
    char     *text  = new(a, char, body.len);
    while (body.len) {
        Str value = str_cut(&body, '&'), name = str_cut(&value, '=');
        if (!name.len && !value.len)
            continue;
        if (!form_text(&text, name, &pairs[count].name) || !form_text(&text, value, &pairs[count].value))
            return 400;
        count++;
    }
    *out       = pairs;
    *out_count = count;
    return 0;
}

int http_query_check(Arena scratch, Str query)
{
    HttpPair *pairs;
    isize     count;
    return http_form(&scratch, query, &pairs, &count) ? 400 : 0;
}

/* --- header values --- */

Str http_cookie_in(Str header, Str name)
{
    while (header.len) {
        Str value = str_trim(str_cut(&header, ';'));
        if (str_eq(str_trim(str_cut(&value, '=')), name))
            return value;
    }
    return (Str){0};
}

/* A quoted string as browsers write it: %22 for a quote.  Older clients write \" instead; any other
 * backslash stands for itself, since it may come from a path. */
static bool quoted(Arena *a, Str *rest, Str *out)
{
    isize end = 1, n = 0;
    while (end < rest->len && rest->at[end] != '"')
        end += rest->at[end] == '\\' && end + 1 < rest->len && rest->at[end + 1] == '"' ? 2 : 1;
    if (end >= rest->len)
        return false;

    char *p = new(a, char, end);
    for (isize i = 1; i < end; i++) {
        if (str_starts(str_sub(*rest, i, end - i), S("%22"))) {
            p[n++] = '"';
            i += 2;
        } else if (rest->at[i] != '\\' || rest->at[i + 1] != '"' || i + 1 == end) {
            p[n++] = rest->at[i];
        }
    }
    *rest = str_sub(*rest, end + 1, -1);
    *out  = (Str){p, n};
    return true;
}

/* The next name=value of *rest, which moves past it; false at the end, or where it is malformed: then *rest
 * is not empty. */
static bool next_param(Arena *a, Str *rest, Str *name, Str *value)
{
    Str   at = *rest = str_trim(*rest);
    isize eq = 0;

    while (eq < at.len && at.at[eq] != '=' && at.at[eq] != ';' && at.at[eq] != '"')
        eq++;
    if (eq == at.len || at.at[eq] != '=')
        return false;
    *name = str_trim(str_sub(at, 0, eq));
    at    = str_trim(str_sub(at, eq + 1, -1));
    if (at.len && at.at[0] == '"') {
        if (!quoted(a, &at, value))
            return false;
        at = str_trim(at);
    } else {
        isize n = 0;
        while (n < at.len && at.at[n] != ';')
            n++;
        *value = str_trim(str_sub(at, 0, n));
        at     = str_sub(at, n, -1);
    }
    if (at.len && at.at[0] != ';')
        return false;
    *rest = str_sub(at, 1, -1);
    return true;
}

/* --- multipart/form-data --- */

int multipart_start(Multipart *m, Str content_type)
{
    char  room[256];
    Arena scratch = {.beg = room, .end = room + sizeof room};

    if (content_type.len > 200)
        return 400;
    Str name = {0}, boundary = {0}, rest = content_type;
    str_cut(&rest, ';');
    while (next_param(&scratch, &rest, &name, &boundary))
        if (str_eq_nocase(name, S("boundary")))
            break;
    if (!str_eq_nocase(name, S("boundary")) || boundary.len < 1 || boundary.len > 70 || has_control(boundary))
        return 400;
    *m = (Multipart){.matched = 2, .mark_len = boundary.len + 4};       /* as if a line had just ended */
    memcpy(m->mark, "\r\n--", 4);
    memcpy(m->mark + 4, boundary.at, (size_t)boundary.len);
    return 0;
}

/* Content-Disposition: form-data; name="..."; filename="..." */
static int disposition(Str value, const PartSink *to)
{
    char  room[HTTP_PART_HEAD_MAX];
    Arena scratch = {.beg = room, .end = room + sizeof room};
    Str   rest = value, name, text, field = {0}, filename = {0};
    bool  is_file = false;

    if (!str_eq_nocase(str_trim(str_cut(&rest, ';')), S("form-data")))
        return 400;
    while (next_param(&scratch, &rest, &name, &text)) {
        if (str_eq_nocase(name, S("name"))) {
            field = text;
        } else if (str_eq_nocase(name, S("filename"))) {
            filename = text;
            is_file  = true;
        }
    }
    if (rest.len || !field.at || !str_is_utf8(field) || !str_is_utf8(filename))
        return 400;
    return to->begin(to->ctx, field, filename, is_file);
}

/* The headers of a part have come: m->head holds whole lines, the last one empty. */
static int part_head(Multipart *m, const PartSink *to)
{
    Str head = {m->head, m->head_len}, found = {0};

    while (head.len) {
        Str line = str_cut(&head, '\n');
        if (!line.len || line.at[line.len - 1] != '\r')
            return 400;
        line = str_sub(line, 0, line.len - 1);
        if (!line.len)
            break;
        Str value = line, name = str_cut(&value, ':');
        if (has_control(line) || name.len == line.len)
            return 400;
        if (!str_eq_nocase(name, S("Content-Disposition")))
            continue;
        if (found.at)
            return 400;
        found = str_trim(value);
    }
    return found.at ? disposition(found, to) : 400;
}

/* One byte between the boundary and the part's data: the rest of its line, then the headers. */
static int head_byte(Multipart *m, char c, const PartSink *to)
{
    if (m->head_len == countof(m->head))
        return 413;
    m->head[m->head_len++] = c;
    if (m->state == MP_AFTER) {         /* CRLF: a part follows; "--": that was the last */
        if (m->head_len < 2)
            return 0;
        bool last = !memcmp(m->head, "--", 2);
        if (!last && memcmp(m->head, "\r\n", 2))
            return 400;
        m->state    = last ? MP_DONE : MP_HEAD;
        m->head_len = 0;
        return 0;
    }
    isize n = m->head_len;
    if (c != '\n' || !((n == 2 && m->head[0] == '\r') || (n > 3 && !memcmp(m->head + n - 4, "\r\n\r\n", 4))))
        return 0;
    m->state   = MP_DATA;
    m->matched = 0;
    return part_head(m, to);
}

/* Where the mark stands in s, or its beginning at the very end of s; s.len if nowhere. */
static isize mark_find(const Multipart *m, Str s, isize *matched)
{
    const char *cr, *end = s.at + s.len;

    for (const char *p = s.at; p < end && (cr = memchr(p, '\r', (size_t)(end - p))); p = cr + 1) {
        isize n = end - cr < m->mark_len ? end - cr : m->mark_len;
        if (!memcmp(cr, m->mark, (size_t)n)) {
            *matched = n;
            return cr - s.at;
        }
    }
    *matched = 0;
    return s.len;
}

/* The last piece ended in what may be the mark's beginning: see how it goes on.  CR stands only at the head of
 * the mark, so if it does not, nothing in between can be another beginning. */
static isize mark_goes_on(Multipart *m, Str piece, const PartSink *to, int *status)
{
    isize i = 0;
    while (i < piece.len && m->matched < m->mark_len && piece.at[i] == m->mark[m->matched])
        i++, m->matched++;
    if (i < piece.len && m->matched < m->mark_len) {
        *status    = to->data(to->ctx, (Str){m->mark, m->matched});
        m->matched = 0;
    }
    return i;
}

/* Data up to a boundary or the end of the piece; returns how many bytes were used. */
static isize data_bytes(Multipart *m, Str piece, const PartSink *to, int *status)
{
    isize used = m->matched ? mark_goes_on(m, piece, to, status) : 0;

    if (!m->matched && !*status) {
        Str   rest = str_sub(piece, used, -1);
        isize n    = mark_find(m, rest, &m->matched);
        if (n)
            *status = to->data(to->ctx, str_sub(rest, 0, n));
        used += n + m->matched;
    }
    if (m->matched == m->mark_len && !*status) {
        m->state    = MP_AFTER;
        m->head_len = 0;
        *status     = to->end(to->ctx);
    }
    return used;
}

int multipart_feed(Multipart *m, Str piece, const PartSink *to)
{
    int status = 0;

    for (isize i = 0; i < piece.len && !status;) {
        switch (m->state) {
        case MP_FIRST:
            if (piece.at[i++] != m->mark[m->matched])
                return 400;
            if (++m->matched == m->mark_len)
                m->state = MP_AFTER;
            break;
        case MP_AFTER:
        case MP_HEAD:
            status = head_byte(m, piece.at[i++], to);
            break;
        case MP_DATA:
            i += data_bytes(m, str_sub(piece, i, -1), to, &status);
            break;
        case MP_DONE:                   /* what follows the last boundary says nothing */
            return 0;
        }
    }
    return status;
}

int multipart_end(const Multipart *m)
{
    return m->state == MP_DONE ? 0 : 400;
}
