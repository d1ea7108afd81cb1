# office.py DB - put two strict campaigns with invitations into the demo, and print their codes, one JSON line.
import hashlib
import json
import secrets
import sqlite3
import sys

LETTERS = "abcdefghjkmnpqrstuvwxyz023456789"
db = sqlite3.connect(sys.argv[1], timeout=30)
unit, instansi = db.execute("SELECT id, instansi_id FROM unit WHERE kind <> 'instansi' ORDER BY id DESC LIMIT 1").fetchone()
person = db.execute("SELECT id FROM akun_user ORDER BY id LIMIT 1").fetchone()[0]
number = lambda: secrets.randbits(62)


def campaign(slug, plain_too, invited):
    service, made = number(), number()
    db.execute("INSERT INTO survei_service (id, instansi_id, unit_id, name, name_en, online, version) "
               "VALUES (?, ?, ?, ?, '', 0, 1)", (service, instansi, unit, "Loket " + slug))
    db.execute("INSERT INTO survei_campaign (id, instansi_id, unit_id, title, slug, mode, plain_too, state, opens_on, closes_on, "
               "served_from, embed, kiosk, made_by, made_at, version) VALUES (?, ?, ?, ?, ?, 'strict', ?, 'open', '2020-01-01', "
               "'2099-12-31', '2020-01-01', '', ?, ?, '2026-01-01T00:00:00Z', 1)",
               (made, instansi, unit, "Survei " + slug, slug, plain_too, "kios-" + slug, person))
    db.execute("INSERT INTO survei_target (instansi_id, campaign_id, service_id, population, quota) VALUES (?, ?, ?, 100, 30)",
               (instansi, made, service))
    db.execute("INSERT INTO survei_form (instansi_id, campaign_id, place, pack_id, scale, elements) "
               "VALUES (?, ?, 0, 'skm-14-2017', 4, 9)", (instansi, made))
    codes = ["".join(secrets.choice(LETTERS) for _ in range(16)) for _ in range(invited)]
    for code in codes:
        db.execute("INSERT INTO survei_invite (id, instansi_id, campaign_id, code_hash, service_id, label, email, used) "
                   "VALUES (?, ?, ?, ?, ?, '', '', 0)",
                   (number(), instansi, made, hashlib.blake2b(code.encode(), digest_size=32).digest(), service))
    return codes


out = {"ketat": campaign("ketat", 0, 8), "lain": campaign("lain", 1, 2)}
db.commit()
print(json.dumps(out))
