/* regulasi_cli.h - pulau regulasi list, show, diff, check, seal.
 *
 * rules: the packs that list, show and diff choose among; NULL: the embedded ones alone.
 */
#ifndef REGULASI_CLI_H
#define REGULASI_CLI_H

#include "regulasi/regulasi.h"

/* Of another room, about a file of its own kind.  *out: what it is, and how many items; or every problem. */
typedef struct { Str id; i64 items; } RegulasiKnown;
typedef Err (*RegulasiJudge)(Arena *a, const Regulasi *all, Str json, Lang lang, Issues *issues, RegulasiKnown *out);

int regulasi_list_cli(int argc, char **argv, const Regulasi *rules);
int regulasi_show_cli(int argc, char **argv, const Regulasi *rules);
int regulasi_diff_cli(int argc, char **argv, const Regulasi *rules);
int regulasi_check_cli(int argc, char **argv);
int regulasi_check_with(int argc, char **argv, RegulasiJudge surveys);
int regulasi_seal_cli(int argc, char **argv);

#endif
