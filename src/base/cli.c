#include "base/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

void cli_say(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fputs("pulau: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
}

int cli_fail(Err e)
{
    if (e.kind)
        cli_say("%s (%s)", e.why ? e.why : "failed", e.where ? e.where : "?");
    return err_exit(e.kind);
}

void cli_say_issues(const Issues *issues)
{
    for (isize i = 0; i < issues->count; i++) {
        Issue p = issues->at[i];
        cli_say("%.*s%s%.*s", STRF(p.field), p.field.len ? ": " : "", STRF(p.text));
    }
}

int cli_refuse(const Issues *issues, Str name, Err e)
{
    cli_say_issues(issues);
    if (!issues->count)
        cli_say("%.*s: %s", STRF(name), e.why);
    return err_exit(e.kind);
}

static CliOption *option_named(CliOption *options, isize count, Str name)
{
    for (isize i = 0; i < count; i++)
        if (str_is(name, options[i].name))
            return &options[i];
    return NULL;
}

bool cli_read(int argc, char **argv, CliOption *options, isize count, CliWords *words)
{
    bool good = true, plain = false;

    *words = (CliWords){0};
    for (int i = 0; i < argc; i++) {
        Str value = str_of(argv[i]), name = value;
        if (!plain && str_is(name, "--")) {
            plain = true;
            continue;
        }
        if (plain || !str_starts(name, S("--"))) {
            if (words->count < countof(words->words)) {
                words->words[words->count++] = name;
                continue;
            }
            cli_say("one word too many: %s", argv[i]);
            good = false;
            continue;
        }
        name          = str_cut(&value, '=');
        CliOption *o  = option_named(options, count, name);
        bool next     = o && o->takes_value && !value.at && i + 1 < argc;
        if (!o) {
            cli_say("no such option: %.*s", STRF(name));
            good = false;
            continue;
        }
        o->given = true;
        o->value = next ? str_of(argv[++i]) : value;
        if (o->takes_value != (o->value.at != NULL)) {
            cli_say("%s %s", o->name, o->takes_value ? "needs a value" : "takes no value");
            good = false;
        }
    }
    return good;
}

int cli_take(int argc, char **argv, CliOption *options, isize count)
{
    int left = 0;

    for (int i = 0; i < argc; i++) {
        Str        value = str_of(argv[i]), name = str_cut(&value, '=');
        CliOption *o     = option_named(options, count, name);
        if (str_is(name, "--"))
            count = 0;
        if (!o) {
            argv[left++] = argv[i];
            continue;
        }
        o->given = true;
        o->value = value.at || i + 1 == argc ? value : str_of(argv[++i]);
        if (o->value.at)
            continue;
        cli_say("%s needs a value", o->name);
        return -1;
    }
    return left;
}

bool cli_read_options(int argc, char **argv, CliOption *options, isize count)
{
    CliWords words;
    bool     good = cli_read(argc, argv, options, count, &words);
    if (words.count)
        cli_say("no words are expected here: %.*s", STRF(words.words[0]));
    return good && !words.count;
}

Err cli_slurp(Arena *a, Str name, isize max, Str *out)
{
    Arena scratch = *a;
    bool  in      = str_is(name, "-");
    int   fd      = in ? STDIN_FILENO : open(str_c(&scratch, name), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return FAIL(errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "the file cannot be opened");

    Buf     b = {.arena = a, .max = max};
    char    piece[65536];
    ssize_t n;
    while ((n = read(fd, piece, sizeof piece)) > 0 && !b.cut)
        buf_add(&b, (Str){piece, n});
    if (!in)
        close(fd);
    if (n < 0)
        return FAIL(ERR_IO, "the file cannot be read");
    if (b.cut)
        return FAIL(ERR_LIMIT, "the file is too large");
    *out = buf_str(&b);
    return NO_ERR;
}

Err cli_print(Str s)
{
    if ((s.len && fwrite(s.at, 1, (size_t)s.len, stdout) != (size_t)s.len) || fflush(stdout))
        return FAIL(ERR_IO, "standard output cannot be written");
    return NO_ERR;
}
