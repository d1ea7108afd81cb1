#include "format/xlsx_style.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DATE_LAST = 2958465, DECIMALS_MOST = 9 };        /* 9999-12-31 */

/* --- formats --- */

Look look_builtin(i64 id)
{
    static const signed char fixed[] = {[1] = 0, 2, 0, 2};
    if (id >= 1 && id <= 4)
        return (Look){LOOK_FIXED, fixed[id]};
    if (id == 9 || id == 10)
        return (Look){LOOK_PERCENT, id == 10 ? 2 : 0};
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || (id >= 34 && id <= 36) || (id >= 50 && id <= 58))
        return (Look){LOOK_DATE, 0};
    if ((id >= 18 && id <= 21) || id == 32 || id == 33 || (id >= 45 && id <= 47))
        return (Look){LOOK_TIME, 0};
    if (id == 22)
        return (Look){LOOK_BOTH, 0};
    if (id >= 37 && id <= 44)
        return (Look){LOOK_FIXED, id == 39 || id == 40 || id >= 43 ? 2 : 0};
    return (Look){0};
}

typedef struct {
    bool day, month, clock, percent, digits, point, odd;    /* odd: fractions, powers of ten */
    int  decimals;
} Marks;

/* What stands in [...]: [h] counts hours, [Red] and [$-421] say nothing here. */
static void bracket(Marks *m, Str inside)
{
    for (isize i = 0; i < inside.len; i++)
        if (!memchr("hHmMsS", inside.at[i], 6))
            return;
    m->clock |= inside.len > 0;
}

static void mark(Marks *m, Str code, isize i)
{
    char next = i + 1 < code.len ? code.at[i + 1] : 0;
    switch (code.at[i]) {
    case 'y': case 'Y': case 'd': case 'D': m->day = true; break;
    case 'h': case 'H': case 's': case 'S': m->clock = true; break;
    case 'm': case 'M': m->month = true; break;
    case '%': m->percent = true; break;
    case '/': m->odd |= next == '?' || next == '#' || (next >= '0' && next <= '9'); break;
    case '.': m->point = true; break;
    case 'E': case 'e': m->odd |= next == '+' || next == '-'; break;
    case '0': case '#': case '?':
        m->digits = true;
        m->decimals += m->point;
        break;
    }
}

/* The length of what only dresses the number at `i`: quoted text, escapes, brackets; 0 if it matters. */
static isize dressing(Marks *m, Str code, isize i)
{
    Str   rest = str_sub(code, i + 1, -1);
    isize end;

    switch (code.at[i]) {
    case '\\': case '_': case '*': return 2;
    case '"':
        end = str_find(rest, S("\""));
        return end < 0 ? code.len : end + 2;
    case '[':
        end = str_find(rest, S("]"));
        bracket(m, str_sub(rest, 0, end < 0 ? rest.len : end));
        return end < 0 ? code.len : end + 2;
    }
    return 0;
}

Look look_of(Str code)
{
    Marks m = {0};

    if (str_eq_nocase(str_trim(code), S("general")))
        return (Look){0};
    for (isize i = 0; i < code.len && code.at[i] != ';';) {
        isize skip = dressing(&m, code, i);
        if (!skip)
            mark(&m, code, i);
        i += skip ? skip : 1;
    }
    if (m.percent)
        return (Look){LOOK_PERCENT, m.decimals < DECIMALS_MOST ? m.decimals : DECIMALS_MOST};
    if (m.day || m.clock || m.month)
        return (Look){m.clock ? (m.day ? LOOK_BOTH : LOOK_TIME) : LOOK_DATE, 0};
    if (m.digits && !m.odd)
        return (Look){LOOK_FIXED, m.decimals < DECIMALS_MOST ? m.decimals : DECIMALS_MOST};
    return (Look){0};
}

/* --- numbers as text --- */

static Str without_zeros(Str s)
{
    if (memchr(s.at, '.', (size_t)s.len)) {
        while (s.at[s.len - 1] == '0')
            s.len--;
        if (s.at[s.len - 1] == '.')
            s.len--;
    }
    return str_eq(s, S("-0")) ? S("0") : s;
}

/* 15 digits, as spreadsheets show; without a power of ten as long as that is readable. */
static Str plain(Arena *a, double v)
{
    char text[64];
    int  n = snprintf(text, sizeof text, "%.15g", v);
    if (!memchr(text, 'e', (size_t)n))
        return str_copy(a, (Str){text, n});
    if (fabs(v) >= 1e15 || fabs(v) < 1e-12)
        return str_copy(a, fabs(v) < 1e-12 ? S("0") : (Str){text, n});
    n = snprintf(text, sizeof text, "%.27f", v);
    return without_zeros(str_copy(a, (Str){text, n < 18 ? n : 18}));
}

/* Half away from zero, as spreadsheets round: 2.675 is a little less in binary and is still 2.68. */
static Str fixed(Arena *a, double v, int decimals, char point)
{
    char text[400];
    int  n = snprintf(text, sizeof text, "%.*f", decimals, v + v * 1e-15);
    for (int i = 0; i < n; i++)
        if (text[i] == '.')
            text[i] = point;
    return str_copy(a, (Str){text, n});
}

/* --- dates --- */

static bool put_date(Arena *a, LookHow how, double v, XlsxCell *cell)
{
    if (v < 0 || v >= DATE_LAST + 1)
        return false;
    i64 days    = (i64)v;
    i64 seconds = (i64)((v - (double)days) * 86400 + 0.5);
    bool time   = how.look.kind == LOOK_TIME || days == 0;
    if (time)
        seconds += days * 86400;

    /* Excel believes in 29 February 1900, so days before it stand one further on. */
    i64 first = how.from_1904 ? -24107 : days < 60 ? -25568 : -25569;
    Date date = {(i32)(days + first + (!time && seconds == 86400))};
    Str  day  = time ? (Str){0} : date_iso(a, date);
    int  hours = (int)(seconds / 3600), minutes = (int)(seconds / 60 % 60);

    if (time) {
        cell->kind = XLSX_TIME;
        cell->text = str_fmt(a, "%02d:%02d", hours, minutes);
    } else {
        cell->kind = XLSX_DATE;
        cell->date = date;
        cell->text = how.look.kind == LOOK_BOTH ? str_fmt(a, "%.*s %02d:%02d", STRF(day), hours % 24, minutes) : day;
    }
    return true;
}

/* --- cells --- */

static bool parse(Str raw, double *out)
{
    char  text[64], *end;
    raw = str_trim(raw);
    if (!raw.len || raw.len >= (isize)sizeof text)
        return false;
    for (isize i = 0; i < raw.len; i++)
        if (!memchr("0123456789.eE+-", raw.at[i], 15))
            return false;
    memcpy(text, raw.at, (size_t)raw.len);
    text[raw.len] = 0;
    *out = strtod(text, &end);
    return !*end && isfinite(*out);
}

bool look_put(Arena *a, LookHow how, Str raw, XlsxCell *cell)
{
    double v;
    if (!parse(raw, &v))
        return false;
    cell->number = plain(a, v);
    cell->kind   = how.look.kind == LOOK_PERCENT ? XLSX_PERCENT : XLSX_NUMBER;
    switch (how.look.kind) {
    case LOOK_DATE:
    case LOOK_TIME:
    case LOOK_BOTH:
        if (put_date(a, how, v, cell))
            return true;
        break;
    case LOOK_PERCENT:
        cell->text = str_fmt(a, "%.*s%%", STRF(fixed(a, v * 100, how.look.decimals, how.point)));
        return true;
    case LOOK_FIXED:
        cell->text = fixed(a, v, how.look.decimals, how.point);
        return true;
    case LOOK_GENERAL:
        break;
    }
    Str shown = fabs(v) >= 1e11 ? cell->number : without_zeros(fixed(a, v, 9, '.'));
    char *p   = str_c(a, shown);
    for (isize i = 0; i < shown.len; i++)
        if (p[i] == '.')
            p[i] = how.point;
    cell->text = (Str){p, shown.len};
    return true;
}

/* Fewer decimals until it fits: 2/3 of a spreadsheet has 15 digits. */
bool xlsx_ratio(const XlsxCell *cell, Ratio *out)
{
    char   room[1024];
    double v;
    if (cell->kind == XLSX_TEXT || !parse(cell->number, &v))
        return false;
    for (int decimals = DECIMALS_MOST; decimals >= 0; decimals--) {
        Arena a = {.beg = room, .end = room + sizeof room};
        if (ratio_parse(without_zeros(fixed(&a, v, decimals, '.')), out))
            return true;
    }
    return false;
}
