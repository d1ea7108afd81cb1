#include "base/ratio.h"

#include <gmp.h>
#include <string.h>

_Static_assert(sizeof(mp_limb_t) == sizeof(u64) && GMP_NAIL_BITS == 0, "limbs are plain 64-bit words");

/* --- the quick path: one limb above and below --- */

static bool is_small(const Ratio *r)
{
    return r->n <= 1 && r->d <= 1;
}

static u64 small_den(const Ratio *r)
{
    return r->d ? r->den[0] : 1;
}

static u64 gcd(u64 a, u64 b)
{
    if (!a || !b)
        return a | b;
    int twos = __builtin_ctzll(a | b);
    a >>= __builtin_ctzll(a);
    while (b) {
        b >>= __builtin_ctzll(b);
        if (a > b) {
            u64 t = a;
            a = b;
            b = t;
        }
        b -= a;
    }
    return a << twos;
}

/* num and den have no common factor. */
static Ratio small(bool minus, u64 num, u64 den)
{
    Ratio r = {.num = {num}, .n = num != 0, .minus = minus && num};
    if (den != 1) {
        r.den[0] = den;
        r.d      = 1;
    }
    return r;
}

static bool small_sum(const Ratio *a, const Ratio *b, bool b_minus, Ratio *out)
{
    u64  da = small_den(a), db = small_den(b), g = da == db ? da : gcd(da, db);
    u64  x, y, sum, den;
    bool minus = a->minus;

    if (__builtin_mul_overflow(a->num[0], db / g, &x) || __builtin_mul_overflow(b->num[0], da / g, &y)
        || __builtin_mul_overflow(da / g, db, &den))
        return false;
    if (a->minus == b_minus) {
        if (__builtin_add_overflow(x, y, &sum))
            return false;
    } else {
        minus = x >= y ? a->minus : b_minus;
        sum   = x >= y ? x - y : y - x;
    }
    if (!sum) {
        *out = (Ratio){0};
        return true;
    }
    u64 h = gcd(sum, g);        /* a common factor can only be one of g: a and b are reduced */
    *out  = small(minus, sum / h, den / h);
    return true;
}

/* Reducing crosswise first keeps the product reduced, and as small as it can be. */
static bool small_product(const Ratio *a, const Ratio *b, Ratio *out)
{
    u64 g = gcd(a->num[0], small_den(b)), h = gcd(b->num[0], small_den(a));
    u64 num, den;

    if (!a->n || !b->n) {
        *out = (Ratio){0};
        return true;
    }
    if (__builtin_mul_overflow(a->num[0] / g, b->num[0] / h, &num)
        || __builtin_mul_overflow(small_den(a) / h, small_den(b) / g, &den))
        return false;
    *out = small(a->minus != b->minus, num, den);
    return true;
}

/* --- the wide path: whole numbers with room for a product of two and a carry --- */

enum { WIDE_LIMBS = 2 * RATIO_LIMBS + 2 };

typedef struct {
    mp_limb_t at[WIDE_LIMBS];
    mp_size_t n;                /* no leading zero; 0 is zero */
} Wide;

static void wide_trim(Wide *w)
{
    while (w->n && !w->at[w->n - 1])
        w->n--;
}

static Wide wide_one(u64 value)
{
    return (Wide){.at = {value}, .n = value != 0};
}

static Wide wide_num(const Ratio *r)
{
    Wide w = {.n = r->n};
    memcpy(w.at, r->num, sizeof r->num);
    return w;
}

static Wide wide_den(const Ratio *r)
{
    Wide w = {.n = r->d};
    memcpy(w.at, r->den, sizeof r->den);
    return r->d ? w : wide_one(1);
}

static int wide_cmp(const Wide *a, const Wide *b)
{
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    return a->n ? mpn_cmp(a->at, b->at, a->n) : 0;
}

static Wide wide_mul(const Wide *a, const Wide *b)
{
    Wide out = {0};
    if (!a->n || !b->n)
        return out;
    if (a->n < b->n)
        return wide_mul(b, a);
    assert(a->n + b->n <= WIDE_LIMBS);
    mpn_mul(out.at, a->at, a->n, b->at, b->n);
    out.n = a->n + b->n;
    wide_trim(&out);
    return out;
}

static Wide wide_add(const Wide *a, const Wide *b)
{
    if (a->n < b->n)
        return wide_add(b, a);
    Wide out = *a;
    if (b->n) {
        assert(a->n < WIDE_LIMBS);
        out.at[a->n] = mpn_add(out.at, a->at, a->n, b->at, b->n);
        out.n        = a->n + 1;
    }
    wide_trim(&out);
    return out;
}

static Wide wide_sub(const Wide *a, const Wide *b)      /* a >= b */
{
    Wide out = *a;
    if (b->n)
        mpn_sub(out.at, a->at, a->n, b->at, b->n);
    wide_trim(&out);
    return out;
}

static Wide wide_div(const Wide *a, const Wide *b)      /* rounded down */
{
    Wide q = {0}, rest = {0};
    if (a->n < b->n)
        return q;
    mpn_tdiv_qr(q.at, rest.at, 0, a->at, a->n, b->at, b->n);
    q.n = a->n - b->n + 1;
    wide_trim(&q);
    return q;
}

/* How many times two divides it; it is shifted down by as many. */
static mp_bitcnt_t take_twos(Wide *w)
{
    mp_bitcnt_t twos  = mpn_scan1(w->at, 0);
    mp_size_t   limbs = (mp_size_t)(twos / 64);
    memmove(w->at, w->at + limbs, (size_t)(w->n - limbs) * sizeof *w->at);
    w->n -= limbs;
    if (twos % 64)
        mpn_rshift(w->at, w->at, w->n, twos % 64);
    wide_trim(w);
    return twos;
}

/* Reduce a fraction; mpn_gcd wants an odd operand, so the twos are taken out beforehand. */
static void wide_reduce(Wide *num, Wide *den)
{
    Wide        a = *num, b = *den, g = {0};
    mp_bitcnt_t ta = take_twos(&a), tb = take_twos(&b);

    for (mp_bitcnt_t t = ta < tb ? ta : tb; t; t -= t > 63 ? 63 : t) {
        unsigned by = t > 63 ? 63 : (unsigned)t;
        mpn_rshift(num->at, num->at, num->n, by);
        mpn_rshift(den->at, den->at, den->n, by);
        wide_trim(num);
        wide_trim(den);
    }
    if (wide_cmp(&a, &b) < 0)
        g.n = mpn_gcd(g.at, b.at, b.n, a.at, a.n);
    else
        g.n = mpn_gcd(g.at, a.at, a.n, b.at, b.n);
    if (g.n == 1 && g.at[0] == 1)
        return;
    *num = wide_div(num, &g);
    *den = wide_div(den, &g);
}

static Ratio wide_ratio(bool minus, Wide num, Wide den)
{
    Ratio r = {0};
    if (!num.n)
        return r;
    wide_reduce(&num, &den);
    assert(num.n <= RATIO_LIMBS && den.n <= RATIO_LIMBS);
    r.minus = minus;
    r.n     = (u8)num.n;
    memcpy(r.num, num.at, (size_t)num.n * sizeof *num.at);
    if (den.n == 1 && den.at[0] == 1)
        return r;
    r.d = (u8)den.n;
    memcpy(r.den, den.at, (size_t)den.n * sizeof *den.at);
    return r;
}

/* Both brought over one denominator. */
static void cross(const Ratio *a, const Ratio *b, Wide *out_a, Wide *out_b)
{
    Wide na = wide_num(a), nb = wide_num(b), da = wide_den(a), db = wide_den(b);
    *out_a  = wide_mul(&na, &db);
    *out_b  = wide_mul(&nb, &da);
}

static Ratio sum(const Ratio *a, const Ratio *b, bool b_minus)
{
    Ratio quick;
    if (is_small(a) && is_small(b) && small_sum(a, b, b_minus, &quick))
        return quick;

    Wide x, y, da = wide_den(a), db = wide_den(b), den = wide_mul(&da, &db);
    cross(a, b, &x, &y);
    if (a->minus == b_minus)
        return wide_ratio(b_minus, wide_add(&x, &y), den);
    if (wide_cmp(&x, &y) >= 0)
        return wide_ratio(a->minus, wide_sub(&x, &y), den);
    return wide_ratio(b_minus, wide_sub(&y, &x), den);
}

/* --- the door --- */

Ratio ratio(i64 num, i64 den)
{
    assert(den != 0);
    u64 n = num < 0 ? -(u64)num : (u64)num, d = den < 0 ? -(u64)den : (u64)den, g = gcd(n, d);
    return small((num < 0) != (den < 0), n / g, d / g);
}

Ratio ratio_add(Ratio a, Ratio b)
{
    return sum(&a, &b, b.minus);
}

Ratio ratio_sub(Ratio a, Ratio b)
{
    return sum(&a, &b, !b.minus);
}

Ratio ratio_mul(Ratio a, Ratio b)
{
    Ratio quick;
    if (is_small(&a) && is_small(&b) && small_product(&a, &b, &quick))
        return quick;
    Wide na = wide_num(&a), nb = wide_num(&b), da = wide_den(&a), db = wide_den(&b);
    return wide_ratio(a.minus != b.minus, wide_mul(&na, &nb), wide_mul(&da, &db));
}

Ratio ratio_div(Ratio a, Ratio b)
{
    assert(b.n);
    Ratio upside = {.n = b.d ? b.d : 1, .d = b.n, .minus = b.minus};
    memcpy(upside.num, b.den, sizeof b.den);
    memcpy(upside.den, b.num, sizeof b.num);
    if (!b.d)
        upside.num[0] = 1;
    if (b.n == 1 && b.num[0] == 1) {
        upside.d      = 0;
        upside.den[0] = 0;
    }
    return ratio_mul(a, upside);
}

int ratio_cmp(Ratio a, Ratio b)
{
    int way = a.minus ? -1 : 1;
    if (a.minus != b.minus)
        return way;

    u64 x, y;
    if (is_small(&a) && is_small(&b) && !__builtin_mul_overflow(a.num[0], small_den(&b), &x)
        && !__builtin_mul_overflow(b.num[0], small_den(&a), &y))
        return way * ((x > y) - (x < y));

    Wide p, q;
    cross(&a, &b, &p, &q);
    int c = wide_cmp(&p, &q);
    return way * ((c > 0) - (c < 0));
}

Ratio ratio_min(Ratio a, Ratio b) { return ratio_cmp(a, b) <= 0 ? a : b; }
Ratio ratio_max(Ratio a, Ratio b) { return ratio_cmp(a, b) >= 0 ? a : b; }

bool ratio_split(Ratio r, i64 *out_num, i64 *out_den)
{
    if (!is_small(&r) || r.num[0] > INT64_MAX || small_den(&r) > INT64_MAX)
        return false;
    *out_num = r.minus ? -(i64)r.num[0] : (i64)r.num[0];
    *out_den = (i64)small_den(&r);
    return true;
}

/* --- in and out --- */

static bool decimal(Str s, Ratio *out)
{
    bool minus = s.len > 1 && s.at[0] == '-';
    i64  num = 0, den = 1;
    int  digits = 0, decimals = 0;
    bool point = false;

    for (isize i = minus; i < s.len; i++) {
        char c = s.at[i];
        if ((c == '.' || c == ',') && !point && digits) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9' || ++digits > 12 || (point && ++decimals > 9))
            return false;
        num = num * 10 + (c - '0');
        if (point)
            den *= 10;
    }
    if (!digits || (point && !decimals))
        return false;
    *out = ratio(minus ? -num : num, den);
    return true;
}

bool ratio_parse(Str s, Ratio *out)
{
    Str   rest = s;
    Str   over = str_cut(&rest, '/');
    Ratio n, d;
    if (!rest.at)
        return decimal(s, out);
    if (!decimal(over, &n) || !decimal(rest, &d) || !d.n || d.minus)
        return false;
    *out = ratio_div(n, d);
    return true;
}

static Str digits(Arena *a, Wide w)
{
    u8   *p = new(a, u8, w.n * 20 + 1);
    isize n = w.n ? (isize)mpn_get_str(p, 10, w.at, w.n) : 1;
    for (isize i = 0; i < n; i++)
        p[i] = (u8)(p[i] + '0');
    Str s = {(char *)p, n};
    while (s.len > 1 && s.at[0] == '0')
        s = str_sub(s, 1, -1);
    return s;
}

Str ratio_exact(Arena *a, Ratio r)
{
    const char *sign = r.minus ? "-" : "";
    Str         num  = digits(a, wide_num(&r));
    if (!r.d)
        return str_fmt(a, "%s%.*s", sign, STRF(num));
    return str_fmt(a, "%s%.*s/%.*s", sign, STRF(num), STRF(digits(a, wide_den(&r))));
}

/* What a page shows is nearly always small: the same rule in two words, and digits set from the right. */
__extension__ typedef unsigned __int128 u128;
enum { SMALL_DECIMALS = 4 };
static const u64 small_most = 1000000000000000;

static Str round_small(Arena *a, const Ratio *r, int decimals, char point)
{
    static const u64 scales[] = {1, 10, 100, 1000, 10000};
    u64   num = r->n ? r->num[0] : 0, den = r->d ? r->den[0] : 1;
    u64   n   = (u64)(((u128)num * scales[decimals] * 2 + den) / (2 * (u128)den));
    bool  minus = r->minus && n;
    char  at[32];
    isize from = countof(at);

    for (int i = 0; n || i <= decimals; i++, n /= 10) {
        if (i == decimals && decimals)
            at[--from] = point;
        at[--from] = (char)('0' + n % 10);
    }
    if (minus)
        at[--from] = '-';
    return str_copy(a, (Str){at + from, countof(at) - from});
}

Str ratio_round(Arena *a, Ratio r, int decimals, char point)
{
    assert(decimals >= 0 && decimals <= 18);
    if (decimals <= SMALL_DECIMALS && r.n <= 1 && r.d <= 1 && (!r.n || r.num[0] < small_most))
        return round_small(a, &r, decimals, point);
    u64 scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;

    /* (2 num scale + den) / (2 den), rounded down, is num/den rounded half away from zero */
    Wide n = wide_num(&r), d = wide_den(&r), s = wide_one(2 * scale), two = wide_one(2);
    Wide up = wide_mul(&n, &s), down = wide_mul(&d, &two);
    up   = wide_add(&up, &d);
    up   = wide_div(&up, &down);

    const char *sign = r.minus && up.n ? "-" : "";
    Str         all  = digits(a, up);
    if (!decimals)
        return str_fmt(a, "%s%.*s", sign, STRF(all));
    if (all.len <= decimals)
        all = str_fmt(a, "%0*d%.*s", (int)(decimals + 1 - all.len), 0, STRF(all));
    return str_fmt(a, "%s%.*s%c%.*s", sign, STRF(str_sub(all, 0, all.len - decimals)), point,
                   STRF(str_sub(all, all.len - decimals, decimals)));
}

static double limbs_double(const u64 *at, int n)
{
    double out = 0;
    for (int i = n; i-- > 0;)
        out = out * 18446744073709551616.0 + (double)at[i];
    return out;
}

double ratio_double(Ratio r)
{
    double v = limbs_double(r.num, r.n) / (r.d ? limbs_double(r.den, r.d) : 1.0);
    return r.minus ? -v : v;
}
