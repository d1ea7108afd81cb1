#include "format/json.h"
#include "test/fuzz/fuzz.h"

static Str written(Arena *a, const Json *j)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};
    json_put_tree(&o, NO_KEY, j);
    return buf_str(&b);
}

/* What is accepted can be written, and what was written reads back as the same. */
FUZZ(json)
{
    const Json *j, *again;
    if (json_read(&a, in, (JsonMost){0}, &j).kind)
        return;
    Str once = written(&a, j);
    MUST(str_is_utf8(once) && !str_has(once, S("<")));
    MUST(!json_read(&a, once, (JsonMost){.bytes = 1 << 30}, &again).kind);
    MUST(str_eq(once, written(&a, again)));

    i64   n;
    Ratio r;
    json_i64(j, &n);
    json_ratio(j, &r);
    json_get(j, "a");
}
