#include "base/ratio.h"

__extension__ typedef __int128 i128;        /* one step of rounding needs the room */

static i64 gcd(i64 a, i64 b)
{
    while (b) {
        i64 t = a % b;
        a = b;
        b = t;
    }
    return a < 0 ? -a : a;
}

static i64 mul(i64 a, i64 b)
{
    i64  out;
    bool over = __builtin_mul_overflow(a, b, &out);
    assert(!over);
    return over ? 0 : out;
}

static i64 add(i64 a, i64 b)
{
    i64  out;
    bool over = __builtin_add_overflow(a, b, &out);
    assert(!over);
    return over ? 0 : out;
}

i64 ratio_num(Ratio r) { return r.num; }
i64 ratio_den(Ratio r) { return r.den_less_1 + 1; }

Ratio ratio(i64 num, i64 den)
{
    assert(den != 0);
    i64 g = gcd(num, den);
    if (den < 0)
        g = -g;
    return (Ratio){num / g, den / g - 1};
}

/* Cross-reducing before multiplying keeps the intermediate numbers as small as the result allows. */
Ratio ratio_mul(Ratio a, Ratio b)
{
    i64 g = gcd(a.num, ratio_den(b)), h = gcd(b.num, ratio_den(a));
    return ratio(mul(a.num / g, b.num / h), mul(ratio_den(a) / h, ratio_den(b) / g));
}

Ratio ratio_div(Ratio a, Ratio b)
{
    return ratio_mul(a, ratio(ratio_den(b), b.num));
}

Ratio ratio_add(Ratio a, Ratio b)
{
    i64 g   = gcd(ratio_den(a), ratio_den(b));
    i64 num = add(mul(a.num, ratio_den(b) / g), mul(b.num, ratio_den(a) / g));
    return ratio(num, mul(ratio_den(a) / g, ratio_den(b)));
}

Ratio ratio_sub(Ratio a, Ratio b)
{
    return ratio_add(a, (Ratio){-b.num, b.den_less_1});
}

int ratio_cmp(Ratio a, Ratio b)
{
    i64 g = gcd(ratio_den(a), ratio_den(b));
    i64 x = mul(a.num, ratio_den(b) / g), y = mul(b.num, ratio_den(a) / g);
    return (x > y) - (x < y);
}

Ratio ratio_min(Ratio a, Ratio b) { return ratio_cmp(a, b) <= 0 ? a : b; }
Ratio ratio_max(Ratio a, Ratio b) { return ratio_cmp(a, b) >= 0 ? a : b; }

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
    if (!decimal(over, &n) || !decimal(rest, &d) || d.num <= 0)
        return false;
    *out = ratio_div(n, d);
    return true;
}

Str ratio_exact(Arena *a, Ratio r)
{
    if (!r.den_less_1)
        return str_fmt(a, "%lld", (long long)r.num);
    return str_fmt(a, "%lld/%lld", (long long)r.num, (long long)ratio_den(r));
}

Str ratio_round(Arena *a, Ratio r, int decimals, char point)
{
    i64 scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;

    bool minus = r.num < 0;
    i128 twice = (i128)(minus ? -r.num : r.num) * scale * 2 + ratio_den(r);
    i64  n     = (i64)(twice / (2 * (i128)ratio_den(r)));
    const char *sign = minus && n ? "-" : "";

    if (!decimals)
        return str_fmt(a, "%s%lld", sign, (long long)n);
    return str_fmt(a, "%s%lld%c%0*lld", sign, (long long)(n / scale), point, decimals,
                   (long long)(n % scale));
}

double ratio_double(Ratio r)
{
    return (double)r.num / (double)ratio_den(r);
}
