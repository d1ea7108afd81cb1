#include "test/test.h"

#include "db/migrate.h"

static SchemaState state_of(Arena scratch, Db *db, int *out_have)
{
    SchemaState state = SCHEMA_EMPTY;
    CHECK_OK(schema_state(scratch, db, &state, out_have));
    return state;
}

TEST(a_migrated_schema_is_the_same_as_the_programs)
{
    int have = 0;
    Db *db   = test_db(&a);
    CHECK(state_of(a, db, &have) == SCHEMA_SAME);
    CHECK(have == migrations_count);
    CHECK_OK(schema_migrate(a, db, (Instant){2}));
    CHECK(state_of(a, db, &have) == SCHEMA_SAME);
}

TEST(a_database_without_a_schema_is_empty)
{
    int have = 7;
    Db *db   = test_db(&a);
    CHECK_OK(db_script(db, "DROP TABLE schema_migration"));
    CHECK(state_of(a, db, &have) == SCHEMA_EMPTY);
    CHECK(have == 0);
}

TEST(an_older_schema_is_told_from_a_newer_one)
{
    int have = 0;
    Db *db   = test_db(&a);
    CHECK_OK(db_script(db, "DELETE FROM schema_migration WHERE number > 2"));
    CHECK(state_of(a, db, &have) == SCHEMA_OLDER);
    CHECK(have == 2);

    db = test_db(&a);
    CHECK_OK(db_script(db, "INSERT INTO schema_migration (number, name, sha256, applied_at)"
                           " SELECT max(number) + 1, 'later', 'x', 'y' FROM schema_migration"));
    CHECK(state_of(a, db, &have) == SCHEMA_NEWER);
    CHECK(schema_migrate(a, db, (Instant){2}).kind == ERR_CONFLICT);
}

TEST(a_migration_that_was_reworded_after_it_was_applied_is_refused)
{
    int have = 0;
    Db *db   = test_db(&a);
    CHECK_OK(db_script(db, "UPDATE schema_migration SET sha256 = 'other' WHERE number = 1"));
    CHECK(state_of(a, db, &have) == SCHEMA_ALTERED);
    CHECK(schema_migrate(a, db, (Instant){2}).kind == ERR_CONFLICT);

    db = test_db(&a);
    CHECK_OK(db_script(db, "DELETE FROM schema_migration WHERE number = 1"));
    CHECK(state_of(a, db, &have) == SCHEMA_ALTERED);
}
