/* berkas_web.h - the pages of evidence: lists, a file, uploading, using again, changing, removing.
 *
 * A room that owns things evidence belongs to draws its own lists with the parts below; files are sent to, chosen at
 * and changed on the pages of this room, which lead back to the item (BerkasOwner.item_url).
 */
#ifndef BERKAS_WEB_H
#define BERKAS_WEB_H

#include "berkas/berkas_zip.h"
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

/* Answer with all evidence of an owner as an archive called name.zip; who may has been asked. */
Err berkas_zip_answer(Req *r, const BerkasOwner *o, const BerkasFolders *folders, Str name) MUST_USE;

#endif
