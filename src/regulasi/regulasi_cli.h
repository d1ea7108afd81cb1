/* regulasi_cli.h - pulau regulasi list, show, diff, check, seal. */
#ifndef REGULASI_CLI_H
#define REGULASI_CLI_H

int regulasi_list_cli(int argc, char **argv);
int regulasi_show_cli(int argc, char **argv);
int regulasi_diff_cli(int argc, char **argv);
int regulasi_check_cli(int argc, char **argv);
int regulasi_seal_cli(int argc, char **argv);

#endif
