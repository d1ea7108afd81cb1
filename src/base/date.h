/* date.h - calendar days and instants.
 *
 * A day is never added to an instant: they are different types.  Zero means "none" in both, and is
 * stored as NULL.  Nothing but clock_now() reads a clock; it is called once, at the door of a request.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/base.h"

typedef struct { i32 days; } Date;              /* days since 1970-01-01 */
typedef struct { i64 s; } Instant;              /* seconds since 1970-01-01T00:00:00Z */

typedef struct { int year, month, day; } Ymd;   /* month 1..12, day 1..31 */

Date date_ymd(int y, int m, int d);
Ymd  date_split(Date d);
bool date_parse(Str iso, Date *out);            /* 2026-08-21 */
Str  date_iso(Arena *a, Date d);
int  date_weekday(Date d);                      /* 0 Sunday ... 6 Saturday */
bool date_is_weekend(Date d);

Instant clock_now(void);
i64     clock_ms(void);                         /* monotonic, for measuring spans */
Date    instant_date(Instant t, int utc_minutes);       /* the day it is, so far east of Greenwich */
bool    instant_parse(Str iso, Instant *out);   /* 2026-08-21T03:04:05Z */
Str     instant_iso(Arena *a, Instant t);

#endif
