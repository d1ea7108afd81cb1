"""Survey scores judged again by another program: Python's fractions, and mpmath for Student's t."""
import json
import random
import subprocess
import sys
from fractions import Fraction as F

from mpmath import betainc, findroot, mp, mpf, sqrt

PULAU, TURNS = sys.argv[1], int(sys.argv[2])
IDS = ["skm-14-2017", "spak-90-2021", "spkp-90-2021", "ipk-ma-2020"]
PACKS = {i: json.load(open(f"regulasi/survei-{i}.json")) for i in IDS}
mp.dps = 30
checks = 0


def run(text, *words):
    return subprocess.run([PULAU, "survei", "score", "-", *words], input=text, capture_output=True, text=True)


def rounded(x, places=2):
    """Half away from zero; nothing here is below zero but alpha."""
    whole = (abs(x) * 10**places * 2 + 1) // 2
    return ("-" if x < 0 and whole else "") + f"{whole // 10**places}.{whole % 10**places:0{places}d}"


def t_quantile(df, confidence):
    """Where Student's t of df degrees leaves half of what the confidence leaves out above it."""
    tail = (1 - mpf(confidence) / 100) / 2

    def above(t):
        return betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2 - tail
    return findroot(above, (mpf(1), mpf(14)), solver="anderson", tol=mpf(10) ** -24, maxsteps=200)


def variance(xs):
    mean = sum(xs, F(0)) / len(xs)
    return sum(((x - mean) ** 2 for x in xs), F(0)) / (len(xs) - 1)


def near(text, want):
    assert abs(mpf(text) - want) <= mpf(10) ** -9 * max(1, abs(want)), (text, want)


def judge(pack, scale, rows):
    global checks
    got = run(json.dumps({"instrument": pack["id"], "answers": rows, "scale": int(scale["points"])}))
    assert got.returncode == 0, got.stderr
    got, factor, times = json.loads(got.stdout), F(scale["value"]), F(pack["times"]["value"])
    k, n = len(pack["elements"]), len(rows)
    columns = [[F(row[e]) * factor for row in rows] for e in range(k)]
    own = [sum((F(m) for m in row), F(0)) * factor * times / k for row in rows]
    index = sum(own, F(0)) / n
    assert got["n"] == n and F(got["exact"]) == index and got["index"] == rounded(index), (got["index"], index)
    band = next(b["code"] for b in pack["bands"] if F(rounded(index)) >= F(b["value"]) or b is pack["bands"][-1])
    assert got["band"] == band, (index, band, got["band"])
    means = [sum(c, F(0)) / n for c in columns]
    lowest = sorted(range(k), key=lambda e: (means[e], e))[:3]
    assert got["lowest"] == [pack["elements"][e]["code"] for e in lowest]
    for e in range(k):
        assert F(got["elements"][e]["exact"]) == means[e] and got["elements"][e]["mean"] == rounded(means[e])
        assert sum(got["elements"][e]["marks"]) == n
        if n > 1:
            v = variance(columns[e])
            near(got["elements"][e]["sd"], sqrt(mpf(v.numerator) / v.denominator))
    if n < 2:
        assert got["interval"] is None and got["alpha"] is None
        return
    v = variance(own)
    half = t_quantile(n - 1, setting(pack, "confidence_percent")) * sqrt(mpf(v.numerator) / v.denominator / n)
    mid, least = mpf(index.numerator) / index.denominator, factor * times
    top = least * int(scale["points"])
    near(got["interval_precise"][0], max(mid - half, mpf(least.numerator) / least.denominator))
    near(got["interval_precise"][1], min(mid + half, mpf(top.numerator) / top.denominator))
    if v:
        total = variance([sum((F(m) for m in row), F(0)) for row in rows])
        alpha = F(k, k - 1) * (1 - sum((variance(c) for c in columns), F(0)) / factor**2 / total)
        assert F(got["alpha_exact"]) == alpha and got["alpha"] == rounded(alpha), (got["alpha_exact"], alpha)
    else:
        assert got["alpha"] is None
    checks += 1


def setting(pack, code):
    return next(s["value"] for s in pack["settings"] if s["code"] == code)


def rows_of(pack, scale, n, spread):
    """Some answer alike throughout, some at random: alpha near 1, near 0, and below."""
    points, k = int(scale["points"]), len(pack["elements"])
    out = []
    for _ in range(n):
        base = random.randint(1, points)
        out.append([min(points, max(1, base + random.randint(-spread, spread))) for _ in range(k)])
    return out


random.seed(14)
for turn in range(TURNS):
    pack = PACKS[random.choice(IDS)]
    scale = random.choice(pack["scales"])
    n = random.choice([1, 2, 3, 4, 7, 30, 100, 384, 1000])
    judge(pack, scale, rows_of(pack, scale, n, random.choice([0, 1, 2, 6])))
skm = PACKS["skm-14-2017"]
judge(skm, skm["scales"][0], rows_of(skm, skm["scales"][0], 50000, 1))

good = json.dumps({"instrument": "skm-14-2017", "answers": [[4] * 9]})
bad = '{"instrument": "skm-14-2017", "answers": [[5]]}'
for text, words, status in [(good, [], 0), (good, ["--json"], 0), (good, ["--lang", "fr"], 64), (good, ["more"], 64),
                            (good, ["--colour"], 64), ("{", [], 65), (bad, [], 65)]:
    got = run(text, *words)
    assert got.returncode == status, (text, words, got)
    assert bool(got.stdout) == (status == 0) and bool(got.stderr) == (status != 0), (text, words, got)
    checks += 1
assert subprocess.run([PULAU, "survei", "score", "/nowhere"], capture_output=True).returncode == 66
print(f"{checks + 1} passed")
