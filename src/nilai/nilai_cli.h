/* nilai_cli.h - pulau lke score, pulau lke plan.
 *
 * Arguments come without the command's own words.  rules: the instruments there are; NULL: the embedded ones alone.
 */
#ifndef NILAI_CLI_H
#define NILAI_CLI_H

#include "regulasi/regulasi.h"

int lke_score_cli(int argc, char **argv, const Regulasi *rules);
int lke_plan_cli(int argc, char **argv, const Regulasi *rules);

#endif
