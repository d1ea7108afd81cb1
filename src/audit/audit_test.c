#include "test/test.h"

#include "audit/audit.h"

enum { AGENCY = 7, OTHER = 9, ROWS = 6 };

static AuditEntry entry(i64 instansi_id, i64 n)
{
    return (AuditEntry){.instansi_id = instansi_id, .actor_id = 100 + n % 2, .action = n % 3 ? "change" : "make",
                        .entity = "thing", .entity_id = n, .before = S("{}"), .after = S("{\"n\":1}")};
}

static Err add(Db *db, i64 instansi_id, i64 n)
{
    AuditEntry e = entry(instansi_id, n);
    return audit_add(db, &e, (Instant){1787281445 + n});
}

/* Two chains, longer than the tests need, sealed on both engines. */
static Db *with_rows(Arena *a)
{
    Db *db = test_db(a);
    CHECK_OK(db_begin(db, true));
    for (i64 n = 1; n <= ROWS; n++) {
        CHECK_OK(add(db, AGENCY, n));
        CHECK_OK(add(db, OTHER, n));
    }
    CHECK_OK(audit_seal(*a, db));
    CHECK_OK(db_end(db, true));
    return db;
}

static AuditProof proof_of(Arena a, Db *db, const AuditHeads *anchors)
{
    AuditProof p = {0};
    CHECK_OK(db_begin(db, false));
    CHECK_OK(audit_verify(a, db, anchors, &p));
    CHECK_OK(db_end(db, false));
    return p;
}

static void check_found(Arena a, Db *db, AuditFault fault, i64 seq)
{
    AuditProof p = proof_of(a, db, NULL);
    CHECK(p.fault == fault);
    CHECK(p.instansi_id == AGENCY);
    CHECK(p.seq == seq);
    if (p.fault != fault || p.seq != seq)
        test_fail(__FILE__, __LINE__, "found", str_fmt(&a, "fault %d at %lld", (int)p.fault, (long long)p.seq));
}

TEST(an_untouched_log_is_good)
{
    Db        *db = with_rows(&a);
    AuditProof p  = proof_of(a, db, NULL);
    CHECK(p.fault == AUDIT_GOOD);
    CHECK(p.rows == 2 * ROWS);
    CHECK(p.waiting == 0);
    CHECK(proof_of(a, test_db(&a), NULL).fault == AUDIT_GOOD);
}

TEST(a_changed_row_is_named_whichever_column_it_was)
{
    const char *const changes[] = {
        "UPDATE audit_entry SET done_at = '2026-08-21T03:04:06Z' WHERE instansi_id = 7 AND seq = 3",
        "UPDATE audit_entry SET actor_id = 5 WHERE instansi_id = 7 AND seq = 3",
        "UPDATE audit_entry SET actor_id = NULL WHERE instansi_id = 7 AND seq = 3",
        "UPDATE audit_entry SET action = 'look' WHERE instansi_id = 7 AND seq = 3",
        "UPDATE audit_entry SET entity = 'thin', action = 'gmake' WHERE instansi_id = 7 AND seq = 3",
        "UPDATE audit_entry SET entity_id = 5 WHERE instansi_id = 7 AND seq = 3",
        "UPDATE audit_entry SET before_text = '[]' WHERE instansi_id = 7 AND seq = 3",
        "UPDATE audit_entry SET after_text = NULL WHERE instansi_id = 7 AND seq = 3",
        "UPDATE audit_entry SET hash = 'x' WHERE instansi_id = 7 AND seq = 3",
    };
    for (int i = 0; i < countof(changes); i++) {
        Db *db = with_rows(&a);
        CHECK_OK(db_script(db, changes[i]));
        check_found(a, db, AUDIT_CHANGED, 3);
    }
}

TEST(a_deleted_row_is_named_also_when_the_gap_was_closed)
{
    Db *db = with_rows(&a);
    CHECK_OK(db_script(db, "DELETE FROM audit_entry WHERE instansi_id = 7 AND seq = 3"));
    check_found(a, db, AUDIT_MISSING, 3);
    CHECK_OK(db_script(db, "UPDATE audit_entry SET seq = 3 WHERE instansi_id = 7 AND seq = 4;"
                           "UPDATE audit_entry SET seq = 4 WHERE instansi_id = 7 AND seq = 5;"
                           "UPDATE audit_entry SET seq = 5 WHERE instansi_id = 7 AND seq = 6"));
    check_found(a, db, AUDIT_MISSING, 3);
}

TEST(rows_that_changed_places_are_noticed)
{
    Db *db = with_rows(&a);
    CHECK_OK(db_script(db, "UPDATE audit_entry SET seq = -1 WHERE instansi_id = 7 AND seq = 2;"
                           "UPDATE audit_entry SET seq = 2 WHERE instansi_id = 7 AND seq = 5;"
                           "UPDATE audit_entry SET seq = 5 WHERE instansi_id = 7 AND seq = -1"));
    check_found(a, db, AUDIT_MOVED, 2);
}

static char *copied_to(Arena *a, int seq)
{
    return str_c(a, str_fmt(a, "INSERT INTO audit_entry (instansi_id, seq, done_at, action, entity, hash)"
                               " SELECT instansi_id, %d, done_at, action, entity, hash"
                               " FROM audit_entry WHERE instansi_id = 7 AND seq = 1", seq));
}

TEST(an_inserted_row_is_noticed_in_the_middle_and_at_the_end)
{
    Db *db = with_rows(&a);
    CHECK_OK(db_script(db, "UPDATE audit_entry SET seq = seq + 1000 WHERE instansi_id = 7 AND seq >= 3;"
                           "UPDATE audit_entry SET seq = seq - 999 WHERE instansi_id = 7 AND seq > 1000"));
    CHECK_OK(db_script(db, copied_to(&a, 3)));
    check_found(a, db, AUDIT_INSERTED, 3);

    db = with_rows(&a);
    CHECK_OK(db_script(db, copied_to(&a, ROWS + 1)));
    check_found(a, db, AUDIT_INSERTED, ROWS + 1);
}

TEST(a_chain_that_lost_its_end_is_noticed)
{
    Db *db = with_rows(&a);
    CHECK_OK(db_script(db, "DELETE FROM audit_entry WHERE instansi_id = 7 AND seq > 4"));
    check_found(a, db, AUDIT_CUT, 5);
    CHECK_OK(db_script(db, "DELETE FROM audit_entry WHERE instansi_id = 7"));
    check_found(a, db, AUDIT_CUT, 1);
}

TEST(what_is_written_after_a_cut_does_not_hide_it)
{
    Db *db = with_rows(&a);
    CHECK_OK(db_script(db, "DELETE FROM audit_entry WHERE instansi_id = 7 AND seq > 4"));
    CHECK_OK(db_begin(db, true));
    CHECK_OK(add(db, AGENCY, 20));
    CHECK_OK(audit_seal(a, db));
    CHECK_OK(db_end(db, true));
    check_found(a, db, AUDIT_MISSING, 5);
}

TEST(a_head_that_was_kept_elsewhere_shows_a_cut_or_a_rewritten_chain)
{
    Db        *db    = with_rows(&a);
    AuditHeads heads = {0};
    CHECK_OK(audit_heads(&a, db, &heads));
    CHECK(heads.count == 2);
    CHECK(proof_of(a, db, &heads).fault == AUDIT_GOOD);

    CHECK_OK(db_script(db, "DELETE FROM audit_entry WHERE instansi_id = 7 AND seq = 6;"
                           "UPDATE audit_chain SET seq = 5 WHERE instansi_id = 7"));
    CHECK(proof_of(a, db, NULL).fault == AUDIT_GOOD);
    CHECK(proof_of(a, db, &heads).fault == AUDIT_CUT);
    CHECK_OK(db_begin(db, true));
    CHECK_OK(add(db, AGENCY, 50));
    CHECK_OK(audit_seal(a, db));
    CHECK_OK(db_end(db, true));
    CHECK(proof_of(a, db, NULL).fault == AUDIT_GOOD);
    CHECK(proof_of(a, db, &heads).fault == AUDIT_CHANGED);
}

TEST(what_was_taken_back_leaves_no_row_in_the_log)
{
    Db *db = test_db(&a);
    CHECK_OK(db_begin(db, true));
    CHECK_OK(db_mark(db));
    CHECK_OK(add(db, AGENCY, 1));
    CHECK_OK(db_unmark(db, true));
    CHECK_OK(db_mark(db));
    CHECK_OK(add(db, AGENCY, 2));
    CHECK_OK(db_unmark(db, false));
    CHECK_OK(db_mark(db));
    CHECK_OK(add(db, AGENCY, 3));
    CHECK_OK(db_unmark(db, true));
    CHECK_OK(audit_seal(a, db));
    CHECK_OK(db_end(db, true));

    AuditRows rows = {0};
    CHECK_OK(audit_list(&a, db, &(AuditFilter){.instansi_id = AGENCY, .limit = 10}, &rows));
    CHECK(rows.count == 2);
    CHECK(rows.at[0].entity_id == 3 && rows.at[1].entity_id == 1);
    CHECK(proof_of(a, db, NULL).fault == AUDIT_GOOD);
}

TEST(rows_that_wait_are_sealed_in_their_order_and_counted_until_then)
{
    Db *db = with_rows(&a);
    CHECK_OK(db_script(db, "INSERT INTO audit_waiting (id, instansi_id, done_at, action, entity) VALUES"
                           " (12, 7, '2026-08-21T03:04:05Z', 'second', 'thing'),"
                           " (11, 7, '2026-08-21T03:04:05Z', 'first', 'thing'),"
                           " (13, 8, '2026-08-21T03:04:05Z', 'a new chain', 'thing')"));
    CHECK(proof_of(a, db, NULL).waiting == 3);
    test_seal(a, db);
    AuditProof p = proof_of(a, db, NULL);
    CHECK(p.fault == AUDIT_GOOD && p.waiting == 0 && p.rows == 2 * ROWS + 3);

    AuditRows rows = {0};
    CHECK_OK(audit_list(&a, db, &(AuditFilter){.instansi_id = AGENCY, .limit = 2}, &rows));
    CHECK(rows.count == 2);
    CHECK_STR(rows.at[0].action, S("second"));
    CHECK_STR(rows.at[1].action, S("first"));
}

TEST(the_log_is_read_a_page_at_a_time_by_actor_by_thing_and_by_action)
{
    Db       *db   = with_rows(&a);
    AuditRows rows = {0}, next = {0}, by_actor = {0}, by_thing = {0}, by_action = {0}, nobody = {0};
    CHECK_OK(audit_list(&a, db, &(AuditFilter){.instansi_id = AGENCY, .limit = 4}, &rows));
    CHECK(rows.count == 4 && rows.at[0].seq == 6 && rows.at[3].seq == 3);
    CHECK(rows.at[0].at.s == 1787281445 + 6);
    CHECK_STR(rows.at[0].after, S("{\"n\":1}"));
    CHECK_OK(audit_list(&a, db, &(AuditFilter){.instansi_id = AGENCY, .before_seq = 3, .limit = 4}, &next));
    CHECK(next.count == 2 && next.at[0].seq == 2);
    CHECK_OK(audit_list(&a, db, &(AuditFilter){.instansi_id = AGENCY, .actor_id = 101, .limit = 9}, &by_actor));
    CHECK(by_actor.count == 3 && by_actor.at[0].seq == 5);
    CHECK_OK(audit_list(&a, db, &(AuditFilter){.instansi_id = AGENCY, .entity = S("thing"), .entity_id = 4, .limit = 9},
                        &by_thing));
    CHECK(by_thing.count == 1 && by_thing.at[0].seq == 4);
    CHECK_OK(audit_list(&a, db, &(AuditFilter){.instansi_id = AGENCY, .action = S("make"), .limit = 9}, &by_action));
    CHECK(by_action.count == 2 && by_action.at[0].seq == 6);
    CHECK_OK(audit_list(&a, db, &(AuditFilter){.instansi_id = AGENCY, .actor_id = 101, .entity_id = 4, .limit = 9},
                        &nobody));
    CHECK(nobody.count == 0);
}
