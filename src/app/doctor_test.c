#include "app/app.h"

#include "test/test.h"

static Instant on(int y, int m, int d) { return (Instant){(i64)date_ymd(y, m, d).days * 86400}; }

TEST(a_clock_is_doubted_when_it_is_past_far_ahead_or_behind_the_log)
{
    Instant now = on(2027, 3, 4), none = {0};
    CHECK(doctor_clock(now, none) == MSG_doctor_clock);
    CHECK(doctor_clock(now, now) == MSG_doctor_clock);
    CHECK(doctor_clock(now, (Instant){now.s + 60}) == MSG_doctor_clock);
    CHECK(doctor_clock(now, (Instant){now.s + 3600}) == MSG_doctor_clock_behind);
    CHECK(doctor_clock(on(2026, 10, 31), none) == MSG_doctor_clock_wrong);
    CHECK(doctor_clock(on(2031, 11, 1), none) == MSG_doctor_clock);
    CHECK(doctor_clock(on(2031, 11, 2), none) == MSG_doctor_clock_ahead);
    CHECK(doctor_clock(on(2038, 1, 19), on(2038, 1, 19)) == MSG_doctor_clock_ahead);
}

TEST(a_proxy_that_can_never_connect_is_told_from_one_that_can)
{
    static const char *const can[][2] = {
        {"127.0.0.1", "127.0.0.1:8080"}, {"10.0.0.2", "0.0.0.0:8080"}, {"10.0.0.2", "[::]:8080"},
        {"::1", "[::1]:8080"}, {"0:0:0:0:0:0:0:1", "[::1]:80"}, {"2001:db8::7", "[::]:443"},
        {"10.0.0.2", "10.0.0.1:80"},
    };
    static const char *const never[][2] = {
        {"banana", "127.0.0.1:8080"}, {"0.0.0.0", "0.0.0.0:8080"}, {"::", "[::]:8080"},
        {"255.255.255.255", "0.0.0.0:80"},
        {"10.0.0.2", "127.0.0.1:8080"}, {"::1", "127.0.0.1:8080"}, {"127.0.0.1", "[::1]:8080"},
        {"2001:db8::7", "0.0.0.0:443"}, {"10.0.0.2", "[2001:db8::1]:443"},
    };
    for (isize i = 0; i < countof(can); i++)
        CHECK(!doctor_proxy_never(str_of(can[i][0]), str_of(can[i][1])));
    for (isize i = 0; i < countof(never); i++)
        CHECK(doctor_proxy_never(str_of(never[i][0]), str_of(never[i][1])));
}
