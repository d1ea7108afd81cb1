#include "http/http.h"

Str http_header(const HttpReq *req, const char *name)
{
    for (isize i = 0; i < req->headers_count; i++)
        if (str_eq_nocase(req->headers[i].name, str_of(name)))
            return req->headers[i].value;
    return (Str){0};
}

Str http_cookie(const HttpReq *req, const char *name)
{
    for (isize i = 0; i < req->headers_count; i++) {
        Str rest = req->headers[i].value;
        if (!str_eq_nocase(req->headers[i].name, S("Cookie")))
            continue;
        while (rest.len) {
            Str value = str_trim(str_cut(&rest, ';')), key = str_cut(&value, '=');
            if (str_is(key, name))
                return value;
        }
    }
    return (Str){0};
}
