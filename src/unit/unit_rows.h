/* unit_rows.h - what the files of this room share and nobody else needs. */
#ifndef UNIT_ROWS_H
#define UNIT_ROWS_H

#include "unit/unit.h"

#include "unit.sql.h"

void unit_read(DbRows *rows, Unit *u);          /* a row of unit_card */

#endif
