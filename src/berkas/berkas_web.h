/* berkas_web.h - the pages of evidence: lists, a file, uploading, using again, changing, removing.
 *
 * A room that owns things evidence belongs to draws its own lists with the parts below; files are sent to, chosen at
 * and changed on the pages of this room, which lead back to the item (BerkasOwner.item_url).
 */
#ifndef BERKAS_WEB_H
#define BERKAS_WEB_H

#include "berkas/berkas_zip.h"
#include "web/api.h"
#include "web/parts.h"

extern const Room berkas_room;

#define BERKAS_FILLS (WHO_FILLS | WHO(AGEN))
#define BERKAS_READS (BERKAS_FILLS | WHO_ASSESSES | WHO(PIMPINAN) | WHO(MENTERI))

UnitAsker berkas_asker(const Req *r);           /* the person who asks, by the roles of this route */

/* Uses as the part Files draws them; with `fills` each can be removed. */
Files berkas_files(Req *r, const BerkasUses *uses, bool fills);

/* The form that sends files for an item, with the period proposed: the part Upload draws it. */
Upload berkas_upload(Req *r, const BerkasOwner *o, Str item, Date from, Date until);
Url    berkas_pick_url(Req *r, const BerkasOwner *o, Str item);         /* where older files are chosen */

/* A use as the API gives it, for lists of other rooms too: gives_berkas. */
typedef struct {
    i64     id, unit_id, owner_id, bytes, pages, width, height, version;
    Str     name, unit_code, unit_name, owner_kind, owner_title, item, note, kind, mime, sha256, content;
    Date    from, until;
    Instant added_at, removed_at;
    LIST(Str) flags;
} BerkasOut;

typedef LIST(BerkasOut) BerkasOuts;
extern const Gives gives_berkas;
BerkasOut berkas_out(Req *r, const BerkasUse *u);

/* Answer with all evidence of an owner as an archive called name.zip; who may has been asked. */
Err berkas_zip_answer(Req *r, const BerkasOwner *o, const BerkasFolders *folders, Str name) MUST_USE;

#endif
