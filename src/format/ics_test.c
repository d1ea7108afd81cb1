#include "format/ics.h"
#include "test/test.h"

/* As another program unfolds it. */
static Str unfolded(Arena *a, Str s)
{
    Buf b = {.arena = a};
    for (isize i = 0; i < s.len; i++) {
        if (str_starts(str_sub(s, i, -1), S("\r\n ")))
            i += 2;
        else
            buf_add(&b, str_sub(s, i, 1));
    }
    return buf_str(&b);
}

TEST(a_calendar_says_whole_days_and_ends_after_the_last)
{
    Buf      b = {.arena = &a};
    IcsEvent e = {.uid = S("siklus-1-isi@contoh"), .title = S("Pengisian"), .from = date_ymd(2026, 8, 1),
                  .until = date_ymd(2026, 8, 31), .version = 3, .at = {1787281445}};
    ics_open(&b, S("ZI"));
    ics_put(&b, &e);
    ics_close(&b);
    CHECK_STR(buf_str(&b), S("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//pulau//siklus//ID\r\nCALSCALE:GREGORIAN\r\n"
                             "METHOD:PUBLISH\r\nREFRESH-INTERVAL;VALUE=DURATION:PT12H\r\nX-WR-CALNAME:ZI\r\n"
                             "BEGIN:VEVENT\r\nUID:siklus-1-isi@contoh\r\nDTSTAMP:20260821T030405Z\r\n"
                             "DTSTART;VALUE=DATE:20260801\r\nDTEND;VALUE=DATE:20260901\r\nSUMMARY:Pengisian\r\n"
                             "SEQUENCE:3\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"));
}

TEST(texts_of_a_calendar_are_escaped_and_folded_between_letters)
{
    Buf      b = {.arena = &a};
    IcsEvent e = {.uid = S("x"), .from = date_ymd(2026, 1, 1), .until = date_ymd(2026, 1, 1), .at = {1787281445},
                  .title = S("Satu, dua; tiga\\empat\nlima\x01"
                             "ééééééééééééééééééééééééééééééééééééééééééé")};
    ics_put(&b, &e);
    Str all = buf_str(&b), rest = all;
    while (rest.len) {
        isize at = str_find(rest, S("\r\n"));
        CHECK(at >= 0 && at <= 75 && str_is_utf8(str_sub(rest, 0, at)));
        rest = str_sub(rest, at + 2, -1);
    }
    CHECK(str_has(unfolded(&a, all), S("SUMMARY:Satu\\, dua\\; tiga\\\\empat\\nlimaééé")));
}
