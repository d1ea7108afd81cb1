/* survei_cli.h - commands about surveys that programs call: design and exit statuses as "pulau lke score". */
#ifndef SURVEI_CLI_H
#define SURVEI_CLI_H

#include "survei/survei_score.h"

enum { SURVEI_SCORE_MB = 256, SURVEI_SCORE_ISSUES = 50 };      /* bytes it reads; mistakes it says one by one */

int survei_score_cli(int argc, char **argv);    /* FILE, or - for standard input */
int survei_check_cli(int argc, char **argv);    /* an instrument, or words, before it is added */
int survei_rules_check_cli(int argc, char **argv);      /* the same as "regulasi check", which knows both kinds */

/* A file of answers: {"instrument": ..., "answers": [[4, 3, ...], ...], "scale": 6}.  Each of the first
 * SURVEI_SCORE_ISSUES problems is an issue (field: row and column), one more counts the rest; then ERR_INVALID. */
typedef struct { const SurveiPack *pack; const SurveiScale *scale; SurveiSums sums; } SurveiSheet;
Err  survei_sheet_read(Arena *a, const SurveiPacks *all, Str json, Lang lang, Issues *issues,
                       SurveiSheet *out) MUST_USE;
Str  survei_sheet_result(Arena *a, const SurveiSheet *s, Lang lang);    /* what the command prints, as JSON */

#endif
