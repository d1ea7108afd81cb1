#include "evaluasi/evaluasi_lhe.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "evaluasi/evaluasi_fixture_test.h"

/* One item of the person's own layer, with a note. */
static void judge(EvalWorld *w, int person, const char *code, const char *value, const char *note)
{
    Evaluasi e    = eval_world_open(w, person);
    LkeEdit  edit = {pack_find(w->lke.pack, str_of(code)), str_of(value), str_of(note), LKE_ANY_VERSION,
                     w->people[person].id, akun_now};
    LkeSaved saved;
    CHECK_OK(db_begin(w->lke.db, true));
    CHECK_OK(evaluasi_judge(w->lke.a, w->lke.db, &w->lke.packs, &e, &edit, 1, &saved));
    CHECK_OK(db_end(w->lke.db, true));
}

static void decide(EvalWorld *w, const char *verdict, const char *why)
{
    CHECK(!eval_world_move(w, EVAL_DALNIS, verdict, why));
    CHECK(!eval_world_move(w, EVAL_INSPEKTUR, verdict, ""));
}

/* To the controller's desk, with two answers changed on the way. */
static EvalWorld assessed(Arena *a)
{
    EvalWorld w = eval_world(a, false, false, NULL, 0);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    judge(&w, EVAL_ONE, "A.I.1.i.a", "Tidak", "SK tim <kerja> belum ada & belum ditandatangani.");
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    eval_world_judge(&w, EVAL_KETUA);
    judge(&w, EVAL_KETUA, "A.I.1.i.b", "B", "");
    CHECK(!eval_world_move(&w, EVAL_KETUA, "serahkan", ""));
    eval_world_judge(&w, EVAL_DALNIS);
    return w;
}

typedef struct { Blobs blobs; LheMaker with; } Desk;

static Desk desk(Arena *a, const EvalWorld *w)
{
    Str  dir = test_dir(a);
    Desk d   = {.blobs = {str_fmt(a, "%.*s/berkas", STRF(dir))}};
    d.with   = (LheMaker){&w->lke.packs, NULL, S("https://pulau.example"), dir, {akun_now.s + 60}};
    CHECK(!mkdir(str_c(a, d.blobs.dir), 0700));
    return d;
}

static int made(Arena *a, EvalWorld *w, Desk *d)
{
    int n = 0;
    d->with.blobs = &d->blobs;
    CHECK_OK(lhe_make_due(*a, w->lke.db, &d->with, &n));
    return n;
}

static Lhe only_one(Arena *a, EvalWorld *w)
{
    Evaluasi e   = eval_world_open(w, EVAL_INSPEKTUR);
    Lhes     all = {0};
    CHECK_OK(lhe_list(a, w->lke.db, &e, &all));
    CHECK(all.count > 0);
    return all.count ? all.at[0] : (Lhe){0};
}

static Str file_of(Arena *a, const Desk *d, const Lhe *l)
{
    Digest sum;
    CHECK(hex_digest(l->sha256, &sum));
    return test_read(a, str_c(a, blob_path(a, &d->blobs, sum)));
}

static SealRead sealed(Arena *a, EvalWorld *w, Str file)
{
    SealKeys keys;
    CHECK_OK(lhe_keys(a, w->lke.db, &keys));
    return seal_read(file, keys);
}

TEST(a_decision_becomes_a_signed_report_made_from_the_frozen_worksheet)
{
    EvalWorld w = assessed(&a);
    decide(&w, "memenuhi", "");
    Desk d = desk(&a, &w);
    Lhe  l = only_one(&a, &w);

    CHECK(!l.sha256.len && l.token.len >= 20 && str_is(l.number, "LHE-0001/X/2026"));
    CHECK(made(&a, &w, &d) == 1 && made(&a, &w, &d) == 0);
    l = only_one(&a, &w);
    Str      file = file_of(&a, &d, &l);
    SealRead seal = sealed(&a, &w, file);
    CHECK(l.sha256.len == 64 && l.bytes == file.len && l.issued_at.s);
    CHECK(seal.verdict == SEAL_GOOD && str_has(seal.says, l.content_hash) && str_has(seal.says, l.number));
}

TEST(the_report_says_who_changed_what_and_how_far_the_gates_are)
{
    EvalWorld w = assessed(&a);
    decide(&w, "memenuhi", "");
    Lhe     l    = only_one(&a, &w);
    LheWith with = {&w.lke.packs, S("https://pulau.example"), LANG_ID};
    LheDoc  doc;

    CHECK_OK(lhe_read(&a, w.lke.db, &l, &with, &doc));
    CHECK(doc.meets && str_is(doc.target, "WBK") && doc.nshown == 4 && doc.layers.count == 4);
    CHECK(ratio_cmp(doc.total, doc.unit_total) < 0 && ratio_cmp(doc.unit_total, doc.weight) == 0);
    CHECK(doc.changes.count == 2);
    CHECK_STR(doc.changes.at[0].values[0], S("Ya"));
    CHECK_STR(doc.changes.at[0].values[1], S("Tidak"));
    CHECK_STR(doc.changes.at[1].values[1], S("A"));
    CHECK_STR(doc.changes.at[1].values[3], S("B"));
    CHECK(doc.areas.count == 7 && doc.areas.at[0].findings.count == 2 && !doc.areas.at[1].findings.count);
    CHECK_STR(doc.areas.at[0].findings.at[0].note, S("SK tim <kerja> belum ada & belum ditandatangani."));
    CHECK(doc.verdicts.count == 2 && doc.verdicts.at[0].gates.count > 5 && !doc.verdicts.at[0].failed);
    CHECK(doc.hands.count == 5);
    CHECK_STR(doc.hands.at[0].name, S("Kepala"));
    CHECK_STR(doc.hands.at[4].name, S("Inspektur"));
    CHECK(str_starts(doc.url, S("https://pulau.example/lhe/")));
}

TEST(what_lives_on_does_not_change_the_report)
{
    static const Sql rename = {"test_rename", "UPDATE akun_user SET name = 'Lain' WHERE name <> ''", NULL};
    static const Sql lose = {"test_lose", "UPDATE evaluasi_lhe SET sha256 = '', due_at = decided_at", NULL};
    EvalWorld w = assessed(&a);
    decide(&w, "belum", "Bukti belum cukup.");
    Desk d = desk(&a, &w);
    CHECK(made(&a, &w, &d) == 1);
    Lhe before = only_one(&a, &w);
    CHECK_OK(db_do0(w.lke.db, &rename));
    CHECK_OK(db_do0(w.lke.db, &lose));
    CHECK(made(&a, &w, &d) == 1);
    Lhe after = only_one(&a, &w);
    CHECK_STR(after.sha256, before.sha256);
}

TEST(a_decision_that_is_opened_again_withdraws_its_report)
{
    EvalWorld w = assessed(&a);
    decide(&w, "memenuhi", "");
    Desk d = desk(&a, &w);
    CHECK(made(&a, &w, &d) == 1);
    Lhe first = only_one(&a, &w), now;

    CHECK(!eval_world_move(&w, EVAL_INSPEKTUR, "buka", "Ada aduan."));
    CHECK(!eval_world_move(&w, EVAL_PIMPINAN, "buka", ""));
    CHECK_OK(lhe_of_token(&a, w.lke.db, first.token, &now));
    CHECK(now.withdrawn_at.s && str_is(now.withdrawn_why, "Ada aduan."));
    decide(&w, "belum", "Aduan terbukti.");
    CHECK(made(&a, &w, &d) == 1);
    Lhe second = only_one(&a, &w);
    CHECK(second.id != first.id && !second.withdrawn_at.s && str_is(second.number, "LHE-0002/X/2026"));
    CHECK(lhe_of_token(&a, w.lke.db, S("tidak-ada"), &now).kind == ERR_NOT_FOUND);
}

TEST(what_happened_to_a_report_on_disk_is_found)
{
    EvalWorld w = assessed(&a);
    decide(&w, "memenuhi", "");
    Desk d = desk(&a, &w);
    CHECK(made(&a, &w, &d) == 1);
    Lhe    l      = only_one(&a, &w);
    Issues issues = {.arena = &a};
    i64    n;
    Digest sum;
    CHECK(hex_digest(l.sha256, &sum));
    Str path = blob_path(&a, &d.blobs, sum), file = file_of(&a, &d, &l);

    CHECK_OK(lhe_verify(a, w.lke.db, &d.blobs, &issues, &n));
    CHECK(n == 1 && !issues.count);
    ((char *)file.at)[file.len / 2] ^= 1;
    test_write(a, path, file);
    CHECK_OK(lhe_verify(a, w.lke.db, &d.blobs, &issues, &n));
    CHECK(issues.count == 2);           /* not the file, no good signature */
    CHECK(!unlink(str_c(&a, path)));
    CHECK_OK(lhe_verify(a, w.lke.db, &d.blobs, &issues, &n));
    CHECK(issues.count == 3);
}

TEST(a_report_that_cannot_be_made_waits_and_says_why)
{
    EvalWorld w = assessed(&a);
    decide(&w, "memenuhi", "");
    Desk d = desk(&a, &w);
    int  n = 0;
    d.with.quarantine = S("/nowhere");
    d.with.blobs      = &d.blobs;
    CHECK(lhe_make_due(a, w.lke.db, &d.with, &n).kind == ERR_IO && !n);
    CHECK(only_one(&a, &w).trouble.len && only_one(&a, &w).tries == 1);
    d.with.quarantine = test_dir(&a);
    CHECK(!made(&a, &w, &d));           /* not yet */
    d.with.now.s += 3600;
    CHECK(made(&a, &w, &d) == 1);
    CHECK(!only_one(&a, &w).trouble.len);
}
