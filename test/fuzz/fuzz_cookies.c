#include "http/http_parse.h"
#include "test/fuzz/fuzz.h"

/* The first line is the name that is looked for. */
FUZZ(cookies)
{
    Str header = in, name = str_cut(&header, '\n');
    Str value  = http_cookie_in(header, name);

    MUST(!value.len || (value.at >= header.at && value.at + value.len <= header.at + header.len));
    for (isize i = 0; i < value.len; i++)
        MUST(value.at[i] != ';');
}
