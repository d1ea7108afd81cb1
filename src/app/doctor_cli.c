/* pulau doctor - what could hurt, and what to do about it. */
#include "app/app.h"

#include "akun/akun_oidc.h"
#include "audit/audit.h"
#include "db/migrate.h"
#include "evaluasi/evaluasi_lhe.h"
#include "format/json.h"
#include "http/http_parse.h"
#include "web/job.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static App app;

typedef enum { FINE, WEAK, BAD } Grade;

typedef struct {
    const char *name;
    Grade       grade;
    Msg         say;            /* what was found, and what to do unless it is fine */
    Str         detail;
} Finding;

typedef LIST(Finding) Findings;

static void found(Findings *all, Arena *a, Finding f)
{
    *list_add(a, all) = f;
}

enum { ROOM_BAD_MB = 500, ROOM_WEAK_MB = 5000, BACKUP_WEAK_DAYS = 2 };

static void look_at_disk(Arena *a, Findings *all)
{
    struct statvfs fs;
    struct stat    st;
    char          *dir = str_c(a, app.config.text[SET_data]);

    if (statvfs(dir, &fs) || stat(dir, &st)) {
        found(all, a, (Finding){"disk", BAD, MSG_doctor_no_folder, app.config.text[SET_data]});
        return;
    }
    if (access(dir, W_OK))
        found(all, a, (Finding){"disk", BAD, MSG_doctor_read_only, app.config.text[SET_data]});
    i64   free_mb = (i64)fs.f_bavail * (i64)fs.f_frsize / 1000000;
    Grade grade   = free_mb < ROOM_BAD_MB ? BAD : free_mb < ROOM_WEAK_MB ? WEAK : FINE;
    found(all, a, (Finding){"disk", grade, grade ? MSG_doctor_disk_full : MSG_doctor_disk,
                            say_bytes(a, LANG_ID, free_mb * 1000000)});
    bool open = st.st_mode & 077;
    found(all, a, (Finding){"folder", open ? WEAK : FINE, open ? MSG_doctor_folder_open : MSG_doctor_folder,
                            str_fmt(a, "%.*s, %03o", STRF(app.config.text[SET_data]), (unsigned)st.st_mode & 0777)});
}

static void look_at_schema(Arena *a, Findings *all)
{
    static const Msg says[] = {MSG_doctor_schema_empty, MSG_doctor_schema_older, MSG_doctor_schema,
                               MSG_doctor_schema_newer, MSG_doctor_schema_altered};
    static const Grade grades[] = {WEAK, BAD, FINE, BAD, BAD};
    SchemaState state;
    int         have;
    Db         *db;

    Err e = db_open(a, config_db_uri(a, &app.config), DB_READ_ONLY, &db);
    if (!e.kind)
        e = schema_state(*a, db, &state, &have);
    if (e.kind)
        found(all, a, (Finding){"database", BAD, MSG_doctor_no_database, str_of(e.why)});
    else
        found(all, a, (Finding){"database", grades[state], says[state], str_fmt(a, "%d", have)});
}

enum { LATE_S = 3600 };

/* A database that can be asked; there may be none yet. */
static bool database(Arena *a, Db **db)
{
    SchemaState state;
    int         have;

    return !db_open(a, config_db_uri(a, &app.config), DB_READ_ONLY, db).kind
        && !schema_state(*a, *db, &state, &have).kind && state == SCHEMA_SAME;
}

/* Letters that nobody takes, reports that cannot be made. */
static void look_at_letters(Arena *a, Findings *all)
{
    JobCount n    = {0};
    i64      lost = 0;
    Db      *db;

    if (!database(a, &db))
        return;
    Err e = job_count(*a, db, (Instant){clock_now().s - LATE_S}, &n);
    if (e.kind || mail_given_up(*a, db, &lost).kind)
        return;
    bool late = n.overdue > 0;
    found(all, a, (Finding){"letters", lost || late ? WEAK : FINE,
                            lost ? MSG_doctor_letters_lost : late ? MSG_doctor_letters_late : MSG_doctor_letters,
                            say_i64(a, LANG_ID, lost ? lost : late ? n.overdue : n.waiting)});
    i64 waiting = 0, troubled = 0;
    if (!lhe_waiting(*a, db, &waiting, &troubled).kind)
        found(all, a, (Finding){"reports", troubled ? WEAK : FINE,
                                troubled ? MSG_doctor_reports_trouble : MSG_doctor_reports,
                                say_i64(a, LANG_ID, troubled ? troubled : waiting)});
}

/* Whoever added an instrument of surveys without its words waits for it in vain. */
static void look_at_instruments(Arena *a, Findings *all)
{
    Db *db;
    Buf mute = {.arena = a};

    if (!database(a, &db))
        return;
    Err e = app_rules(&app, db);
    for (isize i = 0; i < app.survei.wordless.count; i++)
        buf_addf(&mute, "%s%.*s", i ? ", " : "", STRF(app.survei.wordless.at[i]->id));
    bool bad = e.kind != 0;
    found(all, a, (Finding){"rules", bad ? BAD : mute.len ? WEAK : FINE,
                            bad ? MSG_doctor_rules_bad : mute.len ? MSG_doctor_rules_wordless : MSG_doctor_rules,
                            bad ? str_of(e.why) : mute.len ? buf_str(&mute)
                                : say_i64(a, LANG_ID, app.packs.packs.count + app.survei.packs.count)});
}

static void look_at_evidence(Arena *a, Findings *all)
{
    Err e = berkas_look_ready();
    found(all, a, (Finding){"evidence", e.kind ? BAD : FINE, e.kind ? MSG_berkas_not_ready : MSG_berkas_ready,
                            str_of(e.why)});
}

/* Certificates, deadlines and the log need the right day: the program was built after this one, and not long ago.  Two
 * machines on one database may differ by a little. */
enum { BUILT_YEAR = 2026, BUILT_MONTH = 11, YEARS_MOST = 5, BEHIND_S = 300 };

Msg doctor_clock(Instant now, Instant newest)
{
    i32 day = instant_date(now, 0).days;

    return day < date_ymd(BUILT_YEAR, BUILT_MONTH, 1).days              ? MSG_doctor_clock_wrong
         : now.s + BEHIND_S < newest.s                                  ? MSG_doctor_clock_behind
         : day > date_ymd(BUILT_YEAR + YEARS_MOST, BUILT_MONTH, 1).days ? MSG_doctor_clock_ahead
                                                                        : MSG_doctor_clock;
}

static void look_at_clock(Arena *a, Findings *all)
{
    Instant now = clock_now(), newest = {0};
    Db     *db;

    if (database(a, &db) && audit_newest(*a, db, &newest).kind)
        newest = (Instant){0};
    Msg   say   = doctor_clock(now, newest);
    Grade grade = say == MSG_doctor_clock ? FINE : say == MSG_doctor_clock_wrong ? BAD : WEAK;
    found(all, a, (Finding){"clock", grade, say, instant_iso(a, now)});
}

static void look_at_backup(Arena *a, Findings *all)
{
    Str     text;
    Instant made = {0};
    Err     e    = cli_slurp(a, config_path(a, &app.config, "backup.last"), 4096, &text);

    if (e.kind || !instant_parse(str_sub(text, 0, 20), &made)) {
        found(all, a, (Finding){"backup", WEAK, MSG_doctor_no_backup, S("-")});
        return;
    }
    i64 days = (clock_now().s - made.s) / 86400;
    bool old = days > BACKUP_WEAK_DAYS;
    found(all, a, (Finding){"backup", old ? WEAK : FINE, old ? MSG_doctor_backup_old : MSG_doctor_backup,
                            str_fmt(a, "%lld", (long long)days)});
}

static bool is_loopback(Str listen)
{
    return str_starts(listen, S("127.")) || str_starts(listen, S("[::1]")) || str_starts(listen, S("localhost"));
}

bool doctor_proxy_never(Str proxy, Str listen)
{
    const u8 none[16] = {0}, self[16] = {[15] = 1};
    u8       at[16];

    if (!http_address(proxy, at))
        return true;
    bool v4 = http_address_is_v4(at);
    if (v4 ? at[12] == 0 || at[12] >= 224 : !memcmp(at, none, sizeof none) || at[0] == 255)
        return true;                    /* nobody's own address, or that of a group */
    if (str_starts(listen, S("127.")))
        return !v4 || at[12] != 127;
    if (str_starts(listen, S("[::1]")))
        return memcmp(at, self, sizeof self) != 0;
    return v4 ? str_starts(listen, S("[")) && !str_starts(listen, S("[::]"))
              : listen.len && listen.at[0] >= '0' && listen.at[0] <= '9';
}

static void look_at_settings(Arena *a, Findings *all)
{
    const Config *c      = &app.config;
    bool          tls    = c->text[SET_tls_cert].len > 0;
    bool          local  = is_loopback(c->text[SET_listen]);
    bool          https  = str_starts(c->text[SET_origin], S("https://"));
    bool          proxy  = c->text[SET_trusted_proxy].len > 0;

    if (!local && !tls)
        found(all, a, (Finding){"tls", BAD, MSG_doctor_no_tls, c->text[SET_listen]});
    if (https && local && !tls && !proxy)
        found(all, a, (Finding){"proxy", BAD, MSG_doctor_no_proxy, c->text[SET_origin]});
    if (proxy && doctor_proxy_never(c->text[SET_trusted_proxy], c->text[SET_listen]))
        found(all, a, (Finding){"proxy", WEAK, MSG_doctor_proxy_never, c->text[SET_trusted_proxy]});
    if (!c->text[SET_origin].len)
        found(all, a, (Finding){"origin", WEAK, MSG_doctor_no_origin, S("-")});
    if (!c->text[SET_smtp_url].len)
        found(all, a, (Finding){"mail", WEAK, MSG_doctor_no_mail, S("-")});
    if (c->number[SET_metrics_open])
        found(all, a, (Finding){"metrics", WEAK, MSG_doctor_metrics_open, S("-")});
}

/* The provider of single sign-on: does it answer, do both clocks agree, who can read the secret? */
static void look_at_provider(Arena *a, Findings *all)
{
    AkunOidc      *oidc;
    AkunOidcHealth h;
    struct stat    st;
    Str            file = app.config.text[SET_oidc_secret_file];

    if (app_oidc(&app, 1, &oidc).kind) {
        found(all, a, (Finding){"sso", BAD, MSG_doctor_sso_settings, app.config.text[SET_oidc_issuer]});
        return;
    }
    if (!oidc)
        return;
    if (!app.config.number[SET_passwords])
        found(all, a, (Finding){"sso", WEAK, MSG_doctor_sso_alone, app.config.text[SET_oidc_name]});
    if (file.len && !stat(str_c(a, file), &st) && (st.st_mode & 007))
        found(all, a, (Finding){"sso", WEAK, MSG_doctor_sso_secret_open, file});
    Err e = akun_oidc_look(a, oidc, clock_now(), &h);
    if (e.kind) {
        found(all, a, (Finding){"sso", BAD, e.kind == ERR_AWAY ? MSG_doctor_sso_away : MSG_doctor_sso_bad,
                                str_of(e.why)});
        return;
    }
    bool off = h.skew_known && h.skew_s > AKUN_OIDC_SKEW_S / 2;
    found(all, a, (Finding){"sso", FINE, MSG_doctor_sso, app.config.text[SET_oidc_issuer]});
    if (off)
        found(all, a, (Finding){"sso", h.skew_s > AKUN_OIDC_SKEW_S ? BAD : WEAK, MSG_doctor_sso_clock,
                                str_fmt(a, "%lld", (long long)h.skew_s)});
}

static void print_text(Arena *a, const Findings *all)
{
    static const char *const grades[] = {"ok  ", "WEAK", "BAD "};
    for (isize i = 0; i < all->count; i++) {
        const Finding *f = &all->at[i];
        printf("%s %-9s %.*s\n", grades[f->grade], f->name, STRF(say_args(a, LANG_ID, f->say, f->detail)));
    }
}

static void print_json(Arena *a, const Findings *all)
{
    static const char *const grades[] = {"ok", "weak", "bad"};
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};
    json_open_list(&o, NO_KEY);
    for (isize i = 0; i < all->count; i++) {
        json_open_map(&o, NO_KEY);
        json_put_text(&o, S("name"), str_of(all->at[i].name));
        json_put_text(&o, S("grade"), str_of(grades[all->at[i].grade]));
        json_put_text(&o, S("say"), say_args(a, LANG_ID, all->at[i].say, all->at[i].detail));
        json_close(&o);
    }
    json_close(&o);
    printf("%.*s\n", STRF(buf_str(&b)));
}

int doctor_cli(int argc, char **argv)
{
    CliOption options[CONFIG_OPTIONS + 1] = {config_options[0], config_options[1], config_options[2], {"--json"}};
    Findings  all   = {0};
    Grade     worst = FINE;

    if (!cli_read_options(argc, argv, options, countof(options)))
        return 64;
    Err e = app_open(&app, options, DATA_THERE);
    if (e.kind)
        return e.kind == ERR_INVALID ? 64 : cli_fail(e);
    look_at_disk(&app.life, &all);
    look_at_schema(&app.life, &all);
    look_at_instruments(&app.life, &all);
    look_at_evidence(&app.life, &all);
    look_at_clock(&app.life, &all);
    look_at_backup(&app.life, &all);
    look_at_settings(&app.life, &all);
    look_at_letters(&app.life, &all);
    look_at_provider(&app.life, &all);
    options[CONFIG_OPTIONS].given ? print_json(&app.life, &all) : print_text(&app.life, &all);
    for (isize i = 0; i < all.count; i++)
        worst = all.at[i].grade > worst ? all.at[i].grade : worst;
    return worst == BAD ? 69 : 0;
}
