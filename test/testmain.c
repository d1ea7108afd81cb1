#include "test/test.h"

#include "audit/audit.h"
#include "db/migrate.h"

#include <dirent.h>
#include <ftw.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static Test       *all;
static int         failures, elsewhere;
static const char *server;              /* postgresql://... without a database, or NULL for SQLite */
static char        dir[64];
static Db         *opened[16];
static int         nopened, nmade;

void test_add(Test *t)
{
    t->next = all;
    all     = t;
}

void test_fail(const char *file, int line, const char *what, Str more)
{
    failures++;
    printf("%s:%d: %s%s%.*s\n", file, line, what, more.len ? ": " : "", STRF(more));
}

void test_same(const char *file, int line, Str have, Str want)
{
    if (str_eq(have, want))
        return;
    isize same = 0;
    while (same < have.len && same < want.len && have.at[same] == want.at[same])
        same++;
    isize from = same > 80 ? same - 80 : 0;
    failures++;
    printf("%s:%d: have \"%.*s\"\n    want \"%.*s\"\n    (they part at byte %td)\n", file, line,
           STRF(str_sub(have, from, 300)), STRF(str_sub(want, from, 300)), same);
}

Str test_dir(Arena *a)
{
    if (!*dir) {
        const char *in = access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";    /* memory: syncing costs nothing */
        snprintf(dir, sizeof dir, "%s/pulau-test-XXXXXX", in);
        if (!mkdtemp(dir))
            abort();
    }
    return str_copy(a, str_of(dir));
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

void test_write(Arena scratch, Str path, Str bytes)
{
    FILE *f = fopen(str_c(&scratch, path), "wb");
    if (!f || fwrite(bytes.at, 1, (size_t)bytes.len, f) != (size_t)bytes.len || fclose(f))
        test_fail(str_c(&scratch, path), 0, "cannot be written", (Str){0});
}

Str test_read(Arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        test_fail(path, 0, "cannot be read", (Str){0});
        return (Str){0};
    }
    fseek(f, 0, SEEK_END);
    isize n = ftell(f);
    char *p = new(a, char, n);
    rewind(f);
    n = (isize)fread(p, 1, (size_t)n, f);
    fclose(f);
    return (Str){p, n};
}

bool test_only(DbEngine engine)
{
    bool here = engine == (server ? DB_PGSQL : DB_SQLITE);
    elsewhere += !here;
    return here;
}

/* On PostgreSQL every test database is a copy of one that was migrated once. */
static Str make_pgsql(Arena *a)
{
    static bool ready;
    Db         *db;
    Arena       scratch = *a;
    Str         root    = str_fmt(&scratch, "%s/postgres", server);
    Str         tmpl    = str_fmt(&scratch, "%s/pulau_template_%d", server, (int)getpid());

    if (db_open(&scratch, root, DB_READ_WRITE, &db).kind)
        abort();
    if (!ready) {
        Db *fresh;
        if (db_script(db, str_c(&scratch, str_fmt(&scratch, "CREATE DATABASE pulau_template_%d", (int)getpid()))).kind
            || db_open(&scratch, tmpl, DB_READ_WRITE, &fresh).kind
            || schema_migrate(scratch, fresh, (Instant){1}).kind)
            abort();
        db_close(fresh);
        ready = true;
    }
    Str made = str_fmt(&scratch, "CREATE DATABASE pulau_test_%d_%d TEMPLATE pulau_template_%d", (int)getpid(), ++nmade,
                       (int)getpid());
    if (db_script(db, str_c(&scratch, made)).kind)
        abort();
    db_close(db);
    return str_fmt(a, "%s/pulau_test_%d_%d", server, (int)getpid(), nmade);
}

static void drop_pgsql(Arena scratch)
{
    Db *db;
    if (!server || !nmade || db_open(&scratch, str_fmt(&scratch, "%s/postgres", server), DB_READ_WRITE, &db).kind)
        return;
    for (; nmade; nmade--) {
        Str drop = str_fmt(&scratch, "DROP DATABASE IF EXISTS pulau_test_%d_%d WITH (FORCE)", (int)getpid(), nmade);
        if (db_script(db, str_c(&scratch, drop)).kind)
            abort();
    }
    db_close(db);
}

void test_seal(Arena scratch, Db *db)
{
    for (i64 waiting = -1, before = 0; waiting != before;) {     /* one call takes some thousand rows */
        before = waiting;
        CHECK_OK(db_begin(db, true));
        CHECK_OK(audit_seal(scratch, db));
        CHECK_OK(audit_waiting(scratch, db, &waiting));
        CHECK_OK(db_end(db, true));
    }
}

i64 test_number(Arena scratch, Db *db, const char *sql)
{
    Sql    one  = {"test_number", sql, NULL};
    DbRows rows = db_query0(&scratch, db, &one);
    i64    n    = db_next(&rows) ? db_get_i64(&rows) : -1;
    CHECK_OK(db_done(&rows));
    return n;
}

/* On SQLite it is a copy of the bytes of one. */
static Str make_sqlite(Arena *a)
{
    static Str migrated;
    Str   uri     = str_fmt(a, "%.*s/test%d.db", STRF(test_dir(a)), ++nmade);
    Arena scratch = *a;
    Db   *db;
    if (migrated.len) {
        test_write(scratch, uri, migrated);
        return uri;
    }
    if (db_open(&scratch, uri, DB_READ_WRITE, &db).kind || schema_migrate(scratch, db, (Instant){1}).kind)
        abort();
    db_close(db);
    static Arena kept;
    kept     = arena_reserve((isize)16 << 20);
    migrated = test_read(&kept, str_c(&scratch, uri));
    return uri;
}

Str test_db_uri(Arena *a)
{
    return server ? make_pgsql(a) : make_sqlite(a);
}

Db *test_db(Arena *a)
{
    Db *db = NULL;
    if (db_open(a, test_db_uri(a), DB_READ_WRITE, &db).kind)
        abort();
    assert(nopened < countof(opened));
    return opened[nopened++] = db;
}

static void tidy(Arena scratch)
{
    while (nopened)
        db_close(opened[--nopened]);
    drop_pgsql(scratch);
    if (*dir)
        nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    *dir  = 0;
    nmade = 0;
}

/* What the processes share: each takes the next test that nobody has. */
typedef struct { atomic_int next, passed, failed, elsewhere; } Shared;

static bool wanted(const Test *t, int parts, char **part)
{
    if (parts && !strcmp(*part, "--fast"))
        return !t->takes_long;
    for (int i = 0; i < parts; i++)
        if (strstr(t->name, part[i]) || strstr(t->file, part[i]))
            return true;
    return !parts;
}

static void run_one(Arena whole, const Test *t, Shared *s)
{
    int failed = failures, other = elsewhere;
    t->run(whole);
    tidy(whole);
    if (failures != failed)
        printf("  in %s (%s)\n", t->name, t->file);
    atomic_fetch_add(failures != failed ? &s->failed : elsewhere != other ? &s->elsewhere : &s->passed, 1);
}

static int work(Shared *s, int parts, char **part)
{
    Arena whole = arena_reserve((isize)256 << 20);
    int   place = 0, mine = atomic_fetch_add(&s->next, 1);
    for (Test *t = all; t; t = t->next)
        if (wanted(t, parts, part) && place++ == mine) {
            run_one(whole, t, s);
            mine = atomic_fetch_add(&s->next, 1);
        }
    return 0;
}

/* One process for each core, since tests may change whatever is global.  A test whose process died has failed. */
static void work_together(Shared *s, int parts, char **part)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int  lost  = 0;

    for (Test *t = all; t; t = t->next)
        lost += wanted(t, parts, part);
    for (long i = 0; i < cores; i++)
        if (!fork())
            exit(work(s, parts, part));
    while (wait(NULL) > 0)
        ;
    lost -= s->passed + s->failed + s->elsewhere;
    if (lost)
        printf("%d ended their process, or nobody was left to run them\n", lost);
    s->failed += lost;
}

/* Of what was freed so much is watched: more of it makes every test's children slower to start. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "quarantine_size_mb=4";
}

/* tests [--db postgresql://...] [--fast | part of a file or test name ...] */
int main(int argc, char **argv)
{
    Shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int     first = 1;

    if (!base_start() || s == MAP_FAILED)
        abort();
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);      /* a child that a test starts does not say again what its parent said */
    if (argc > 2 && !strcmp(argv[1], "--db")) {
        server = argv[2];
        first  = 3;
    }
    work_together(s, argc - first, argv + first);
    if (s->elsewhere)
        printf("%d only for %s\n", s->elsewhere, server ? "SQLite" : "PostgreSQL: make check-pg");
    printf("%d passed, %d failed\n", s->passed, s->failed);
    return s->failed != 0;
}
