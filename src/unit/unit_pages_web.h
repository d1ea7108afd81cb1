/* unit_pages_web.h - the handlers of this room, one a row of the table in unit_web.c; and what they share. */
#ifndef UNIT_PAGES_WEB_H
#define UNIT_PAGES_WEB_H

#include "unit/unit_web.h"
#include "web/parts.h"

/* unit_web.c */
Err unit_list_page(Req *r);
Err unit_tree_page(Req *r);
Err unit_show_page(Req *r);

/* unit_api_web.c */
extern const struct Gives gives_unit, gives_unit_whole;
enum { API_UNIT_FIELDS = 2 };
extern const struct Field api_unit_fields[API_UNIT_FIELDS];
Err api_units(Req *r);
Err api_unit(Req *r);

/* unit_edit_web.c */
Err unit_new_page(Req *r);
Err unit_new(Req *r);
Err unit_edit_page(Req *r);
Err unit_edit_save(Req *r);
Err unit_name_page(Req *r);
Err unit_name_save(Req *r);

/* unit_fate_web.c */
Err unit_move_page(Req *r);
Err unit_move_save(Req *r);
Err unit_merge_page(Req *r);
Err unit_merge_ask(Req *r);
Err unit_merge_save(Req *r);
Err unit_close_page(Req *r);
Err unit_close_save(Req *r);
Err unit_open_page(Req *r);
Err unit_open_save(Req *r);
Err unit_member_page(Req *r);
Err unit_member_save(Req *r);
Err unit_leave_page(Req *r);
Err unit_leave_save(Req *r);

/* unit_import_web.c */
Err unit_import_page(Req *r);
Err unit_import_before(Req *r);
Err unit_import_read(Req *r);
Err unit_import_show(Req *r);
Err unit_import_confirm(Req *r);
Err unit_template_csv(Req *r);
Err unit_template_xlsx(Req *r);

extern const Choice unit_zones[];               /* "420" WIB, "480" WITA, "540" WIT */

/* The unit of this address, if the admin who asks reaches it; its trail and title stand. */
Err unit_for_change(Req *r, Msg title, UnitAsker *by, Unit *out) MUST_USE;

/* --- what the templates are drawn from --- */

typedef struct UnitKnot UnitKnot;
struct UnitKnot {
    i64  id;
    Str  code, name, kind;
    bool closed, open;          /* open: its children are shown at first */
    LIST(UnitKnot) children;
};

typedef struct { LIST(UnitKnot) children; } UnitTreeView;

typedef struct {
    i64      id;
    Summary  facts, children, members;
    Timeline history;
    bool     is_kawasan, may_change, may_see_people;
} UnitShowView;

#endif
