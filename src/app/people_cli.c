/* The first unit and the first people, and whatever an operator must do at the machine itself:
 * pulau unit add|list, pulau user add|list|role|reset-link. */
#include "app/app.h"

#include "akun/akun_sign.h"
#include "format/json.h"

#include <stdio.h>

static App app;

enum { JSON = CONFIG_OPTIONS, INSTANSI, UNIT, EMAIL, ROLE, KIND, BELOW, ZONE, FROM, UNTIL, WHY, REVOKE, OPTIONS };

static CliOption options[OPTIONS] = {
    [JSON] = {"--json"},           [INSTANSI] = {"--instansi", true}, [UNIT] = {"--unit", true},
    [EMAIL] = {"--email", true},   [ROLE] = {"--role", true},         [KIND] = {"--kind", true},
    [BELOW] = {"--below", true},   [ZONE] = {"--zone", true},         [FROM] = {"--from", true},
    [UNTIL] = {"--until", true},   [WHY] = {"--why", true},           [REVOKE] = {"--revoke"},
};

/* A command while it runs: settings read, database open, in a writing transaction. */
typedef struct {
    Arena    *a;
    Db       *db;
    CliWords  words;
    UnitAsker by;
    Buf       out;
    Issues    bad;
} Run;

static Err wrong(Run *x, const char *why)
{
    issue_add(&x->bad, (Str){0}, str_of(why));
    return NO_ERR;
}

/* The instansi that is named, or the only one there is. */
static Err instansi(Run *x, Unit *out)
{
    Units all = {0};
    TRY(unit_instansi(x->a, x->db, &all));
    *out = (Unit){0};
    for (isize i = 0; i < all.count; i++)
        if (options[INSTANSI].given ? str_eq(all.at[i].facts.code, options[INSTANSI].value) : all.count == 1)
            *out = all.at[i];
    x->by.instansi_id = out->id;
    return out->id ? NO_ERR : wrong(x, "name the instansi: --instansi CODE");
}

static Err unit_named(Run *x, Str code, Unit *out)
{
    Unit top;
    *out = (Unit){0};
    TRY(instansi(x, &top));
    if (!top.id)
        return NO_ERR;
    Err e = unit_find_code(x->a, x->db, top.id, code, out);
    return e.kind == ERR_NOT_FOUND ? wrong(x, "no such unit: --unit or --below takes a unit's code") : e;
}

/* --- units --- */

static i64 zone(void)
{
    return str_is(options[ZONE].value, "WIT") ? 540 : str_is(options[ZONE].value, "WITA") ? 480 : 420;
}

static Err unit_add_run(Run *x)
{
    UnitFacts f     = {.code = x->words.words[0], .name = x->words.words[1], .utc_minutes = zone()};
    UnitKind  kind  = UNIT_KERJA;
    Unit      below = {0}, twin;
    UnitAct   act   = {&x->by, NULL, x->by.today, options[WHY].value};
    i64       id;

    if (!unit_kind_parse(options[KIND].value, &kind))
        return wrong(x, "--kind is instansi, eselon1, unit, satker or kawasan");
    unit_check(&f, &x->by, &x->bad);
    if (kind != UNIT_INSTANSI) {
        TRY(unit_named(x, options[BELOW].value, &below));
        act.unit = &below;
        if (below.id && !unit_fits_below(kind, below.kind))
            return wrong(x, "a unit of this kind cannot stand there");
        if (below.id && !unit_find_code(x->a, x->db, below.instansi_id, f.code, &twin).kind)
            return wrong(x, "another unit has this code");
    }
    if (x->bad.count)
        return NO_ERR;
    TRY(unit_add(*x->a, x->db, &act, kind, &f, &id));
    if (!options[JSON].given) {
        buf_addf(&x->out, "%.*s: made\n", STRF(f.code));
        return NO_ERR;
    }
    JsonOut o = {.to = &x->out};
    json_open_map(&o, NO_KEY);
    json_put_id(&o, S("id"), id);
    json_put_text(&o, S("code"), f.code);
    json_put_text(&o, S("name"), f.name);
    json_put_text(&o, S("kind"), unit_kind_code(kind));
    json_put_text(&o, S("parent"), below.facts.code);
    json_close(&o);
    buf_char(&x->out, '\n');
    return NO_ERR;
}

static Err unit_list_run(Run *x)
{
    Unit    top;
    Units   all = {0};
    JsonOut o   = {.to = &x->out};

    TRY(instansi(x, &top));
    if (x->bad.count)
        return NO_ERR;
    TRY(unit_tree(x->a, x->db, top.id, top.id, &all));
    if (options[JSON].given)
        json_open_list(&o, NO_KEY);
    for (isize i = 0; i < all.count; i++) {
        const Unit *u = &all.at[i];
        if (!options[JSON].given) {
            buf_addf(&x->out, "%*s%.*s  %.*s%s\n", 2 * u->depth, "", STRF(u->facts.code), STRF(u->facts.name),
                     u->closed_on.days ? " (closed)" : "");
            continue;
        }
        json_open_map(&o, NO_KEY);
        json_put_id(&o, S("id"), u->id);
        json_put_text(&o, S("code"), u->facts.code);
        json_put_text(&o, S("name"), u->facts.name);
        json_put_text(&o, S("kind"), unit_kind_code(u->kind));
        json_put_text(&o, S("parent"), u->parent_code);
        json_put_date(&o, S("closed_on"), u->closed_on);
        json_close(&o);
    }
    if (options[JSON].given) {
        json_close(&o);
        buf_char(&x->out, '\n');
    }
    return NO_ERR;
}

/* --- people --- */

static Err print_link(Run *x, const AkunUser *u)
{
    bool reset = u->has_password;
    Str  token, origin = app.web.origin;

    TRY(akun_link_make(x->a, x->db, u, reset ? AKUN_RESET : AKUN_INVITATION, 0, x->by.now, &token));
    Str link = str_fmt(x->a, "%.*s/%s/%.*s", STRF(origin), reset ? "atur-sandi" : "undangan", STRF(token));
    if (!options[JSON].given) {
        buf_addf(&x->out, "%.*s\nHand this link to %.*s; it works once.\n", STRF(link), STRF(u->facts.name));
        return NO_ERR;
    }
    JsonOut o = {.to = &x->out};
    json_open_map(&o, NO_KEY);
    json_put_id(&o, S("id"), u->id);
    json_put_text(&o, S("link"), link);
    json_close(&o);
    buf_char(&x->out, '\n');
    return NO_ERR;
}

static Err grant(Run *x, const AkunUser *u, const Unit *unit, Str name)
{
    AkunGrant g = {.user_id = u->id, .from_on = x->by.today, .why = options[WHY].value};
    Role      role;
    i64       id;

    if (!role_parse(name, &role) || role == ROLE_PEGAWAI)
        return wrong(x, "no such role; they are called as in `pulau routes`: ADMIN, TIM_KERJA ...");
    if ((options[FROM].given && !date_parse(options[FROM].value, &g.from_on))
        || (options[UNTIL].given && !date_parse(options[UNTIL].value, &g.until_on)))
        return wrong(x, "a day is written 2026-08-21");
    g.bit = (i64)1 << role;
    if (!g.why.len)
        g.why = S("pulau user");
    TRY(akun_role_check(*x->a, x->db, &x->by, unit, &g, &x->bad));
    return x->bad.count ? NO_ERR : akun_role_grant(*x->a, x->db, &x->by, unit, &g, &id);
}

static Err user_add_run(Run *x)
{
    AkunFacts f = {.nip = akun_nip(x->a, x->words.words[0]), .name = x->words.words[1],
                   .email = akun_email(x->a, options[EMAIL].value), .lang = LANG_ID};
    Unit      unit;
    AkunUser  u;
    i64       id;

    TRY(unit_named(x, options[UNIT].value, &unit));
    TRY(akun_user_check(*x->a, x->db, &x->by, 0, &f, &x->bad));
    if (x->bad.count)
        return NO_ERR;
    TRY(akun_user_add(*x->a, x->db, &x->by, &unit, &f, &id));
    TRY(akun_user_find(x->a, x->db, id, &u));
    if (options[ROLE].given)
        TRY(grant(x, &u, &unit, options[ROLE].value));
    return x->bad.count ? NO_ERR : print_link(x, &u);
}

static Err user_list_run(Run *x)
{
    AkunUsers all = {0};
    JsonOut   o   = {.to = &x->out};

    TRY(akun_users_all(x->a, x->db, &all));
    if (options[JSON].given)
        json_open_list(&o, NO_KEY);
    for (isize i = 0; i < all.count; i++) {
        const AkunUser *u = &all.at[i];
        if (!options[JSON].given) {
            buf_addf(&x->out, "%.*s  %.*s  %.*s%s%s\n", STRF(u->facts.nip), STRF(u->unit_code), STRF(u->facts.name),
                     u->active ? "" : " (suspended)", u->has_password ? "" : " (no password yet)");
            continue;
        }
        json_open_map(&o, NO_KEY);
        json_put_id(&o, S("id"), u->id);
        json_put_text(&o, S("nip"), u->facts.nip);
        json_put_text(&o, S("name"), u->facts.name);
        json_put_text(&o, S("email"), u->facts.email);
        json_put_text(&o, S("unit"), u->unit_code);
        json_put_bool(&o, S("active"), u->active);
        json_put_bool(&o, S("second_factor"), u->has_second);
        json_close(&o);
    }
    if (options[JSON].given) {
        json_close(&o);
        buf_char(&x->out, '\n');
    }
    return NO_ERR;
}

static Err user_named(Run *x, AkunUser *out)
{
    Err e = akun_user_find_nip(x->a, x->db, akun_nip(x->a, x->words.words[0]), out);
    x->by.instansi_id = e.kind ? 0 : out->instansi_id;
    return e.kind == ERR_NOT_FOUND ? wrong(x, "nobody has this NIP") : e;
}

static Err revoke(Run *x, const AkunUser *u, const Unit *unit)
{
    AkunRoles all = {0};
    Role      role;
    bool      found = false;

    TRY(akun_roles(x->a, x->db, u->id, x->by.today, &all));
    if (!role_parse(x->words.words[1], &role))
        return wrong(x, "no such role");
    for (isize i = 0; i < all.count; i++) {
        const AkunRole *r = &all.at[i];
        if (r->revoked_at.s || r->unit_id != unit->id || r->role_bits != (i64)1 << role)
            continue;
        found = true;
        TRY(akun_role_revoke(*x->a, x->db, &x->by, r->id, options[WHY].given ? options[WHY].value : S("pulau user")));
    }
    return found ? NO_ERR : wrong(x, "that role is not held for that unit");
}

static void print_role(Run *x, const AkunUser *u, const Unit *unit)
{
    JsonOut o    = {.to = &x->out};
    Str     role = x->words.words[1];
    bool    held = !options[REVOKE].given;

    if (!options[JSON].given) {
        buf_addf(&x->out, "%.*s %.*s: %s\n", STRF(role), STRF(unit->facts.code), held ? "granted" : "taken away");
        return;
    }
    json_open_map(&o, NO_KEY);
    json_put_id(&o, S("id"), u->id);
    json_put_text(&o, S("role"), role);
    json_put_text(&o, S("unit"), unit->facts.code);
    json_put_bool(&o, S("held"), held);
    json_close(&o);
    buf_char(&x->out, '\n');
}

static Err user_role_run(Run *x)
{
    AkunUser u;
    Unit     unit;

    TRY(user_named(x, &u));
    if (x->bad.count)
        return NO_ERR;
    Err e = unit_find_code(x->a, x->db, u.instansi_id, options[UNIT].given ? options[UNIT].value : u.unit_code, &unit);
    if (e.kind == ERR_NOT_FOUND)
        return wrong(x, "no such unit: --unit takes a unit's code");
    TRY(e);
    TRY(options[REVOKE].given ? revoke(x, &u, &unit) : grant(x, &u, &unit, x->words.words[1]));
    if (!x->bad.count)
        print_role(x, &u, &unit);
    return NO_ERR;
}

static Err user_link_run(Run *x)
{
    AkunUser u;
    TRY(user_named(x, &u));
    return x->bad.count ? NO_ERR : print_link(x, &u);
}

/* --- all of them: settings, database, one transaction, and every problem on standard error --- */

static Err work(Run *x, Err (*run)(Run *))
{
    TRY(app_db(&app, DB_READ_WRITE, &x->db));
    Err e = db_begin(x->db, true);
    if (!e.kind) {
        e = run(x);
        Err done = db_end(x->db, !e.kind && !x->bad.count);
        e = e.kind ? e : done;
    }
    db_close(x->db);
    return e;
}

static int command(int argc, char **argv, isize words, Err (*run)(Run *))
{
    Run x = {.a = &app.life, .by = {.now = clock_now(), .lang = LANG_EN}};

    for (int i = 0; i < CONFIG_OPTIONS; i++)
        options[i] = config_options[i];
    if (!cli_read(argc, argv, options, OPTIONS, &x.words))
        return 64;
    if (x.words.count != words) {
        cli_say("%lld plain words are expected here; see pulau help", (long long)words);
        return 64;
    }
    Err e = app_open(&app, options, DATA_THERE);
    if (e.kind)
        return e.kind == ERR_INVALID ? 64 : cli_fail(e);
    x.by.today = instant_date(x.by.now, 420);
    x.out      = (Buf){.arena = &app.life};
    x.bad      = (Issues){.arena = &app.life};
    e = work(&x, run);
    cli_say_issues(&x.bad);
    if (!e.kind && !x.bad.count)
        e = cli_print(buf_str(&x.out));
    return e.kind ? cli_fail(e) : x.bad.count ? 65 : 0;
}

int unit_add_cli(int argc, char **argv)  { return command(argc, argv, 2, unit_add_run); }
int unit_list_cli(int argc, char **argv) { return command(argc, argv, 0, unit_list_run); }
int user_add_cli(int argc, char **argv)  { return command(argc, argv, 2, user_add_run); }
int user_list_cli(int argc, char **argv) { return command(argc, argv, 0, user_list_run); }
int user_role_cli(int argc, char **argv) { return command(argc, argv, 2, user_role_run); }
int user_link_cli(int argc, char **argv) { return command(argc, argv, 1, user_link_run); }
