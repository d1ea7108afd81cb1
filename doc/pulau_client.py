#!/usr/bin/env python3
"""pulau_client - a small program that talks to pulau's API.  Python 3, nothing else; copy it and change it.

    export PULAU_URL=http://127.0.0.1:8080 PULAU_TOKEN=pulau_...        (make one on /akun/token)

    pulau_client.py lke                             worksheets, what they score, what is missing
    pulau_client.py butir SHEET [--belum]           the items of one; with --belum those without an answer
    pulau_client.py jawab SHEET CODE ANSWER [NOTE]  answer one: A, 3.6, or agen=4,perubahan=15
    pulau_client.py lihat PATH                      any address below /api/v1, as JSON

It ends with 0 when all is well, with 1 when pulau said no, and with 2 when it did not answer.
"""
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


class Refused(Exception):
    """pulau's answer when something is wrong: RFC 9457."""

    def __init__(self, problem):
        super().__init__(problem.get("title", "?"))
        self.problem = problem


class Pulau:
    def __init__(self, url, token):
        self.url = url.rstrip("/")
        self.token = token

    def ask(self, path, body=None):
        """GET a path below the origin, or POST a body to it.  Waits and tries again when told to slow down."""
        request = urllib.request.Request(self.url + path, method="GET" if body is None else "POST")
        request.add_header("Authorization", "Bearer " + self.token)
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        while True:
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as e:
                wait = e.headers.get("Retry-After", "")
                problem = json.load(e)
                if e.code not in (429, 503) or not wait.isdigit():
                    raise Refused(problem) from None
                time.sleep(int(wait))

    def all(self, path):
        """Every row of a list, page after page."""
        while path:
            page = self.ask(path)
            yield from page["items"]
            path = page["next"]


def quoted(text):
    return urllib.parse.quote(text, safe="")


def sheets(pulau):
    for row in pulau.all("/api/v1/lke"):
        print(f"{row['id']}  {row['year']}  {row['unit_name']}")
        if not row["score"]:
            continue
        sheet = pulau.ask(f"/api/v1/lke/{row['id']}")
        score = sheet["score"]
        print(f"    {score['total']} points, {score['answered']} of {score['questions']} answered, "
              f"passes {', '.join(score['passes']) or 'nothing yet'}")
        for gate in sheet["gates"]:
            if gate["predicate"] == sheet["target"] and not gate["pass"]:
                print(f"    {gate['predicate']} {gate['name']}: {gate['have']} of {gate['need']}, "
                      f"{gate['lacks']} short")


def items(pulau, sheet, unanswered):
    query = "?tampil=belum" if unanswered else ""
    for item in pulau.all(f"/api/v1/lke/{quoted(sheet)}/butir{query}"):
        print(f"{item['code']:<14} {item['points']:>6}  {item['answer_text'] or '-'}  {item['topic']}")


def answer_of(text):
    """A, 3.6, or agen=4,perubahan=15."""
    if "=" not in text:
        return text
    return dict(part.split("=", 1) for part in text.split(","))


def answer(pulau, sheet, code, text, note=None):
    path = f"/api/v1/lke/{quoted(sheet)}/butir/{quoted(code)}"
    body = {"answer": answer_of(text), "version": pulau.ask(path)["version"]}
    if note is not None:
        body["note"] = note
    item = pulau.ask(path, body)
    print(f"{code}: {item['line']['answer_text']}, {item['line']['points']} points, version {item['version']}")


def main(words):
    url, token = os.environ.get("PULAU_URL", "http://127.0.0.1:8080"), os.environ.get("PULAU_TOKEN", "")
    if not words or not token:
        print(__doc__, file=sys.stderr)
        return 64
    pulau, what, rest = Pulau(url, token), words[0], words[1:]
    if what == "lke" and not rest:
        sheets(pulau)
    elif what == "butir" and len(rest) in (1, 2) and rest[1:] in ([], ["--belum"]):
        items(pulau, rest[0], len(rest) == 2)
    elif what == "jawab" and len(rest) in (3, 4):
        answer(pulau, *rest)
    elif what == "lihat" and len(rest) == 1:
        print(json.dumps(pulau.ask("/api/v1/" + rest[0].lstrip("/")), indent=2, ensure_ascii=False))
    else:
        print(__doc__, file=sys.stderr)
        return 64
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Refused as no:
        print(no.problem["status"], no.problem["title"], no.problem.get("detail", ""), file=sys.stderr)
        for issue in no.problem.get("issues", []):
            print(f"  {issue['field']}: {issue['text']}", file=sys.stderr)
        sys.exit(1)
    except (OSError, ValueError) as e:
        print(f"pulau does not answer: {e}", file=sys.stderr)
        sys.exit(2)
