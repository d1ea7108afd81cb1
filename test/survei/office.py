# office.py DB - put two strict campaigns with invitations into the demo, and print their codes, one JSON line.
# DB is a file of SQLite or the address of a PostgreSQL.
import hashlib
import json
import secrets
import sqlite3
import subprocess
import sys

LETTERS = "abcdefghjkmnpqrstuvwxyz023456789"
postgres = sys.argv[1].startswith("postgresql:")
number = lambda: secrets.randbits(62)


def text(value):
    if isinstance(value, bytes):
        return ("'\\x%s'" if postgres else "x'%s'") % value.hex()
    return str(value) if isinstance(value, int) else "'%s'" % value


def run(sql):
    if postgres:
        said = subprocess.run(["psql", "-qAt", "-v", "ON_ERROR_STOP=1", sys.argv[1]], input=sql, capture_output=True, text=True, check=True)
        return said.stdout.split("\n")[0].split("|")
    with sqlite3.connect(sys.argv[1], timeout=30) as db:
        return db.execute(sql).fetchone() if sql.startswith("SELECT") else db.executescript("BEGIN;" + sql + "COMMIT;")


def row(table, **values):
    return "INSERT INTO %s (%s) VALUES (%s);\n" % (table, ", ".join(values), ", ".join(map(text, values.values())))


unit, instansi = map(int, run("SELECT id, instansi_id FROM unit WHERE kind <> 'instansi' ORDER BY id DESC LIMIT 1"))
person = int(run("SELECT id FROM akun_user ORDER BY id LIMIT 1")[0])


def campaign(slug, plain_too, invited):
    service, made = number(), number()
    codes = ["".join(secrets.choice(LETTERS) for _ in range(16)) for _ in range(invited)]
    sql = row("survei_service", id=service, instansi_id=instansi, unit_id=unit, name="Loket " + slug, name_en="", online=0, version=1)
    sql += row("survei_campaign", id=made, instansi_id=instansi, unit_id=unit, title="Survei " + slug, slug=slug, mode="strict",
               plain_too=plain_too, state="open", opens_on="2020-01-01", closes_on="2099-12-31", served_from="2020-01-01", embed="",
               kiosk="kios-" + slug, made_by=person, made_at="2026-01-01T00:00:00Z", version=1)
    sql += row("survei_target", instansi_id=instansi, campaign_id=made, service_id=service, population=100, quota=30)
    sql += row("survei_form", instansi_id=instansi, campaign_id=made, place=0, pack_id="skm-14-2017", scale=4, elements=9)
    for code in codes:
        sql += row("survei_invite", id=number(), instansi_id=instansi, campaign_id=made, service_id=service, label="", email="", used=0,
                   code_hash=hashlib.blake2b(code.encode(), digest_size=32).digest())
    run(sql)
    return codes


print(json.dumps({"ketat": campaign("ketat", 0, 60), "lain": campaign("lain", 1, 2)}))
