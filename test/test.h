/* test.h - TEST(a_sentence) { CHECK(...); } beside the code it is about; testmain.c runs them all.
 *
 * Each test gets a fresh arena and, if it asks, a fresh database with every migration run: SQLite in a
 * temporary folder, or with --db postgresql://... a new database on that server.
 */
#ifndef TEST_H
#define TEST_H

#include "base/base.h"
#include "base/date.h"
#include "base/secret.h"
#include "db/db.h"

typedef struct Test Test;
struct Test {
    const char *name, *file;
    void      (*run)(Arena);
    bool        takes_long;
    Test       *next;
};

void test_add(Test *t);
void test_fail(const char *file, int line, const char *what, Str more);

#define TEST(id)      TEST_(id, false)
#define LONG_TEST(id) TEST_(id, true)       /* a quarter of a second and more: not in `make check` */
#define TEST_(id, takes_long)                                                       \
    static void id(Arena a);                                                        \
    __attribute__((constructor)) static void id##_add(void)                         \
    {                                                                               \
        static Test t = {#id, __FILE__, id, takes_long, 0};                        \
        test_add(&t);                                                               \
    }                                                                               \
    static void id(__attribute__((unused)) Arena a)

#define CHECK(cond) do { if (!(cond)) test_fail(__FILE__, __LINE__, #cond, (Str){0}); } while (0)
#define CHECK_OK(expr) do { Err e_ = (expr); \
    if (e_.kind) test_fail(__FILE__, __LINE__, #expr, str_of(e_.why)); } while (0)
/* Two texts that should be the same; both are shown when they are not. */
#define CHECK_STR(have, want) test_same(__FILE__, __LINE__, have, want)
void test_same(const char *file, int line, Str have, Str want);

/* A database with every migration run; closed and gone when the test ends.  `uri` opens it again. */
Db *test_db(Arena *a);
Str test_db_uri(Arena *a);      /* of a fresh, migrated database, for what opens its own connections */

void test_seal(Arena scratch, Db *db);  /* on PostgreSQL the log's rows wait until they are chained: all now */
i64 test_number(Arena scratch, Db *db, const char *sql);        /* what it answers; -1 if no row comes */

/* For what only one engine can do.  On the other the test ends here, and is counted and shown as such. */
bool test_only(DbEngine engine);

Str test_dir(Arena *a);         /* a folder of this test's own, removed when it ends */
void test_write(Arena scratch, Str path, Str bytes);
Str test_read(Arena *a, const char *path);      /* a file of the tree; a failed check and empty if absent */

#endif
