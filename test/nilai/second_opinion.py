"""Scores and plans judged again by another program in another language, from the rule pack alone."""
import json
import random
import subprocess
import sys
from fractions import Fraction as F

PULAU, PACK, SHEETS = sys.argv[1], json.load(open("regulasi/permenpanrb-90-2021.json")), int(sys.argv[2])
NODES = {n["code"]: n for n in PACK["nodes"]}
BELOW = {}
for n in PACK["nodes"]:
    BELOW.setdefault(n.get("parent"), []).append(n["code"])


def options(n):
    return {o["letter"]: F(o["value"]) for o in PACK["scales"][n["scale"]]["options"]}


def share(n, answer):
    if answer is None:
        return F(0)
    if n["kind"] == "choice":
        return options(n)[answer]
    f = n["formula"]
    if f["kind"] == "index":
        return F(answer) / F(f["top"])
    now = sum(answer[k] for k in f["part" if f["kind"] == "share" else "now"])
    whole = sum(answer[k] for k in f["whole" if f["kind"] == "share" else "before"])
    if not whole:
        rule = f["when_zero"]["is"]
        return F(rule == "full" or (rule == "full_if_none_now" and not now))
    raw = F(now, whole) if f["kind"] == "share" else F(whole - now, whole)
    return max(F(0), min(F(f["cap"]), raw))


def score(answers):
    points = {}

    def walk(code):
        n, below = NODES[code], BELOW.get(code, [])
        if n["kind"] == "indicator":
            part = F(n["weight"]) / len(below)
            for k in below:
                points[k] = part * share(NODES[k], answers.get(k))
        elif not below:
            points[code] = F(n["weight"]) * share(n, answers.get(code))
            return
        else:
            for k in below:
                walk(k)
        points[code] = sum(points[k] for k in below)

    walk(PACK["nodes"][0]["code"])
    return points


def failed(points, target):
    gates = next(p for p in PACK["predicates"] if p["code"] == target)["gates"]
    out = []
    for g in gates:
        if "area" in g:
            of = [c for c, n in NODES.items() if n.get("area") == g["area"]]
            need = F(g["share"]) * sum(F(NODES[c]["weight"]) for c in of)
        elif "of" in g:
            of, need = g["of"], F(g["need"])
        else:
            continue
        if sum(points[c] for c in of) < need:
            out.append(g["code"])
    return out


def sheet():
    low, most, out = random.random(), random.choice([5, 50, 9999999]), {}
    for code, n in NODES.items():
        if n["kind"] == "choice" and random.random() < 0.95:
            letters = list(options(n))
            out[code] = random.choice(letters) if random.random() < low else letters[0]
        elif n["kind"] == "numbers" and n["formula"]["kind"] == "index":
            out[code] = "%.*f" % (random.choice([2, 3, 9]), random.uniform(3.4, 4))
        elif n["kind"] == "numbers" and random.random() < 0.95:
            out[code] = {i["key"]: random.randint(0, most) for i in n["inputs"]}
    return out


def pulau(answers, *words):
    text = json.dumps({"instrument": PACK["id"], "answers": answers})
    return json.loads(subprocess.run([PULAU, "lke", *words], input=text, capture_output=True, text=True, check=True).stdout)


def judge_plans(answers, target):
    got = pulau(answers, "plan", "-", "--target", target)
    assert got["plans"] or got["blocked"], "neither a plan nor a reason"
    for plan in got["plans"]:
        after = {**answers, **{c["item"]: c["to"] for c in plan["changes"]}}
        assert not failed(score(after), target), ("the plan does not pass", plan)
        for c in plan["changes"]:
            assert NODES[c["item"]].get("changeable", True), c
            assert failed(score({**after, c["item"]: answers.get(c["item"])}), target), ("needless", c)
    return len(got["plans"])


random.seed(90)
plans = 0
for turn in range(SHEETS):
    answers = sheet()
    ours, theirs = score(answers), pulau(answers, "score", "-")
    for code, points in ours.items():
        assert F(theirs["nodes"][code]["exact"]) == points, (code, theirs["nodes"][code], points)
    assert F(theirs["total"]["exact"]) == ours[PACK["nodes"][0]["code"]]
    for target, verdict in theirs["verdict"].items():
        assert [g["gate"] for g in verdict["failed"]] == failed(ours, target), (target, verdict)
        assert verdict["pass"] == (not verdict["failed"])
        plans += judge_plans(answers, target)
assert plans > SHEETS, "hardly any plans were judged"
print(f"{SHEETS} sheets and {plans} plans: {SHEETS + plans} passed")
