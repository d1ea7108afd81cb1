/* akun_import.h - people from a spreadsheet: judged row by row, with every problem, before anything is written. */
#ifndef AKUN_IMPORT_H
#define AKUN_IMPORT_H

#include "akun/akun.h"
#include "format/sheet.h"

enum { AKUN_COL_NIP, AKUN_COL_NAME, AKUN_COL_EMAIL, AKUN_COL_UNIT, AKUN_COL_POSITION, AKUN_COL_ROLES, AKUN_COLS };
extern const SheetCol akun_sheet_cols[AKUN_COLS];

typedef enum { AKUN_ROW_NEW, AKUN_ROW_CHANGED, AKUN_ROW_SAME } AkunRowFate;

typedef struct {
    const SheetRow *row;
    AkunRowFate     fate;
    AkunFacts       facts;
    Unit            unit;
    AkunUser        now;        /* unless the person is new */
    i64             bits;       /* roles to grant for that unit, those that are not held yet */
} AkunImportRow;

typedef struct {
    LIST(AkunImportRow) rows;
    i64 made, changed, same;
} AkunImport;

/* How a role is written in a cell: its name or what people call it.  false: unknown. */
typedef bool AkunRoleParse(Str text, i64 *out_bit);

Err akun_import_judge(Arena *a, Db *db, const UnitAsker *by, const Sheet *s, AkunRoleParse *parse, Issues *issues,
                      AkunImport *out) MUST_USE;
Err akun_import_write(Arena scratch, Db *db, const UnitAsker *by, const AkunImport *plan, Str why) MUST_USE;

#endif
