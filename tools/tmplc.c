/* tmplc - turn an HTML template into a C function.
 *
 *     tmplc page.html > page.html.h        static void view_page(Req *r, const PageView *v)
 *
 *   {{view Type}}                  first line: the struct the page is drawn from
 *   {{part Type}}                  or this: a part for all rooms, view_name() is declared in a header
 *   {{a.b}}                        v->a.b, escaped according to its C type; inside quotes numbers and dates are
 *                                  written for machines: 1250, 2026-08-21
 *   {{#if a.b}} {{else}} {{/if}}   {{#unless a.b}} {{/unless}}
 *   {{#each list as x}} {{/each}}  list has .at and .count
 *   {{say key}} {{say key a b}}    a text, with arguments
 *   {{url /lke/:id/butir/:code w.id item.code}}      a link; each value is percent-encoded
 *   {{> part path}}                another template, drawn from v->path: the one beside this file if there is
 *                                  one, otherwise a {{part}} or a view_name() written in C
 *   {{csrf}}                       the hidden fields of every form that writes
 *   {{! remark}}
 *
 * Names are checked by the C compiler; #line makes it point into the template.  Escaping follows from the
 * place: href, src, action and their like take a {{url}} or a value of type Url, nothing else (after a # any
 * value); a value outside quotes, inside <script> or <style>, a style attribute and an on... attribute stop
 * the build.  Indentation is not sent: a line break between tags and the spaces after it become one break.
 */
#include "tool.h"

static const char *file;
static int         line = 1;
static char        stack[16][80];       /* "each x", "if" */
static int         depth;

static enum { TEXT, IN_TAG, IN_QUOTES } place;
static char quote, attribute[40], element[40];
static int  fragment;                   /* the attribute's value began with # */

static void fail(const char *why)
{
    die("%s:%d: %s", file, line, why);
}

/* Follow the HTML far enough to know where a value would land. */
static void follow(char c, const char *p)
{
    if (place == TEXT && c == '<') {
        if (sscanf(p, "<%39[a-zA-Z0-9]", element) == 1) {
            place = IN_TAG;
            if (!strcmp(element, "style") || (!strcmp(element, "script") && strncmp(p, "<script src=", 12)))
                fail("no <style> and no inline <script> in a page");
        } else if (p[1] == '/') {
            place = IN_TAG;
        }
    } else if (place == IN_TAG && c == '>') {
        place = TEXT;
    } else if (place == IN_TAG && c == '=') {
        const char *from = p;
        while (from[-1] != ' ' && from[-1] != '\n' && from[-1] != '}')
            from--;
        snprintf(attribute, sizeof attribute, "%.*s", (int)(p - from), from);
        if (!strcmp(attribute, "style") || !strncmp(attribute, "on", 2))
            fail("no style= and no on...= in a page");
        if (p[1] != '"' && p[1] != '\'')
            fail("the value of an attribute needs quotes");
    } else if (place == IN_TAG && (c == '"' || c == '\'')) {
        place    = IN_QUOTES;
        quote    = c;
        fragment = p[1] == '#';
    } else if (place == IN_QUOTES && c == quote) {
        place = IN_TAG;
        *attribute = 0;
    }
}

static void text(const char *p, long n)
{
    long from = 0;

    if (!n)
        return;
    printf("    buf_add(&r->out, S(\"");
    for (long i = 0; i < n; i++) {
        line += p[i] == '\n';
        follow(p[i], p + i);
        if (p[i] != '\n' || place == IN_QUOTES)
            continue;
        c_text(p + from, i + 1 - from);
        from = i + 1 + (long)strspn(p + i + 1, " \n");
        from = from > n ? n : from;
        for (; i + 1 < from; i++)
            line += p[i + 1] == '\n';
    }
    c_text(p + from, n - from);
    printf("\"));\n");
}

/* "i.text" is i->text inside {{#each .. as i}}, else v->i.text; "." is all of v */
static void path(const char *p)
{
    if (!strcmp(p, ".")) {
        printf("(*v)");
        return;
    }
    size_t n = strcspn(p, ".");
    for (int i = depth - 1; i >= 0; i--) {
        if (!strncmp(stack[i], "each ", 5) && strlen(stack[i] + 5) == n && !strncmp(stack[i] + 5, p, n)) {
            printf(p[n] ? "%s->%s" : "(*%s)%s", stack[i] + 5, p[n] ? p + n + 1 : "");
            return;
        }
    }
    printf("v->%s", p);
}

static void push(const char *what, const char *name)
{
    if (depth == 16)
        fail("nested too deep");
    snprintf(stack[depth++], sizeof stack[0], "%s %.60s", what, name);
}

static void pop(const char *what)
{
    if (!depth || strncmp(stack[depth - 1], what, strlen(what)))
        fail("closes what is not open");
    depth--;
    printf("    }\n");
}

static int is_url(void)
{
    static const char *const all[] = {"href", "src", "action", "formaction", "poster", "cite", "data", "srcset",
                                      "hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete", "hx-push-url"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!strcmp(attribute, all[i]))
            return !fragment;
    return 0;
}

static void say_tag(char *args)
{
    char *key = strtok(args, " "), *arg = strtok(NULL, " ");
    for (char *p = key; *p; p++)
        if (*p == '.')
            *p = '_';
    if (!arg) {
        printf("    html_put_text(r, say(r->lang, MSG_%s));\n", key);
        return;
    }
    printf("    html_put_text(r, say_args(r->arena, r->lang, MSG_%s", key);
    for (; arg; arg = strtok(NULL, " ")) {
        printf(", html_arg(r, ");
        path(arg);
        printf(")");
    }
    printf("));\n");
}

static void url_tag(char *args)
{
    char *p = strtok(args, " ");
    while (*p) {
        size_t n = strcspn(p, ":");
        printf("    buf_add(&r->out, S(\"");
        c_text(p, (long)n);
        printf("\"));\n");
        p += n;
        if (*p == ':') {
            char *arg = strtok(NULL, " ");
            if (!arg)
                fail("the address has more :parts than values");
            printf("    html_put_part(r, html_arg_plain(r, ");
            path(arg);
            printf("));\n");
            p += 1 + strspn(p + 1, "abcdefghijklmnopqrstuvwxyz0123456789_");
        }
    }
    if (strtok(NULL, " "))
        fail("the address has fewer :parts than values");
}

static void each_tag(const char *list, const char *x)
{
    printf("    for (isize n_%s = 0; n_%s < ", x, x);
    path(list);
    printf(".count; n_%s++) { const __typeof__(*(", x);
    path(list);
    printf(").at) *%s = &", x);
    path(list);
    printf(".at[n_%s];\n", x);
    push("each", x);
}

static void value_tag(const char *t)
{
    if (place == IN_TAG)
        fail("a value here needs quotes round it");
    printf("    %s(r, ", place != IN_QUOTES ? "html_put" : is_url() ? "html_put_url" : "html_put_quoted");
    path(t);
    printf(");\n");
}

static void tag(char *t)
{
    char a[80], x[80];

    printf("#line %d \"%s\"\n", line, file);
    if (*t == '!')
        return;
    if (sscanf(t, "#each %79s as %79s", a, x) == 2) {
        each_tag(a, x);
    } else if (sscanf(t, "#if %79s", a) == 1 || sscanf(t, "#unless %79s", a) == 1) {
        printf("    if (%s(", t[1] == 'u' ? "!" : "");
        path(a);
        printf(")) {\n");
        push(t[1] == 'u' ? "unless" : "if", "");
    } else if (!strcmp(t, "else")) {
        if (!depth || !strncmp(stack[depth - 1], "each", 4))
            fail("{{else}} without {{#if}}");
        printf("    } else {\n");
    } else if (*t == '/') {
        pop(t + 1);
    } else if (sscanf(t, "> %79s %79s", a, x) == 2) {
        printf("    view_%s(r, &(", a);
        path(x);
        printf("));\n");
    } else if (sscanf(t, "> %79s", a) == 1) {
        printf("    view_%s(r, v);\n", a);
    } else if (!strncmp(t, "say ", 4)) {
        say_tag(t + 4);
    } else if (!strncmp(t, "url ", 4)) {
        url_tag(t + 4);
    } else if (!strcmp(t, "csrf")) {
        printf("    html_csrf(r);\n");
    } else {
        value_tag(t);
    }
}

/* Is there a {{view}} of this name in the folder of this template? */
static int is_view_beside(const char *name)
{
    char        beside[400], head[8] = "";
    const char *base = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;

    snprintf(beside, sizeof beside, "%.*s%s.html", (int)(base - file), file, name);
    FILE *f = fopen(beside, "r");
    if (!f)
        return 0;
    if (!fgets(head, sizeof head, f))
        head[0] = 0;
    fclose(f);
    return !strcmp(head, "{{view ");
}

/* The templates a page draws must be seen by the compiler before it. */
static void includes(const char *src)
{
    char a[80];
    for (const char *p = src; (p = strstr(p, "{{> ")); p++) {
        if (sscanf(p, "{{> %79[a-z0-9_]", a) != 1)
            fail("{{> needs the name of a template");
        if (is_view_beside(a))
            printf("#include \"%s.html.h\"\n", a);
    }
}

int main(int argc, char **argv)
{
    char  kind[8], type[64], name[64];
    char *src = argc == 2 ? slurp(argv[1], NULL) : NULL;

    if (!src || sscanf(src, "{{%4[a-z] %63[A-Za-z0-9_]}}", kind, type) != 2
        || (strcmp(kind, "view") && strcmp(kind, "part")))
        die("usage: tmplc file.html (whose first line is {{view Type}} or {{part Type}})");
    file = argv[1];
    stem(file, name, sizeof name);
    printf("/* made from %s by tmplc; do not edit */\n#ifndef VIEW_%s\n#define VIEW_%s\n", file, name, name);
    includes(src);
    if (*kind == 'v')
        printf("__attribute__((unused)) static ");
    printf("void view_%s(Req *r, const %s *v)\n{\n    (void)v;\n", name, type);

    char *p = src + strcspn(src, "\n");
    p += *p == '\n';
    line = 2;
    for (char *open; (open = strstr(p, "{{")); ) {
        char *end = strstr(open, "}}");
        if (!end)
            fail("{{ without }}");
        text(p, open - p);
        *end = 0;
        tag(open + 2);
        p = end + 2;
        if (place == TEXT && *p == '\n' && (strchr("#/!", open[2]) || !strcmp(open + 2, "else"))) {
            line++;                             /* a line of its own leaves no gap */
            p += 1 + strspn(p + 1, " ");
        }
    }
    text(p, (long)strlen(p));
    printf("}\n#endif\n");
    if (depth)
        fail("something is left open at the end");
    return 0;
}
