/* berkas_pages_web.h - the handlers of this room, one a row of the table in berkas_web.c; and their views. */
#ifndef BERKAS_PAGES_WEB_H
#define BERKAS_PAGES_WEB_H

#include "berkas/berkas_web.h"

/* berkas_web.c */
Err berkas_home_page(Req *r);
Err berkas_unit_page(Req *r);
Err berkas_file_page(Req *r);
Err berkas_content(Req *r);
Err berkas_download(Req *r);

/* berkas_api_web.c */
extern const Gives gives_berkas_unit;
Err berkas_api_units(Req *r);
Err berkas_api_of_unit(Req *r);
Err berkas_api_file(Req *r);

/* berkas_send_web.c */
Err berkas_shelf_look(Req *r);
Err berkas_item_look(Req *r);
Err berkas_send_before(Req *r);
Err berkas_send_page(Req *r);
Err berkas_send(Req *r);
Err berkas_pick_page(Req *r);
Err berkas_pick(Req *r);

/* berkas_change_web.c */
Err berkas_edit_page(Req *r);
Err berkas_edit_save(Req *r);
Err berkas_remove_page(Req *r);
Err berkas_remove_go(Req *r);

/* What is said about the files of one sending, as typed. */
typedef struct { Date from, until; Str note; } SendDraft;
enum { SEND_FIELDS = 3 };
extern const Field berkas_send_fields[SEND_FIELDS];

typedef struct { Str name, note, version; Date from, until; i64 sort; } EditDraft;
enum { EDIT_FIELDS = 6 };
extern const Field berkas_edit_fields[EDIT_FIELDS];

Str berkas_period(Req *r, Date from, Date until);
Url berkas_back(Req *r, const BerkasUse *u);     /* the item's page, or the unit's list */
Str berkas_owner_words(Req *r, const BerkasUse *u);             /* "LKE 2026, A.I.1.i.a" */
const BerkasLimits *berkas_limits_of(const Req *r);
Err berkas_use_found(Req *r, BerkasUse *out) MUST_USE;          /* r->id, by whoever asks */
void berkas_trail(Req *r, i64 unit_id, Str unit_name);

/* --- views --- */

typedef struct { Str why; } RefusedLine;
typedef struct {
    Upload upload;
    Issues issues;
    Files  taken;
    LIST(RefusedLine) refused;
    Url    pick, back;
    Str    back_text, room;     /* room: how much of the quota is used */
    bool   can_pick, tried;
} BerkasSendView;

typedef struct { Plain id; Str name, about, period; } PickLine;
typedef struct {
    Url    action, back;
    Str    back_text, search, error;
    LIST(PickLine) lines;
} BerkasPickView;

typedef struct {
    Str  src_name;
    Url  content, download;
    bool is_picture, is_frame, is_video, is_none, is_removed;
    Str  removed;
    LIST(Notice) flags;
    Summary facts;
    Files   same, near;
    Str     same_units, near_units;     /* a sentence; empty if there is none */
    bool    elsewhere;
    Timeline history;
} BerkasFileView;

#endif
