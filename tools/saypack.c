/* saypack - turn the .say files into the enum of keys and the tables of texts.
 *
 *     saypack keys a.say b.say ... > say_keys.h
 *     saypack text a.say b.say ... > say_text.h
 *
 *     lke.save                  a key: letters, digits, _ and dots, at the start of a line
 *         id: Simpan            its texts, indented; a line that goes on is indented deeper
 *         en: Save
 *
 * "#" lines are for translators.  A key that is there twice, or lacks a language, or whose languages take
 * different arguments, fails the build.
 */
#include "tool.h"

enum { LANGS = 2, MAX = 8000 };

typedef struct { char *key, *text[LANGS], *file; int line; } Entry;

static Entry all[MAX];
static int   count;

static int by_key(const void *a, const void *b)
{
    return strcmp(((const Entry *)a)->key, ((const Entry *)b)->key);
}

static void read_file(char *path)
{
    int    line = 0;
    char  *text = slurp(path, NULL);
    char **into = NULL;

    for (char *p = text, *end; *p; p = end) {
        end = p + strcspn(p, "\n");
        if (*end)
            *end++ = 0;
        line++;
        size_t indent = strspn(p, " ");
        if (!p[indent] || p[0] == '#')
            continue;
        if (!indent) {
            if (strspn(p, "abcdefghijklmnopqrstuvwxyz0123456789_.") != strlen(p) || count == MAX)
                die("%s:%d: not a key: %s", path, line, p);
            all[count++] = (Entry){.key = p, .file = path, .line = line};
            into = NULL;
        } else if (count && indent == 4 && (!strncmp(p + 4, "id:", 3) || !strncmp(p + 4, "en:", 3))) {
            into  = &all[count - 1].text[p[4] == 'e'];
            if (*into)
                die("%s:%d: the language is there twice", path, line);
            *into = p + 7 + strspn(p + 7, " ");
        } else if (into && indent > 4) {
            char *more = calloc(1, strlen(*into) + strlen(p) + 2);
            sprintf(more, "%s %s", *into, p + indent);
            *into = more;
        } else {
            die("%s:%d: expected \"    id: ...\" or \"    en: ...\"", path, line);
        }
    }
}

static int takes(const char *text)
{
    int set = 0;
    for (const char *p = text; (p = strchr(p, '{')); p++)
        if (p[1] >= '1' && p[1] <= '9' && p[2] == '}')
            set |= 1 << (p[1] - '0');
    return set;
}

static void judge(void)
{
    for (int i = 0; i < count; i++) {
        Entry *e = &all[i];
        if (i && !strcmp(e->key, e[-1].key))
            die("%s:%d: %s is there twice", e->file, e->line, e->key);
        for (int l = 0; l < LANGS; l++)
            if (!e->text[l] || !*e->text[l])
                die("%s:%d: %s has no text in %s", e->file, e->line, e->key, l ? "English" : "Indonesian");
        if (takes(e->text[0]) != takes(e->text[1]))
            die("%s:%d: %s takes other arguments in the other language", e->file, e->line, e->key);
    }
}

static void print_id(const char *key)
{
    for (; *key; key++)
        putchar(*key == '.' ? '_' : *key);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        die("usage: saypack keys|text a.say ...");
    for (int i = 2; i < argc; i++)
        read_file(argv[i]);
    qsort(all, (size_t)count, sizeof *all, by_key);
    judge();
    printf("/* made by saypack; do not edit */\n");
    if (!strcmp(argv[1], "keys")) {
        printf("#ifndef SAY_KEYS_H\n#define SAY_KEYS_H\n\ntypedef enum {\n    MSG_NONE,\n");
        for (int i = 0; i < count; i++) {
            printf("    MSG_");
            print_id(all[i].key);
            printf(",\n");
        }
        printf("    MSG_COUNT\n} Msg;\n\n#endif\n");
        return 0;
    }
    printf("static const char *const say_texts[][%d] = {\n    {\"\", \"\"},\n", LANGS);
    for (int i = 0; i < count; i++) {
        printf("    {\"");
        c_text(all[i].text[0], (long)strlen(all[i].text[0]));
        printf("\",\n     \"");
        c_text(all[i].text[1], (long)strlen(all[i].text[1]));
        printf("\"},\n");
    }
    printf("};\n");
    printf("static const char *const say_names[] = {\n    \"\",\n");
    for (int i = 0; i < count; i++)
        printf("    \"%s\",\n", all[i].key);
    printf("};\n");
    return 0;
}
