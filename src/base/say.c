#include "base/say.h"

#include "say_text.h"           /* made: static const char *const say_texts[][LANG_COUNT],
                                 * and say_names[], both in the order of keys */

Lang lang_of(Str code, Lang otherwise)
{
    return str_is(code, "id") ? LANG_ID : str_is(code, "en") ? LANG_EN : otherwise;
}

const char *lang_code(Lang lang)
{
    return lang == LANG_EN ? "en" : "id";
}

Str say(Lang lang, Msg msg)
{
    return str_of(say_texts[msg][lang]);
}

Str say_name(Msg msg)
{
    return str_of(say_names[msg]);
}

/* The first whose key is not before this one. */
static Msg from_key(Str key)
{
    int from = MSG_NONE + 1, until = MSG_COUNT;
    while (from < until) {
        int at = (from + until) / 2;
        if (str_cmp(say_name((Msg)at), key) < 0)
            from = at + 1;
        else
            until = at;
    }
    return (Msg)from;
}

Msg say_named(Str key)
{
    Msg at = from_key(key);
    return at < MSG_COUNT && str_eq(say_name(at), key) ? at : MSG_NONE;
}

void say_range(Str prefix, Msg *first, Msg *end)
{
    *end = *first = from_key(prefix);
    while (*end < MSG_COUNT && str_starts(say_name(*end), prefix))
        (*end)++;
}

/* Indonesian has one form for every number; English wants its own for 1. */
static Str pick_form(Str text, Lang lang, Str first)
{
    isize at = str_find(text, S(" || "));
    if (at < 0)
        return text;
    bool one = lang == LANG_EN && str_is(first, "1");
    return one ? str_sub(text, 0, at) : str_sub(text, at + 4, -1);
}

Str say_with(Arena *a, Lang lang, Msg msg, isize n, const Str *args)
{
    Buf b    = {.arena = a};
    Str text = pick_form(say(lang, msg), lang, n ? args[0] : (Str){0});

    for (isize i = 0; i < text.len; i++) {
        isize arg = i + 2 < text.len && text.at[i] == '{' && text.at[i + 2] == '}' ? text.at[i + 1] - '1' : -1;
        if (arg >= 0 && arg < n) {
            buf_add(&b, args[arg]);
            i += 2;
        } else {
            buf_char(&b, text.at[i]);
        }
    }
    return buf_str(&b);
}

static Str group(Arena *a, Str digits, char mark)
{
    Buf   b     = {.arena = a};
    isize minus = str_starts(digits, S("-"));
    for (isize i = 0; i < digits.len; i++) {
        if (i > minus && (digits.len - i) % 3 == 0)
            buf_char(&b, mark);
        buf_char(&b, digits.at[i]);
    }
    return buf_str(&b);
}

Str say_i64(Arena *a, Lang lang, i64 n)
{
    return group(a, str_fmt(a, "%lld", (long long)n), lang == LANG_EN ? ',' : '.');
}

Str say_ratio(Arena *a, Lang lang, Ratio r, int decimals)
{
    return ratio_round(a, r, decimals, lang == LANG_EN ? '.' : ',');
}

static Str month_name(Lang lang, int month)
{
    static const Msg months[] = {
        MSG_month_1, MSG_month_2, MSG_month_3, MSG_month_4,  MSG_month_5,  MSG_month_6,
        MSG_month_7, MSG_month_8, MSG_month_9, MSG_month_10, MSG_month_11, MSG_month_12,
    };
    return say(lang, months[month - 1]);
}

Str say_date(Arena *a, Lang lang, Date d)
{
    Ymd y = date_split(d);
    return d.days ? str_fmt(a, "%d %.*s %d", y.day, STRF(month_name(lang, y.month)), y.year) : (Str){0};
}

Str say_month(Arena *a, Lang lang, Date d)
{
    Ymd y = date_split(d);
    return str_fmt(a, "%.*s %d", STRF(month_name(lang, y.month)), y.year);
}

Str say_instant(Arena *a, Lang lang, Instant t, int utc_minutes)
{
    const char *zone = utc_minutes == 420 ? "WIB" : utc_minutes == 480 ? "WITA" : utc_minutes == 540 ? "WIT" : "UTC";
    i64         s    = t.s + (i64)(*zone == 'U' ? 0 : utc_minutes) * 60;
    if (!t.s)
        return (Str){0};
    return str_fmt(a, "%.*s %02d%c%02d %s", STRF(say_date(a, lang, (Date){(i32)(s / 86400)})),
                   (int)(s / 3600 % 24), lang == LANG_EN ? ':' : '.', (int)(s / 60 % 60), zone);
}

Str say_rupiah(Arena *a, Lang lang, i64 idr)
{
    return str_fmt(a, "Rp%.*s", STRF(say_i64(a, lang, idr)));
}

Str say_bytes(Arena *a, Lang lang, i64 bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    int u     = 0;
    i64 scale = 1;
    while (u < 4 && bytes >= scale * 1000) {
        scale *= 1000;
        u++;
    }
    return str_fmt(a, "%.*s %s", STRF(say_ratio(a, lang, ratio(bytes, scale), u && bytes < scale * 10)), units[u]);
}

void issue_say(Issues *l, Lang lang, Str field, Msg msg)
{
    issue_add(l, field, say(lang, msg));
}
