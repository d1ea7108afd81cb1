/* lke_xlsx_cli.h - pulau lke workbook, pulau lke read: between a workbook and JSON, without any storage. */
#ifndef LKE_XLSX_CLI_H
#define LKE_XLSX_CLI_H

int lke_workbook_cli(int argc, char **argv);
int lke_read_cli(int argc, char **argv);

#endif
