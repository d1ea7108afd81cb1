/* sqlpack - turn .sql files into C.
 *
 *     sqlpack statements room.sql          "-- name: foo" opens a statement that runs to the next one; it
 *                                          becomes SQL_foo.  "-- name: foo engine=pgsql" is its other text.
 *                                          "-- part: bar" is text for others, which have it where they say "@bar"
 *                                          on a line of its own: lists that differ in their order alone.
 *     sqlpack registry a.sql b.sql ...     every statement of the program in one list; names are there once
 *     sqlpack migrations 0001_x.sql ...    the table of migrations, spelt for both engines
 *
 * SQL_all lists the statements of a file, so that a test can prepare every one.
 */
#include "tool.h"

#include <sodium.h>

typedef struct { char name[80]; char *text, *pgsql; } Statement;
typedef struct { char name[80]; char *text; } Part;

enum { MOST = 2000, PARTS = 100 };

static Statement all[MOST];
static Part      parts[PARTS];
static int       count, parts_count;

static Statement *statement(const char *name)
{
    for (int i = 0; i < count; i++)
        if (!strcmp(all[i].name, name))
            return &all[i];
    if (count == MOST)
        die("more than %d statements", MOST);
    snprintf(all[count].name, sizeof all[count].name, "%s", name);
    return &all[count++];
}

static char **part(const char *name)
{
    if (parts_count == PARTS)
        die("more than %d parts", PARTS);
    snprintf(parts[parts_count].name, sizeof parts[0].name, "%s", name);
    parts[parts_count].text = NULL;         /* another file may have had its own here */
    return &parts[parts_count++].text;
}

static const char *part_text(const char *path, int line, const char *name)
{
    for (int i = 0; i < parts_count; i++)
        if (!strcmp(parts[i].name, name))
            return parts[i].text;
    die("%s:%d: no part before this is called %s", path, line, name);
    return NULL;
}

static void append(char **into, const char *text, const char *end)
{
    size_t have = *into ? strlen(*into) : 0;
    *into = realloc(*into, have + strlen(text) + strlen(end) + 1);
    strcpy(*into + have, text);
    strcat(*into, end);
}

static void read_file(const char *path)
{
    char **into = NULL;
    char  *text = slurp(path, NULL);
    int    line = 0;

    parts_count = 0;

    for (char *p = text, *end; *p; p = end) {
        end = p + strcspn(p, "\n");
        if (*end)
            *end++ = 0;
        line++;
        char name[80], engine[80] = "";
        if (sscanf(p, "-- name: %79[a-z0-9_] engine=%79s", name, engine) >= 1) {
            Statement *s = statement(name);
            into = *engine ? &s->pgsql : &s->text;
            if (*into)
                die("%s:%d: %s is there twice", path, line, name);
            append(into, "", "");
        } else if (sscanf(p, "-- part: %79[a-z0-9_]", name) == 1) {
            append(into = part(name), "", "");
        } else if (into && *p == '@') {
            append(into, part_text(path, line, p + 1), "");
        } else if (into && *p && strncmp(p, "--", 2)) {
            append(into, p, "\n");
        }
    }
    for (int i = 0; i < count; i++)
        if (!all[i].text)
            die("%s: %s has a text for PostgreSQL only", path, all[i].name);
}

static void put(const Statement *s)
{
    printf("{\"%s\",\n    \"", s->name);
    c_text(s->text, (long)strlen(s->text));
    printf("\",\n    ");
    if (s->pgsql) {
        printf("\"");
        c_text(s->pgsql, (long)strlen(s->pgsql));
        printf("\"}");
    } else {
        printf("0}");
    }
}

static void statements(const char *path)
{
    read_file(path);
    printf("/* made from %s by sqlpack; do not edit */\n#include \"db/db.h\"\n", path);
    for (int i = 0; i < count; i++) {
        printf("\n__attribute__((unused)) static const Sql SQL_%s = ", all[i].name);
        put(&all[i]);
        printf(";\n");
    }
    printf("\n__attribute__((unused)) static const Sql *const SQL_all[] = {");
    for (int i = 0; i < count; i++)
        printf("&SQL_%s, ", all[i].name);
    printf("};\n");
}

static void registry(int n, char **paths)
{
    for (int i = 0; i < n; i++)
        read_file(paths[i]);
    printf("/* made by sqlpack; do not edit */\n#include \"db/db.h\"\n\nconst Sql all_statements[] = {\n");
    for (int i = 0; i < count; i++) {
        put(&all[i]);
        printf(",\n");
    }
    printf("};\n\nconst isize all_statements_count = %d;\n", count);
}

static const char *const words[][3] = {
    {"@id", "INTEGER", "BIGINT"},       {"@int", "INTEGER", "BIGINT"},
    {"@text", "TEXT", "TEXT COLLATE \"C\""}, {"@blob", "BLOB", "BYTEA"},
    {"@clustered", "STRICT, WITHOUT ROWID", ""}, {"@strict", "STRICT", ""},
};

static void spell(const char *p, int engine)
{
    while (*p) {
        size_t hit = 0;
        if (p[0] == '-' && p[1] == '-') {
            p += strcspn(p, "\n");
            continue;
        }
        for (size_t i = 0; *p == '@' && i < sizeof words / sizeof *words && !hit; i++) {
            size_t n = strlen(words[i][0]);
            if (!strncmp(p, words[i][0], n)) {
                c_text(words[i][engine], (long)strlen(words[i][engine]));
                hit = n;
            }
        }
        if (*p == '@' && !hit)
            die("unknown word %.12s in a migration", p);
        if (!hit)
            c_text(p, 1);
        p += hit ? hit : 1;
    }
}

static void migrations(int n, char **paths)
{
    printf("/* made by sqlpack; do not edit */\n#include \"db/migrate.h\"\n\nconst Migration migrations[] = {\n");
    for (int i = 0; i < n; i++) {
        long  len;
        char *text = slurp(paths[i], &len), name[80], hex[65];
        unsigned char sum[32];
        stem(paths[i], name, sizeof name);
        if (atoi(name) != i + 1)
            die("%s: the next migration is number %04d", paths[i], i + 1);
        crypto_hash_sha256(sum, (unsigned char *)text, (unsigned long long)len);
        printf("    {%d, \"%s\",\n     \"", i + 1, name);
        spell(text, 1);
        printf("\",\n     \"");
        spell(text, 2);
        printf("\",\n     \"%s\"},\n", sodium_bin2hex(hex, sizeof hex, sum, sizeof sum));
    }
    printf("};\n\nconst isize migrations_count = %d;\n", n);
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "statements"))
        statements(argv[2]);
    else if (argc >= 3 && !strcmp(argv[1], "registry"))
        registry(argc - 2, argv + 2);
    else if (argc >= 3 && !strcmp(argv[1], "migrations"))
        migrations(argc - 2, argv + 2);
    else
        die("usage: sqlpack statements room.sql | sqlpack registry room.sql ... | sqlpack migrations 0001_x.sql ...");
    return 0;
}
