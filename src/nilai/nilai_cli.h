/* nilai_cli.h - pulau lke score, pulau lke plan.  Arguments come without the command's own words. */
#ifndef NILAI_CLI_H
#define NILAI_CLI_H

int lke_score_cli(int argc, char **argv);
int lke_plan_cli(int argc, char **argv);

#endif
