#include "base/date.h"

#include <time.h>

/* Days before a civil date, counting years from March so that the leap day comes last. */
Date date_ymd(int y, int m, int d)
{
    y -= m <= 2;
    int era  = y / 400;
    int yoe  = y - era * 400;
    int doy  = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int doe  = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return (Date){era * 146097 + doe - 719468};
}

Ymd date_split(Date date)
{
    int z   = date.days + 719468;
    int era = z / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp  = (5 * doy + 2) / 153;
    int m   = mp + (mp < 10 ? 3 : -9);
    return (Ymd){yoe + era * 400 + (m <= 2), m, doy - (153 * mp + 2) / 5 + 1};
}

bool date_parse(Str iso, Date *out)
{
    i64 y, m, d;
    Str rest = iso;
    if (iso.len != 10 || !str_i64(str_cut(&rest, '-'), &y) || !str_i64(str_cut(&rest, '-'), &m)
        || !str_i64(rest, &d))
        return false;
    if (y < 1900 || y > 9999 || m < 1 || m > 12 || d < 1 || d > 31)
        return false;
    Date date = date_ymd((int)y, (int)m, (int)d);
    Ymd  back = date_split(date);
    if (back.month != m || back.day != d)
        return false;
    *out = date;
    return true;
}

Str date_iso(Arena *a, Date date)
{
    Ymd d = date_split(date);
    return str_fmt(a, "%04d-%02d-%02d", d.year, d.month, d.day);
}

int date_weekday(Date d)
{
    return ((d.days % 7) + 4 + 7) % 7;          /* 1970-01-01 was a Thursday: 4 */
}

bool date_is_weekend(Date d)
{
    int weekday = date_weekday(d);
    return weekday == 0 || weekday == 6;
}

Instant clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (Instant){t.tv_sec};
}

i64 clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (i64)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

Date instant_date(Instant t, int utc_minutes)
{
    i64 local = t.s + (i64)utc_minutes * 60;
    return (Date){(i32)(local / 86400)};
}

bool instant_parse(Str iso, Instant *out)
{
    Date d;
    i64  h, m, s;
    if (iso.len != 20 || iso.at[10] != 'T' || iso.at[13] != ':' || iso.at[16] != ':' || iso.at[19] != 'Z')
        return false;
    if (!date_parse(str_sub(iso, 0, 10), &d) || !str_i64(str_sub(iso, 11, 2), &h)
        || !str_i64(str_sub(iso, 14, 2), &m) || !str_i64(str_sub(iso, 17, 2), &s))
        return false;
    if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59)
        return false;
    *out = (Instant){(i64)d.days * 86400 + h * 3600 + m * 60 + s};
    return true;
}

Str instant_iso(Arena *a, Instant t)
{
    Ymd d = date_split((Date){(i32)(t.s / 86400)});
    int s = (int)(t.s % 86400);
    return str_fmt(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", d.year, d.month, d.day, s / 3600, s / 60 % 60,
                   s % 60);
}
