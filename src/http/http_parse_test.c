#include "http/http_parse.h"

#include "test/test.h"

static int told_begin(void *ctx, Str name, Str filename, bool is_file)
{
    buf_addf(ctx, "<%.*s%s%.*s>", STRF(name), is_file ? "@" : "", STRF(filename));
    return 0;
}

static int told_data(void *ctx, Str piece)
{
    buf_add(ctx, piece);
    return 0;
}

static int told_end(void *ctx)
{
    buf_addf(ctx, ";");
    return 0;
}

/* What the parts of a body are when it comes in pieces of this size; "400" if it is refused. */
static Str parts_of(Arena *a, Str type, Str body, isize piece)
{
    Buf       b  = {.arena = a};
    PartSink  to = {&b, told_begin, told_data, told_end};
    Multipart m;
    int       status = multipart_start(&m, type);

    for (isize i = 0; i < body.len && !status; i += piece)
        status = multipart_feed(&m, str_sub(body, i, piece), &to);
    status = status ? status : multipart_end(&m);
    return status ? str_fmt(a, "%d", status) : buf_str(&b);
}

#define NAMED(n) "Content-Disposition: form-data; " n "\r\n"

static const struct { const char *type, *body, *want; } bodies[] = {
    {"multipart/form-data; boundary=b", "--b\r\n" NAMED("name=\"x\"") "\r\n1\r\n--b--\r\n", "<x>1;"},
    {"multipart/form-data; boundary=b", "--b\r\n" NAMED("name=x; filename=\"y z\"") "X: y\r\n\r\n\r\n--b--",
     "<x@y z>;"},
    {"multipart/form-data; boundary=\"b c\"", "--b c\r\n" NAMED("name=x") "\r\n\r\n--b c--", "<x>;"},
    {"multipart/form-data; boundary=b",
     "--b\r\n" NAMED("name=x") "\r\n\r\n--\r\r\n--a\r\n-\r\n--b\r\n" NAMED("name=y") "\r\n\r\n\r\n--b--",
     "<x>\r\n--\r\r\n--a\r\n-;<y>\r\n;"},
    {"multipart/form-data; boundary=b", "--b\r\n" NAMED("name=\"a%22b\\\"c\\d\"") "\r\n\r\n--b--", "<a\"b\"c\\d>;"},
    {"multipart/form-data; boundary=b", "--b--", ""},
    {"multipart/form-data; boundary=b", "--b\r\n" NAMED("name=x") "\r\n1\r\n--b", "400"},
    {"multipart/form-data; boundary=b", "--b\r\n" NAMED("name=x") "\r\n1\r\n--bb--", "400"},
    {"multipart/form-data; boundary=b", "--b\r\n\r\n1\r\n--b--", "400"},
    {"multipart/form-data; boundary=b", "--b\r\n" NAMED("name=x") NAMED("name=y") "\r\n1\r\n--b--", "400"},
    {"multipart/form-data; boundary=b", "--b\r\n" NAMED("name=\"x") "\r\n1\r\n--b--", "400"},
    {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: attachment; name=x\r\n\r\n1\r\n--b--", "400"},
    {"multipart/form-data; boundary=b", "--b\r\n" NAMED("name=\xff") "\r\n1\r\n--b--", "400"},
    {"multipart/form-data; boundary=b", "--b\n" "1\r\n--b--", "400"},
    {"multipart/form-data; boundary=", "--b--", "400"},
    {"multipart/form-data", "----", "400"},
};

TEST(a_multipart_body_reads_the_same_however_it_is_cut)
{
    for (isize i = 0; i < countof(bodies); i++)
        for (isize piece = 1; piece <= str_of(bodies[i].body).len; piece++) {
            Arena scratch = a;
            Str   have    = parts_of(&scratch, str_of(bodies[i].type), str_of(bodies[i].body), piece);
            CHECK_STR(have, str_of(bodies[i].want));
        }
}

TEST(the_headers_of_a_part_are_bounded)
{
    Buf b = {.arena = &a};
    buf_addf(&b, "--b\r\n");
    for (int i = 0; i < 500; i++)
        buf_addf(&b, "X-%d: yyyyyyyy\r\n", i);
    CHECK_STR(parts_of(&a, S("multipart/form-data; boundary=b"), buf_str(&b), 100), S("413"));
}

TEST(a_form_with_too_many_fields_is_refused)
{
    HttpPair *pairs;
    isize     count;
    Buf       b = {.arena = &a};

    for (int i = 0; i < HTTP_FIELDS_MAX; i++)
        buf_addf(&b, "%sa=1", i ? "&" : "");
    CHECK(http_form(&a, buf_str(&b), &pairs, &count) == 0 && count == HTTP_FIELDS_MAX);
    buf_addf(&b, "&a=1");
    CHECK(http_form(&a, buf_str(&b), &pairs, &count) == 413);
}

TEST(a_cookie_is_found_by_its_whole_name)
{
    CHECK_STR(http_cookie_in(S("asid=1; sid=2;sid=3"), S("sid")), S("2"));
    CHECK_STR(http_cookie_in(S("sid"), S("sid")), S(""));
    CHECK_STR(http_cookie_in(S("a=b=c"), S("a")), S("b=c"));
    CHECK_STR(http_cookie_in(S(""), S("a")), S(""));
}
