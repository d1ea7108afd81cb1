#include "app/app.h"

#include "format/json.h"
#include "web/api.h"

#include <stdio.h>

static void put_who(Buf *b, Who who)
{
    isize from = b->len;
    if (who & ANYONE)
        buf_add(b, S("ANYONE "));
    if (who & SIGNED_IN)
        buf_add(b, S("SIGNED_IN "));
    for (int i = 0; i < ROLE_COUNT; i++)
        if (who & (Who)1 << i)
            buf_addf(b, "%s ", role_names[i]);
    if (b->len == from)
        buf_add(b, S("NO_ONE "));
    b->len--;
}

static void put_text(Buf *b, const Route *row)
{
    buf_addf(b, "%-4s %-44s %-6s %-12s ", row->method == GET ? "GET" : "POST", row->path,
             row->touch == WRITES ? "writes" : "reads", row->scope ? row->scope : "-");
    put_who(b, row->who);
    buf_char(b, '\n');
}

static void put_json(JsonOut *o, const Route *row)
{
    Buf who = {.arena = o->to->arena};
    put_who(&who, row->who);
    json_open_map(o, NO_KEY);
    json_put_text(o, S("method"), row->method == GET ? S("GET") : S("POST"));
    json_put_text(o, S("path"), str_of(row->path));
    json_put_text(o, S("who"), buf_str(&who));
    json_put_text(o, S("touch"), row->touch == WRITES ? S("writes") : S("reads"));
    json_put_text(o, S("scope"), str_of(row->scope));
    json_close(o);
}

int routes_cli(int argc, char **argv)
{
    Arena     a         = arena_reserve((isize)16 << 20);
    CliOption options[] = {{"--json"}};
    Buf       b         = {.arena = &a};
    JsonOut   o         = {.to = &b};

    if (!cli_read_options(argc, argv, options, countof(options)))
        return 64;
    if (options[0].given)
        json_open_list(&o, NO_KEY);
    for (isize i = 0; i < app_rooms_count; i++)
        for (isize k = 0; k < app_rooms[i]->count; k++)
            options[0].given ? put_json(&o, &app_rooms[i]->routes[k]) : put_text(&b, &app_rooms[i]->routes[k]);
    if (options[0].given) {
        json_close(&o);
        buf_char(&b, '\n');
    }
    return cli_fail(cli_print(buf_str(&b)));
}

/* pulau openapi: the document that GET /api/v1/openapi.json answers */
int openapi_cli(int argc, char **argv)
{
    enum { JSON, LANG };
    Arena     a         = arena_reserve((isize)16 << 20);
    CliOption options[] = {[JSON] = {"--json"}, [LANG] = {"--lang", true}};
    Web       w         = {.rooms = app_rooms, .rooms_count = app_rooms_count};
    Buf       b         = {.arena = &a};

    if (!cli_read_options(argc, argv, options, countof(options)))
        return 64;
    openapi_put(&a, &b, &w, lang_of(options[LANG].value, LANG_EN));
    buf_char(&b, '\n');
    return cli_fail(cli_print(buf_str(&b)));
}
