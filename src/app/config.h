/* config.h - every setting of the program in one table: name, kind, default, what it is for.
 *
 * A value comes from, the later the stronger: the default, <data>/pulau.conf ("key = value", # remarks),
 * the environment (PULAU_LISTEN for listen), the command line (--listen).  Unknown keys and bad values stop the
 * start, all of them told with file and line.
 */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H

#include "base/cli.h"
#include "base/say.h"

/* name, kind (T text, N number, B yes or no, A network address or nothing, S secret text), default, least, most,
 * what it is for */
#define SETTINGS(X)                                                                             \
    X(listen,            T, "127.0.0.1:8080", 0, 0,         config_listen)                      \
    X(data,              T, "data",           0, 0,         config_data)                        \
    X(db,                S, "",               0, 0,         config_db)                          \
    X(origin,            T, "",               0, 0,         config_origin)                      \
    X(trusted_proxy,     A, "",               0, 0,         config_trusted_proxy)               \
    X(tls_cert,          T, "",               0, 0,         config_tls_cert)                    \
    X(tls_key,           T, "",               0, 0,         config_tls_key)                     \
    X(threads,           N, "0",              0, 64,        config_threads)                     \
    X(db_connections,    N, "8",              1, 200,       config_db_connections)              \
    X(queue_max,         N, "4096",           16, 100000,   config_queue_max)                   \
    X(head_ms,           N, "10000",          100, 120000,  config_head_ms)                     \
    X(body_ms,           N, "30000",          100, 600000,  config_body_ms)                     \
    X(idle_ms,           N, "60000",          100, 600000,  config_idle_ms)                     \
    X(conn_max,          N, "2000",           10, 100000,   config_conn_max)                    \
    X(conn_per_address,  N, "200",            1, 100000,    config_conn_per_address)            \
    X(api_rate,         N, "600",            0, 1000000,  config_api_rate)                    \
    X(api_burst,        N, "120",            1, 100000,   config_api_burst)                   \
    X(page_rate,        N, "1800",           0, 1000000,  config_page_rate)                   \
    X(page_burst,       N, "300",            1, 100000,   config_page_burst)                  \
    X(survei_bits,       N, "18",             0, 24,        config_survei_bits)                 \
    X(survei_rate,       N, "30",             0, 100000,    config_survei_rate)                 \
    X(survei_idle_s,     N, "60",             15, 3600,     config_survei_idle)                 \
    X(upload_max_mb,     N, "300",            1, 10000,     config_upload_max)                  \
    X(kept_mb,           N, "4",              0, 1024,      config_kept)                        \
    X(quota_mb,          N, "5000",           10, 1000000,  config_quota)                       \
    X(metrics_open,      B, "no",             0, 0,         config_metrics_open)                \
    X(smtp_url,          T, "",               0, 0,         config_smtp_url)                    \
    X(smtp_user,         T, "",               0, 0,         config_smtp_user)                   \
    X(smtp_password,     S, "",               0, 0,         config_smtp_password)               \
    X(mail_from,         T, "",               0, 0,         config_mail_from)                   \
    X(notice_days,       N, "90",             7, 3650,      config_notice_days)                 \
    X(remind_days,       T, "7, 3, 1",        0, 0,         config_remind_days)                 \
    X(oidc_issuer,       T, "",               0, 0,         config_oidc_issuer)                 \
    X(oidc_client_id,    T, "",               0, 0,         config_oidc_client_id)              \
    X(oidc_secret,       S, "",               0, 0,         config_oidc_secret)                 \
    X(oidc_secret_file,  T, "",               0, 0,         config_oidc_secret_file)            \
    X(oidc_name,         T, "SSO",            0, 0,         config_oidc_name)                   \
    X(oidc_scope,        T, "openid profile", 0, 0,         config_oidc_scope)                  \
    X(oidc_nip_claim,    T, "nip",            0, 0,         config_oidc_nip_claim)              \
    X(oidc_mfa_acr,      T, "",               0, 0,         config_oidc_mfa_acr)                \
    X(passwords,         B, "yes",            0, 0,         config_passwords)                   \
    X(log,               T, "info",           0, 0,         config_log)

typedef enum {
#define X(name, kind, def, least, most, msg) SET_##name,
    SETTINGS(X)
#undef X
    SET_COUNT
} Setting;

typedef enum { FROM_DEFAULT, FROM_FILE, FROM_ENVIRONMENT, FROM_COMMAND } SettingFrom;

typedef struct {
    Str         text[SET_COUNT];
    i64         number[SET_COUNT];      /* of numbers, and 0 or 1 of yes/no */
    SettingFrom from[SET_COUNT];
} Config;

/* Reads them all.  options: as cli_read() left them; those named like a setting count.  false: exit with 64. */
bool config_read(Arena *life, const CliOption *options, isize count, Config *out);

/* The settings as options for cli_read(), to put in front of a command's own. */
enum { CONFIG_OPTIONS = 3 };
extern const CliOption config_options[CONFIG_OPTIONS];  /* --listen --data --db */

/* The database: what `db` says, or the SQLite file in the data folder. */
Str  config_db_uri(Arena *a, const Config *c);
Str  config_path(Arena *a, const Config *c, const char *below);        /* <data>/below */

int  config_cli(int argc, char **argv);         /* pulau config */

#endif
