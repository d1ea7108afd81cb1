#include "app/config.h"

#include "base/log.h"
#include "format/json.h"
#include "http/http_parse.h"

#include <stdlib.h>
#include <unistd.h>

typedef struct {
    const char *name;
    char        kind;
    const char *value;
    i64         least, most;
    Msg         help;
} Row;

static const Row rows[SET_COUNT] = {
#define X(name, kind, def, least, most, msg) {#name, #kind[0], def, least, most, MSG_##msg},
    SETTINGS(X)
#undef X
};

const CliOption config_options[CONFIG_OPTIONS] = {{"--listen", true}, {"--data", true}, {"--db", true}};

static bool put(Config *c, Setting s, Str value, SettingFrom from)
{
    const Row *row = &rows[s];
    i64        n   = 0;
    u8         address[16];

    if (row->kind == 'N' && (!str_i64(value, &n) || n < row->least || n > row->most)) {
        cli_say("%s: \"%.*s\" is not a number from %lld to %lld", row->name, STRF(value), (long long)row->least,
                (long long)row->most);
        return false;
    }
    if (row->kind == 'B' && !str_is(value, "yes") && !str_is(value, "no")) {
        cli_say("%s: \"%.*s\" is neither yes nor no", row->name, STRF(value));
        return false;
    }
    if (row->kind == 'A' && value.len && !http_address(value, address)) {
        cli_say("%s: \"%.*s\" is no address; one alone is written there, such as 127.0.0.1 or ::1", row->name,
                STRF(value));
        return false;
    }
    c->text[s]   = value;
    c->number[s] = row->kind == 'B' ? str_is(value, "yes") : n;
    c->from[s]   = from;
    return true;
}

static bool put_named(Config *c, Str name, Str value, SettingFrom from)
{
    for (int s = 0; s < SET_COUNT; s++)
        if (str_is(name, rows[s].name))
            return put(c, (Setting)s, value, from);
    cli_say("no such setting: %.*s", STRF(name));
    return false;
}

static bool read_file(Arena *life, Config *c)
{
    Str  path = config_path(life, c, "pulau.conf"), text;
    bool good = true;

    if (access(str_c(life, path), F_OK))
        return true;
    Err e = cli_slurp(life, path, 1 << 20, &text);
    if (e.kind) {
        cli_say("%.*s: %s", STRF(path), e.why);
        return false;
    }
    for (int line = 1; text.len; line++) {
        Str value = str_trim(str_cut(&text, '\n')), whole = value;
        if (!whole.len || whole.at[0] == '#')
            continue;
        Str name = str_trim(str_cut(&value, '='));
        if (put_named(c, name, str_trim(value), FROM_FILE))
            continue;
        cli_say("  in %.*s, line %d", STRF(path), line);
        good = false;
    }
    return good;
}

static bool read_environment(Arena *life, Config *c)
{
    bool good = true;
    for (int s = 0; s < SET_COUNT; s++) {
        char *key = str_c(life, str_fmt(life, "PULAU_%s", rows[s].name));
        for (char *p = key; *p; p++)
            *p = *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
        const char *value = getenv(key);
        if (value && *value)
            good = put(c, (Setting)s, str_copy(life, str_of(value)), FROM_ENVIRONMENT) && good;
    }
    return good;
}

static bool read_options(Config *c, const CliOption *options, isize count)
{
    bool good = true;
    for (isize i = 0; i < count; i++)
        for (int s = 0; s < SET_COUNT; s++)
            if (options[i].given && str_is(str_of(options[i].name + 2), rows[s].name))
                good = put(c, (Setting)s, options[i].value, FROM_COMMAND) && good;
    return good;
}

static bool judge(const Config *c)
{
    static const char *const levels[] = {"error", "warn", "info", "debug"};
    int level = str_among(c->text[SET_log], levels, countof(levels));
    if (level < 0)
        cli_say("log: \"%.*s\" is none of error, warn, info, debug", STRF(c->text[SET_log]));
    else
        log_level((LogLevel)level);
    return level >= 0;
}

/* The data folder may come from the environment or the command line, and holds the file that is read first. */
bool config_read(Arena *life, const CliOption *options, isize count, Config *out)
{
    Config early = {0};
    bool   good  = true;

    for (int s = 0; s < SET_COUNT; s++)
        good = put(out, (Setting)s, str_of(rows[s].value), FROM_DEFAULT) && good;
    early = *out;
    good  = read_environment(life, &early) && read_options(&early, options, count) && good;
    out->text[SET_data] = early.text[SET_data];
    good = read_file(life, out) && good;
    good = read_environment(life, out) && good;
    good = read_options(out, options, count) && good;
    return judge(out) && good;
}

Str config_path(Arena *a, const Config *c, const char *below)
{
    return str_fmt(a, "%.*s/%s", STRF(c->text[SET_data]), below);
}

Str config_db_uri(Arena *a, const Config *c)
{
    return c->text[SET_db].len ? c->text[SET_db] : config_path(a, c, "pulau.db");
}

/* --- pulau config --- */

static Str shown(const Config *c, Setting s)
{
    return rows[s].kind == 'S' && c->text[s].len ? S("(set)") : c->text[s];
}

static Str as_json(Arena *a, const Config *c)
{
    static const char *const from[] = {"default", "file", "environment", "command"};
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};
    json_open_map(&o, NO_KEY);
    for (int s = 0; s < SET_COUNT; s++) {
        json_open_map(&o, str_of(rows[s].name));
        json_put_text(&o, S("value"), shown(c, (Setting)s));
        json_put_text(&o, S("from"), str_of(from[c->from[s]]));
        json_close(&o);
    }
    json_close(&o);
    buf_char(&b, '\n');
    return buf_str(&b);
}

static Str as_text(Arena *a, const Config *c)
{
    static const Msg from[] = {MSG_config_from_default, MSG_config_from_file, MSG_config_from_environment,
                               MSG_config_from_command};
    Buf b = {.arena = a};
    for (int s = 0; s < SET_COUNT; s++)
        buf_addf(&b, "%-18s = %.*s\n                     %.*s (%.*s)\n", rows[s].name, STRF(shown(c, (Setting)s)),
                 STRF(say(LANG_ID, rows[s].help)), STRF(say(LANG_ID, from[c->from[s]])));
    return buf_str(&b);
}

int config_cli(int argc, char **argv)
{
    Arena     a = arena_reserve(16 << 20);
    CliOption options[CONFIG_OPTIONS + 1] = {{"--listen", true}, {"--data", true}, {"--db", true}, {"--json"}};
    Config    c;

    if (!cli_read_options(argc, argv, options, countof(options))
        || !config_read(&a, options, CONFIG_OPTIONS, &c))
        return 64;
    return cli_fail(cli_print(options[CONFIG_OPTIONS].given ? as_json(&a, &c) : as_text(&a, &c)));
}
