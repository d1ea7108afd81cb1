#include "test/pspp.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/test.h"

static int run(Arena scratch, Str syntax, Str to)
{
    const char *words[] = {"pspp", "-o", str_c(&scratch, to), "-O", "format=csv", str_c(&scratch, syntax), NULL};
    int   status;
    pid_t child = fork();
    if (!child) {
        setenv("LC_ALL", "C.UTF-8", 1);
        execvp(words[0], (char *const *)words);
        _exit(127);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Str pspp_says(Arena *a, Str dir, const char *commands)
{
    Str syntax = str_fmt(a, "%.*s/a.sps", STRF(dir)), to = str_fmt(a, "%.*s/out.csv", STRF(dir));

    test_write(*a, syntax, str_fmt(a, "CD '%.*s'.\nGET FILE='a.sav'.\n%s\n", STRF(dir), commands));
    CHECK(run(*a, syntax, to) == 0);
    Str said = test_read(a, str_c(a, to));
    CHECK(!str_has(said, S("warning:")) && !str_has(said, S("error:")));
    return said;
}

Str pspp_rows(Arena *a, Str dir)
{
    pspp_says(a, dir, "SAVE TRANSLATE /OUTFILE='rows.csv' /TYPE=CSV /FIELDNAMES /REPLACE.");
    return test_read(a, str_c(a, str_fmt(a, "%.*s/rows.csv", STRF(dir))));
}
