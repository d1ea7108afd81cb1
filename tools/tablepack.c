/* tablepack - from the migrations, how every table is copied out and in again.
 *
 *     tablepack 0001_x.sql ... > tables.c
 *
 * For each table: its columns with their kinds, and three statements: the first page of rows in the order of
 * the primary key, the next page after a given key, and the insert.  Reads CREATE TABLE with one column a line,
 * ALTER TABLE x ADD COLUMN y @type, and DROP TABLE x.
 */
#include "tool.h"

enum { COLS = 48, TABLES = 200, KEYS = 6 };

typedef struct {
    char name[64], cols[COLS][64], kinds[COLS + 1];
    int  ncols, key[KEYS], nkeys, gone;
} Table;

static Table all[TABLES];
static int   count;

static Table *table(const char *name)
{
    for (int i = 0; i < count; i++)
        if (!strcmp(all[i].name, name))
            return &all[i];
    die("tablepack: no table %s", name);
    return NULL;
}

static void add_column(Table *t, const char *name, const char *type)
{
    if (t->ncols == COLS)
        die("tablepack: %s has more than %d columns", t->name, COLS);
    snprintf(t->cols[t->ncols], sizeof t->cols[0], "%s", name);
    t->kinds[t->ncols++] = !strncmp(type, "@text", 5) ? 't' : !strncmp(type, "@blob", 5) ? 'b' : 'i';
}

static void add_key(Table *t, const char *name)
{
    for (int i = 0; i < t->ncols; i++)
        if (!strcmp(t->cols[i], name) && t->nkeys < KEYS) {
            t->key[t->nkeys++] = i;
            return;
        }
    die("tablepack: %s has no column %s for its key", t->name, name);
}

static void key_list(Table *t, char *p)
{
    for (char *w = strtok(p, " ,)"); w && *w != '-'; w = strtok(NULL, " ,)"))
        add_key(t, w);
}

static void read_file(const char *path)
{
    Table *t = NULL;
    char   name[64], type[64], word[64];
    char  *text = slurp(path, NULL);

    for (char *p = text, *end; *p; p = end) {
        end = p + strcspn(p, "\n");
        if (*end)
            *end++ = 0;
        if (sscanf(p, "CREATE TABLE %63[a-z0-9_]", name) == 1) {
            t = &all[count++];
            snprintf(t->name, sizeof t->name, "%s", name);
        } else if (sscanf(p, "ALTER TABLE %63[a-z0-9_] ADD COLUMN %63[a-z0-9_] %63s", name, word, type) == 3) {
            add_column(table(name), word, type);
        } else if (sscanf(p, "DROP TABLE %63[a-z0-9_]", name) == 1) {
            table(name)->gone = 1;
        } else if (t && *p == ')') {
            t = NULL;
        } else if (t && sscanf(p, " %63[a-z0-9_] %63[@a-z]", name, type) == 2 && *type == '@') {
            add_column(t, name, type);
            char *comment = strstr(p, "--");
            if (comment)
                *comment = 0;
            if (strstr(p, "PRIMARY KEY"))
                add_key(t, name);
        } else if (t && strstr(p, "PRIMARY KEY (")) {
            key_list(t, strstr(p, "PRIMARY KEY (") + 13);
        }
    }
}

static void columns(const Table *t, const char *fmt)
{
    for (int i = 0; i < t->ncols; i++) {
        printf("%s", i ? ", " : "");
        *fmt == '$' ? printf("$%d", i + 1) : printf("%s", t->cols[i]);
    }
}

static void keys(const Table *t, const char *fmt)
{
    for (int i = 0; i < t->nkeys; i++) {
        printf("%s", i ? ", " : "");
        *fmt == '$' ? printf("$%d", i + 1) : printf("%s", t->cols[t->key[i]]);
    }
}

static void print_table(const Table *t)
{
    if (!t->nkeys)
        die("tablepack: %s has no primary key", t->name);
    printf("    {\"%s\", %d, \"%s\", {", t->name, t->ncols, t->kinds);
    for (int i = 0; i < t->ncols; i++)
        printf("\"%s\", ", t->cols[i]);
    printf("}, %d, {", t->nkeys);
    for (int i = 0; i < t->nkeys; i++)
        printf("%d, ", t->key[i]);
    printf("},\n     {\"first_%s\", \"SELECT ", t->name);
    columns(t, "");
    printf(" FROM %s ORDER BY ", t->name);
    keys(t, "");
    printf(" LIMIT 2000\", 0},\n     {\"next_%s\", \"SELECT ", t->name);
    columns(t, "");
    printf(" FROM %s WHERE (", t->name);
    keys(t, "");
    printf(") > (");
    keys(t, "$");
    printf(") ORDER BY ");
    keys(t, "");
    printf(" LIMIT 2000\", 0},\n     {\"load_%s\", \"INSERT INTO %s (", t->name, t->name);
    columns(t, "");
    printf(") VALUES (");
    columns(t, "$");
    printf(")\", 0}},\n");
}

int main(int argc, char **argv)
{
    int shown = 0;
    if (argc < 2)
        die("usage: tablepack 0001_x.sql ...");
    for (int i = 1; i < argc; i++)
        read_file(argv[i]);
    printf("/* made by tablepack; do not edit */\n#include \"app/tables.h\"\n\nconst TableDef tables[] = {\n");
    for (int i = 0; i < count; i++)
        if (!all[i].gone) {
            print_table(&all[i]);
            shown++;
        }
    printf("};\nconst isize tables_count = %d;\n", shown);
    return 0;
}
