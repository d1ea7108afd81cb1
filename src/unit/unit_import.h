/* unit_import.h - units from a spreadsheet: judged row by row, with every problem, before anything is written. */
#ifndef UNIT_IMPORT_H
#define UNIT_IMPORT_H

#include "format/sheet.h"
#include "unit/unit.h"

enum {
    UNIT_COL_CODE, UNIT_COL_NAME, UNIT_COL_KIND, UNIT_COL_PARENT, UNIT_COL_SHORT, UNIT_COL_ADDRESS, UNIT_COL_CITY,
    UNIT_COL_PROVINCE, UNIT_COL_ZONE, UNIT_COL_PUBLIC, UNIT_COL_CORE, UNIT_COL_RISK, UNIT_COL_OPENED, UNIT_COLS
};
extern const SheetCol unit_sheet_cols[UNIT_COLS];

typedef enum { UNIT_ROW_NEW, UNIT_ROW_CHANGED, UNIT_ROW_SAME } UnitRowFate;

typedef struct {
    const SheetRow *row;
    UnitRowFate     fate;
    UnitKind        kind;
    UnitFacts       facts;
    Str             parent_code;
    Unit            now;        /* as it stands, unless it is new */
    bool            kind_known;
    bool            placed;     /* its parent is there, or comes before it */
} UnitImportRow;

typedef struct {
    LIST(UnitImportRow) rows;   /* parents before children */
    i64 made, changed, same;
} UnitImport;

/* A unit that is there may change its names and facts; to move it, or make another kind of it, has its own page. */
Err unit_import_judge(Arena *a, Db *db, const UnitAsker *by, const Sheet *s, Issues *issues,
                      UnitImport *out) MUST_USE;

/* Only what was judged without a problem, in the same transaction. */
Err unit_import_write(Arena scratch, Db *db, const UnitAsker *by, const UnitImport *plan, Str why) MUST_USE;

#endif
