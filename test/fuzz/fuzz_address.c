#include "http/http_parse.h"
#include "test/fuzz/fuzz.h"

FUZZ(address)
{
    u8 at[16];

    if (http_address(in, at) && !http_address_is_v4(at))
        MUST(str_has(in, S(":")));
}
