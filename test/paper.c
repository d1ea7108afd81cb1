#include "test/paper.h"

#include <sys/wait.h>
#include <unistd.h>

#include "test/test.h"

Str paper_text(Arena *a, Str pdf)
{
    Str         dir = test_dir(a), path = str_fmt(a, "%.*s/paper.pdf", STRF(dir));
    Str         to  = str_fmt(a, "%.*s/paper.txt", STRF(dir));
    const char *words[] = {"pdftotext", "-layout", str_c(a, path), str_c(a, to), NULL};
    int         status  = -1;

    test_write(*a, path, pdf);
    pid_t child = fork();
    if (!child) {
        execvp(words[0], (char *const *)words);
        _exit(127);
    }
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status) && !WEXITSTATUS(status));
    return test_read(a, str_c(a, to));
}
