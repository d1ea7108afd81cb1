/* pulau verify-report: is this file a report as it was issued?  With a public key alone, or against a database. */
#include "app/app.h"
#include "evaluasi/evaluasi_lhe.h"
#include "format/json.h"

#include <unistd.h>

enum { O_LISTEN, O_DATA, O_DB, O_KEY, O_JSON, OPTIONS, FILE_MOST = 128 << 20, KEY_MOST = 1 << 20 };

typedef enum { STATE_NOT_ASKED, STATE_VALID, STATE_WITHDRAWN, STATE_SUPERSEDED, STATE_NOT_KNOWN } State;

typedef struct {
    Arena       a;
    CliOption   options[OPTIONS];
    Str         file;
    SealKeys    keys;
    SealRead    seal;
    const Json *says;           /* what a genuine file says of itself */
    Lhe         lhe;            /* its row, where a database was asked */
    State       state;
} Report;

static const char *const verdicts[] = {
    [SEAL_GOOD] = "genuine", [SEAL_NONE] = "not signed", [SEAL_STRANGE] = "unknown key", [SEAL_CHANGED] = "changed",
};
static const char *const verdict_words[] = {
    [SEAL_GOOD]    = "genuine: not one byte has changed since it was signed",
    [SEAL_NONE]    = "not one of ours: it has no signature, or its end is cut off",
    [SEAL_STRANGE] = "signed with a key that is not known here",
    [SEAL_CHANGED] = "changed: it was signed once, and then something was altered or added",
};
static const char *const states[] = {
    [STATE_NOT_ASKED]  = "not asked",
    [STATE_VALID]      = "valid",
    [STATE_WITHDRAWN]  = "withdrawn",
    [STATE_SUPERSEDED] = "superseded",
    [STATE_NOT_KNOWN]  = "not in this database",
};

/* --- the database --- */

static Err more_keys(Report *x, SealKeys from)
{
    SealPublic *all = new(&x->a, SealPublic, x->keys.count + from.count);
    isize       n   = 0;

    for (isize i = 0; i < x->keys.count; i++)
        all[n++] = x->keys.at[i];
    for (isize i = 0; i < from.count; i++)
        all[n++] = from.at[i];
    x->keys = (SealKeys){all, n};
    return NO_ERR;
}

static Err ask_state(Report *x, Db *db)
{
    Err    e = lhe_of_token(&x->a, db, json_text(json_get(x->says, "token")), &x->lhe);
    bool   newer = false;

    if (e.kind && e.kind != ERR_NOT_FOUND)
        return e;
    if (e.kind || !lhe_is_file(&x->a, &x->lhe, hash_sha256(x->file))) {
        x->state = STATE_NOT_KNOWN;
        return NO_ERR;
    }
    if (x->lhe.withdrawn_at.s)
        TRY(lhe_has_newer(x->a, db, &x->lhe, &newer));
    x->state = newer ? STATE_SUPERSEDED : x->lhe.withdrawn_at.s ? STATE_WITHDRAWN : STATE_VALID;
    return NO_ERR;
}

static Err judge(Report *x, Db *db)
{
    SealKeys stored = {0};

    if (db) {
        TRY(lhe_keys(&x->a, db, &stored));
        TRY(more_keys(x, stored));
    }
    x->seal = seal_read(x->file, x->keys);
    if (x->seal.verdict != SEAL_GOOD)
        return NO_ERR;
    if (json_read(&x->a, x->seal.says, (JsonMost){.bytes = 65536, .depth = 4}, &x->says).kind
        || !str_is(json_text(json_get(x->says, "kind")), "lhe")) {
        x->says         = NULL;
        x->seal.verdict = SEAL_NONE;    /* signed here, but as something else than a report */
        return NO_ERR;
    }
    return db ? ask_state(x, db) : NO_ERR;
}

static Err judge_with_database(Report *x)
{
    static App app;
    Db        *db;

    TRY(app_open(&app, x->options, DATA_THERE));
    TRY(app_db(&app, DB_READ_ONLY, &db));
    Err e = db_begin(db, false);
    if (!e.kind) {
        e = judge(x, db);
        Err done = db_end(db, false);
        e = e.kind ? e : done;
    }
    db_close(db);
    return e;
}

/* --- what is said --- */

static void put_lines(const Report *x, Buf *b)
{
    static const struct { const char *key, *label; } lines[] = {
        {"number", "number"}, {"instansi", "issued by"}, {"decided", "decided"}, {"content", "content"},
    };
    buf_addf(b, "%s\n", verdict_words[x->seal.verdict]);
    if (x->seal.key_id.len)
        buf_addf(b, "%-10s %.*s\n", "key", STRF(x->seal.key_id));
    for (isize i = 0; x->says && i < countof(lines); i++)
        buf_addf(b, "%-10s %.*s\n", lines[i].label, STRF(json_text(json_get(x->says, lines[i].key))));
    if (x->says)
        buf_addf(b, "%-10s %s%s\n", "state", states[x->state],
                 x->state == STATE_NOT_ASKED ? "; with --data or --db it is looked up whether it was withdrawn" : "");
}

static void put_json(Report *x, Buf *b, bool ok)
{
    JsonOut o = {.to = b};

    json_open_map(&o, NO_KEY);
    json_put_bool(&o, S("ok"), ok);
    json_put_text(&o, S("verdict"), str_of(verdicts[x->seal.verdict]));
    json_put_text(&o, S("state"), str_of(states[x->state]));
    json_put_text(&o, S("key"), x->seal.key_id);
    if (x->says)
        json_put_tree(&o, S("says"), x->says);
    if (x->lhe.withdrawn_at.s)
        json_put_text(&o, S("withdrawn"), instant_iso(&x->a, x->lhe.withdrawn_at));
    json_close(&o);
    buf_char(b, '\n');
}

/* Whoever was only handed a report has no installation: nothing is made in looking for one. */
static int find_database(Report *x)
{
    Config c = {0};

    if (!config_read(&x->a, x->options, OPTIONS, &c))
        return 64;
    if (c.text[SET_db].len || !access(str_c(&x->a, config_db_uri(&x->a, &c)), F_OK))
        return 0;
    cli_say("there is no database in \"%.*s\": say with --data DIR, --db URI or PULAU_DATA where one is, or give "
            "--key FILE,\nthe public key; the installation that issued the report hands it out at /lhe/kunci, and "
            "the code on the report leads there", STRF(c.text[SET_data]));
    return 64;
}

static Err read_both(Report *x, Str file)
{
    Str pem;

    TRY(cli_slurp(&x->a, file, FILE_MOST, &x->file));
    if (!x->options[O_KEY].given)
        return NO_ERR;
    TRY(cli_slurp(&x->a, x->options[O_KEY].value, KEY_MOST, &pem));
    return seal_pem_read(&x->a, pem, &x->keys) ? NO_ERR : FAIL(ERR_INVALID, "the key file holds no public key");
}

int verify_report_cli(int argc, char **argv)
{
    Report   x     = {.a = arena_reserve((isize)1 << 30), .options = {config_options[0], config_options[1],
                      config_options[2], {"--key", true}, {"--json"}}};
    CliWords words = {0};

    if (!cli_read(argc, argv, x.options, OPTIONS, &words))
        return 64;
    if (words.count != 1) {
        cli_say("give one FILE");
        return 64;
    }
    bool asks = !x.options[O_KEY].given || x.options[O_DATA].given || x.options[O_DB].given;
    int  bad  = asks ? find_database(&x) : 0;
    if (bad)
        return bad;
    if (!base_start())
        return cli_fail(FAIL(ERR_IO, "the system gives no randomness"));
    Err e = read_both(&x, words.words[0]);
    if (!e.kind)
        e = asks ? judge_with_database(&x) : judge(&x, NULL);
    if (e.kind)
        return cli_fail(e);
    bool ok  = x.seal.verdict == SEAL_GOOD && x.state <= STATE_VALID;
    Buf  out = {.arena = &x.a};
    if (x.options[O_JSON].given)
        put_json(&x, &out, ok);
    else
        put_lines(&x, &out);
    e = cli_print(buf_str(&out));
    return e.kind ? cli_fail(e) : ok ? 0 : 65;
}
