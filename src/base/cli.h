/* cli.h - the words of a command line: options with and without values, and the plain words between. */
#ifndef BASE_CLI_H
#define BASE_CLI_H

#include "base/base.h"

typedef struct {
    const char *name;           /* "--data" */
    bool        takes_value;
    bool        given;          /* filled in: it was there */
    Str         value;
} CliOption;

typedef struct {
    Str   words[8];
    isize count;
} CliWords;

/* Sorts argv into options and words, whatever `words` was before; "--" ends the options, "--name=value" works too.
 * Whatever is unknown, lacks its value or is one word too many is said on standard error, all of it; then false
 * (exit with 64). */
bool cli_read(int argc, char **argv, CliOption *options, isize count, CliWords *words);

/* The same for a command that takes options alone. */
bool cli_read_options(int argc, char **argv, CliOption *options, isize count);

/* Takes these options and their values out of argv, wherever they stand before "--", and leaves the rest in its order:
 * how many are left.  -1: one lacks its value, and that was said. */
int cli_take(int argc, char **argv, CliOption *options, isize count);

/* A line on standard error: "pulau: ..." */
void cli_say(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* Every issue on a line of its own: "A.I.1.i.b: ..." */
void cli_say_issues(const Issues *issues);

/* What a command ends with: the failure is said, the exit status returned.  cli_refuse() says what is wrong with the
 * file of that name: its issues, or if there is none, why. */
int  cli_fail(Err e);
int  cli_refuse(const Issues *issues, Str name, Err e);

/* All of a file, or of standard input if the name is "-".  ERR_NOT_FOUND, ERR_IO, ERR_LIMIT. */
Err  cli_slurp(Arena *a, Str name, isize max, Str *out) MUST_USE;

/* Everything to standard output; ERR_IO if that is closed or full. */
Err  cli_print(Str s) MUST_USE;

#endif
