/* app.h - the only place that knows all rooms: settings, stores, threads, routes, menu. */
#ifndef APP_H
#define APP_H

#include "app/config.h"
#include "berkas/berkas.h"
#include "db/blob.h"
#include "db/works.h"
#include "kabar/kabar.h"
#include "regulasi/words.h"
#include "survei/survei_pack.h"
#include "web/mail.h"
#include "web/serve.h"

/* What a command wants of the data: there with rows in it; at least a folder (migrate); or it is made. */
typedef enum { DATA_THERE, DATA_FOLDER, DATA_MADE } DataWant;

struct App {
    Config     config;
    DataWant   want;
    Arena      life;            /* start-up only */
    Web        web;
    Works     *works;
    Serve     *serve;
    Blobs      blobs;
    MailConfig mail;
    KabarDay   remind;          /* how many days ahead; its day and moment are set at each turn */
    BerkasLimits limits;
    Regulasi   packs;           /* the embedded ones and those of the database */
    SurveiPacks survei;         /* instruments of surveys among them */
    Instant    started;
    int        lock_fd;         /* of the data folder: one process on one SQLite file */
};

extern const Room *const *const app_rooms;
extern const isize              app_rooms_count;

/* Settings and rules; `options` begin with those of config_options.  Nothing is opened or made yet.  Says on standard
 * error what is wrong with the settings.  A folder that is not there or holds no data is ERR_NOT_FOUND unless it is
 * wanted made: a slip of the pen makes nothing. */
Err app_open(App *app, const CliOption *options, DataWant want) MUST_USE;

/* A connection of one's own, in the right schema: for commands.  Makes folders and tables if they are wanted made.
 * ERR_CONFLICT if the schema is older or newer, ERR_NOT_FOUND if there is none. */
Err app_db(App *app, DbMode mode, Db **out) MUST_USE;

/* Is there a file to open, or a server to ask? */
bool app_has_database(const App *app);

/* The rule packs of the database beside the embedded ones; before anything is served or judged. */
Err app_rules(App *app, Db *db) MUST_USE;

Err  app_start(App *app) MUST_USE;      /* threads and sockets */
void app_stop(App *app);

void app_menu(Req *r);                  /* Web.menu */

/* The provider of single sign-on, as the settings say; NULL if there is none.  Says on standard error what is wrong
 * with them: ERR_INVALID. */
Err app_oidc(App *app, int at_once, struct AkunOidc **out) MUST_USE;

/* Background work: seals, sweeps, letters.  One thread a process; safe with several processes. */
Err  background_start(App *app) MUST_USE;
void background_stop(void);

/* What pulau doctor judges by.  newest: when the last change in the log was made; zero: not known. */
Msg  doctor_clock(Instant now, Instant newest);
bool doctor_proxy_never(Str proxy, Str listen); /* no connection to that socket comes from there */

int serve_cli(int argc, char **argv);
int migrate_cli(int argc, char **argv);
/* --data or --db adds the rule packs of that database to the embedded ones */
int rules_list_cli(int argc, char **argv);
int rules_show_cli(int argc, char **argv);
int rules_diff_cli(int argc, char **argv);
int rules_score_cli(int argc, char **argv);
int rules_plan_cli(int argc, char **argv);

int lke_import_cli(int argc, char **argv);
int lke_export_cli(int argc, char **argv);
int routes_cli(int argc, char **argv);
int openapi_cli(int argc, char **argv);
int backup_cli(int argc, char **argv);
int restore_cli(int argc, char **argv);
int verify_cli(int argc, char **argv);
int verify_report_cli(int argc, char **argv);
int doctor_cli(int argc, char **argv);
int regulasi_add_cli(int argc, char **argv);
int unit_add_cli(int argc, char **argv);
int unit_list_cli(int argc, char **argv);
int user_add_cli(int argc, char **argv);
int user_list_cli(int argc, char **argv);
int user_role_cli(int argc, char **argv);
int user_link_cli(int argc, char **argv);

#endif
