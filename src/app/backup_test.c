#include "app/backup.h"

#include "app/tables.h"
#include "audit/audit.h"
#include "test/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void write_file(Arena a, Str path, Str content)
{
    FILE *f = fopen(str_c(&a, path), "wb");
    CHECK(f && fwrite(content.at, 1, (size_t)content.len, f) == (size_t)content.len);
    if (f)
        fclose(f);
}

static Blobs store(Arena *a, const char *name)
{
    Blobs b = {str_fmt(a, "%.*s/%s", STRF(test_dir(a)), name)};
    mkdir(str_c(a, b.dir), 0700);
    return b;
}

static void put_file(Arena a, const Blobs *b, Str content)
{
    Str path = str_fmt(&a, "%.*s/upload", STRF(test_dir(&a)));
    write_file(a, path, content);
    CHECK_OK(blob_keep(a, b, path, hash_sha256(content)));
}

/* Some of every kind of column: numbers, texts with quotes and newlines, bytes, and nothing. */
static void fill(Db *db, int rows)
{
    CHECK_OK(db_begin(db, true));
    for (int i = 0; i < rows; i++)
        CHECK_OK(audit_add(db, &(AuditEntry){.instansi_id = i % 3, .actor_id = i % 2 ? 7 : 0, .action = "try",
                                             .entity = "x", .entity_id = i, .after = S("{\"a\": \"b\\n\"}")},
                           (Instant){1787281445 + i}));
    CHECK_OK(db_end(db, true));
}

static Err add_to(void *x, Str line)
{
    buf_add(x, line);
    return NO_ERR;
}

static Str everything(Arena *a, Db *db)
{
    Buf b = {.arena = a};
    i64 rows;
    Arena scratch = arena_reserve((isize)64 << 20);
    CHECK_OK(db_begin(db, false));
    for (isize i = 0; i < tables_count; i++)
        CHECK_OK(table_out(scratch, db, &tables[i], add_to, &b, &rows));
    CHECK_OK(db_end(db, false));
    arena_release(scratch);
    return buf_str(&b);
}

LONG_TEST(a_backup_brings_back_every_row_and_every_file)
{
    Db         *db = test_db(&a), *other = test_db(&a);
    Blobs       from = store(&a, "from"), to = store(&a, "to");
    Str         path = str_fmt(&a, "%.*s/b.tar.gz", STRF(test_dir(&a)));
    BackupCount count;

    fill(db, 5003);                     /* more than one page of a table */
    put_file(a, &from, S("one"));
    put_file(a, &from, S("another, longer"));
    CHECK_OK(backup_write(a, db, &from, path, (Instant){1787281445}, &count));
    CHECK(count.files == 2 && count.rows >= 5003);
    CHECK_OK(backup_restore(a, other, &to, test_dir(&a), path, &count));
    CHECK(count.files == 2);
    CHECK_STR(everything(&a, other), everything(&a, db));

    AuditProof proof;
    CHECK_OK(db_begin(other, false));
    CHECK_OK(audit_verify(a, other, NULL, &proof));
    CHECK(proof.fault == AUDIT_GOOD && proof.rows + proof.waiting == 5003);
    CHECK_OK(db_end(other, false));
}

TEST(a_backup_is_restored_only_into_an_empty_database)
{
    Db         *db   = test_db(&a);
    Blobs       from = store(&a, "from");
    Str         path = str_fmt(&a, "%.*s/b.tar.gz", STRF(test_dir(&a)));
    BackupCount count;

    fill(db, 3);
    CHECK_OK(backup_write(a, db, &from, path, (Instant){1787281445}, &count));
    Str before = everything(&a, db);
    CHECK(backup_restore(a, db, &from, test_dir(&a), path, &count).kind == ERR_CONFLICT);
    CHECK_STR(everything(&a, db), before);
}

TEST(a_backup_with_one_byte_changed_or_cut_is_refused_and_leaves_nothing)
{
    Db         *db = test_db(&a), *other = test_db(&a);
    Blobs       from = store(&a, "from"), to = store(&a, "to");
    Str         path = str_fmt(&a, "%.*s/b.tar.gz", STRF(test_dir(&a)));
    BackupCount count;

    fill(db, 40);
    put_file(a, &from, S("evidence"));
    CHECK_OK(backup_write(a, db, &from, path, (Instant){1787281445}, &count));
    Str good  = test_read(&a, str_c(&a, path));
    Str empty = everything(&a, other);
    /* Up to the padding that tar and gzip put after the last sum, which holds nothing.  All bits of a byte: one alone
     * may be how far back the same zeros stand, and change nothing that is unpacked. */
    for (isize at = 20; at < good.len - 64; at += good.len / 37) {
        Str bad = str_copy(&a, good);
        ((char *)(uintptr_t)bad.at)[at] = (char)~bad.at[at];
        write_file(a, path, bad);
        CHECK(backup_restore(a, other, &to, test_dir(&a), path, &count).kind == ERR_INVALID);
        write_file(a, path, str_sub(good, 0, at));
        CHECK(backup_restore(a, other, &to, test_dir(&a), path, &count).kind == ERR_INVALID);
    }
    CHECK_STR(everything(&a, other), empty);
    CHECK(backup_check(a, S("/nowhere/at/all"), &count).kind == ERR_NOT_FOUND);
}
