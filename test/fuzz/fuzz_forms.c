#include "http/http_parse.h"
#include "test/fuzz/fuzz.h"

FUZZ(forms)
{
    HttpPair *pairs;
    isize     count, bytes = 0;
    Str       path;
    int       status = http_form(&a, in, &pairs, &count);

    for (isize i = 0; !status && i < count; i++) {
        MUST(str_is_utf8(pairs[i].name) && str_is_utf8(pairs[i].value));
        bytes += pairs[i].name.len + pairs[i].value.len;
    }
    MUST(status || (bytes <= in.len && count <= HTTP_FIELDS_MAX));
    MUST(!http_query_check(a, in) == !status);
    if (!http_path(&a, in, &path))
        MUST(path.len > 0 && path.len <= in.len && path.at[0] == '/' && str_is_utf8(path));
}
