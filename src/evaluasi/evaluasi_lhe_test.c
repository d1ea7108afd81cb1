#include "evaluasi/evaluasi_lhe_fixture_test.h"

#include <unistd.h>

static Str file_of(Arena *a, const LheDesk *d, const Lhe *l)
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

LONG_TEST(a_decision_becomes_a_signed_report_made_from_the_frozen_worksheet)
{
    EvalWorld w = lhe_world(&a, NULL, 0);
    lhe_world_decide(&w, "memenuhi", "");
    LheDesk d = lhe_world_desk(&a, &w);
    Lhe  l = lhe_world_newest(&a, &w);

    CHECK(!l.sha256.len && l.token.len >= 20 && str_is(l.number, "LHE-0001/X/2026"));
    CHECK(lhe_world_make(&a, &w, &d) == 1 && lhe_world_make(&a, &w, &d) == 0);
    l = lhe_world_newest(&a, &w);
    Str      file = file_of(&a, &d, &l);
    SealRead seal = sealed(&a, &w, file);
    CHECK(l.sha256.len == 64 && l.bytes == file.len && l.issued_at.s);
    CHECK(seal.verdict == SEAL_GOOD && str_has(seal.says, l.content_hash) && str_has(seal.says, l.number));
}

TEST(the_report_says_who_changed_what_and_how_far_the_gates_are)
{
    EvalWorld w = lhe_world(&a, NULL, 0);
    lhe_world_decide(&w, "memenuhi", "");
    Lhe     l    = lhe_world_newest(&a, &w);
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

TEST(recommendations_stand_beside_what_was_found)
{
    static const Sql advise = {"test_advise",
                               "UPDATE evaluasi_snapshot SET body = replace(body, '\"advice\":[]', '\"advice\":["
                               "{\"item\":\"A.I.1.i.a\",\"text\":\"Tetapkan tim.\",\"due_on\":\"2026-12-01\","
                               "\"state\":\"open\"},"
                               "{\"item\":\"A.I.2.i.a\",\"text\":\"Tinjau SOP.\",\"due_on\":null,"
                               "\"state\":\"done\"}]')", NULL};
    EvalWorld w = lhe_world(&a, NULL, 0);
    lhe_world_decide(&w, "memenuhi", "");
    Lhe     l    = lhe_world_newest(&a, &w);
    LheWith with = {&w.lke.packs, S("https://pulau.example"), LANG_ID};
    LheDoc  doc;

    CHECK_OK(db_do0(w.lke.db, &advise));
    CHECK_OK(lhe_read(&a, w.lke.db, &l, &with, &doc));
    CHECK_STR(doc.areas.at[0].findings.at[0].advice, S("Tetapkan tim. (tenggat 1 Desember 2026)"));
    CHECK(doc.areas.at[1].findings.count == 1);
    CHECK_STR(doc.areas.at[1].findings.at[0].advice, S("Tinjau SOP. (selesai)"));
}

LONG_TEST(what_lives_on_does_not_change_the_report)
{
    static const Sql rename = {"test_rename", "UPDATE akun_user SET name = 'Lain' WHERE name <> ''", NULL};
    static const Sql lose = {"test_lose", "UPDATE evaluasi_lhe SET sha256 = '', due_at = decided_at", NULL};
    EvalWorld w = lhe_world(&a, NULL, 0);
    lhe_world_decide(&w, "belum", "Bukti belum cukup.");
    LheDesk d = lhe_world_desk(&a, &w);
    CHECK(lhe_world_make(&a, &w, &d) == 1);
    Lhe before = lhe_world_newest(&a, &w);
    CHECK_OK(db_do0(w.lke.db, &rename));
    CHECK_OK(db_do0(w.lke.db, &lose));
    CHECK(lhe_world_make(&a, &w, &d) == 1);
    Lhe after = lhe_world_newest(&a, &w);
    CHECK_STR(after.sha256, before.sha256);
}

LONG_TEST(a_decision_that_is_opened_again_withdraws_its_report)
{
    EvalWorld w = lhe_world(&a, NULL, 0);
    lhe_world_decide(&w, "memenuhi", "");
    LheDesk d = lhe_world_desk(&a, &w);
    CHECK(lhe_world_make(&a, &w, &d) == 1);
    Lhe first = lhe_world_newest(&a, &w), now;

    CHECK(!eval_world_move(&w, EVAL_INSPEKTUR, "buka", "Ada aduan."));
    CHECK(!eval_world_move(&w, EVAL_PIMPINAN, "buka", ""));
    CHECK_OK(lhe_of_token(&a, w.lke.db, first.token, &now));
    CHECK(now.withdrawn_at.s && str_is(now.withdrawn_why, "Ada aduan."));
    lhe_world_decide(&w, "belum", "Aduan terbukti.");
    CHECK(lhe_world_make(&a, &w, &d) == 1);
    Lhe second = lhe_world_newest(&a, &w);
    CHECK(second.id != first.id && !second.withdrawn_at.s && str_is(second.number, "LHE-0002/X/2026"));
    CHECK(lhe_of_token(&a, w.lke.db, S("tidak-ada"), &now).kind == ERR_NOT_FOUND);
}

LONG_TEST(what_happened_to_a_report_on_disk_is_found)
{
    EvalWorld w = lhe_world(&a, NULL, 0);
    lhe_world_decide(&w, "memenuhi", "");
    LheDesk d = lhe_world_desk(&a, &w);
    CHECK(lhe_world_make(&a, &w, &d) == 1);
    Lhe    l      = lhe_world_newest(&a, &w);
    Arena  all    = arena_reserve((isize)1 << 20), said = all;
    Issues issues = {.arena = &said};
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
    arena_release(all);
}

LONG_TEST(a_report_that_cannot_be_made_waits_and_says_why)
{
    EvalWorld w = lhe_world(&a, NULL, 0);
    lhe_world_decide(&w, "memenuhi", "");
    LheDesk d = lhe_world_desk(&a, &w);
    int  n = 0;
    d.with.quarantine = S("/nowhere");
    d.with.blobs      = &d.blobs;
    CHECK(lhe_make_due(a, w.lke.db, &d.with, &n).kind == ERR_IO && !n);
    CHECK(lhe_world_newest(&a, &w).trouble.len && lhe_world_newest(&a, &w).tries == 1);
    d.with.quarantine = test_dir(&a);
    CHECK(!lhe_world_make(&a, &w, &d));           /* not yet */
    d.with.now.s += 3600;
    CHECK(lhe_world_make(&a, &w, &d) == 1);
    CHECK(!lhe_world_newest(&a, &w).trouble.len);
}
