#include "app/app.h"

#include "akun/akun_web.h"
#include "app/app_web.h"
#include "audit/audit_web.h"
#include "berkas/berkas_web.h"
#include "evaluasi/evaluasi_board_web.h"
#include "evaluasi/evaluasi_cycle_web.h"
#include "evaluasi/evaluasi_lhe_web.h"
#include "evaluasi/evaluasi_review_web.h"
#include "evaluasi/evaluasi_web.h"
#include "hasil/hasil_export_web.h"
#include "hasil/hasil_follow_web.h"
#include "hasil/hasil_public_web.h"
#include "hasil/hasil_web.h"
#include "kabar/kabar_web.h"
#include "lke/lke_web.h"
#include "regulasi/regulasi_web.h"
#include "survei/survei_blind_web.h"
#include "survei/survei_campaign_web.h"
#include "survei/survei_fill_web.h"
#include "survei/survei_pack_web.h"
#include "unit/unit_web.h"
#include "web/api.h"
#include "web/asset.h"

/* The list of rooms: what is not here does not answer. */
static const Room *const rooms[] = {
    &app_room, &asset_room, &api_room, &unit_room, &akun_room, &orang_room, &berkas_room, &lke_room,
    &evaluasi_room, &evaluasi_board_room, &regulasi_room, &audit_room, &kabar_room, &lhe_room,
    &evaluasi_review_room, &evaluasi_cycle_room, &survei_blind_room, &hasil_export_room, &survei_pack_room,
    &survei_fill_room, &survei_room, &hasil_follow_room, &hasil_room, &hasil_public_room,
};

const Room *const *const app_rooms       = rooms;
const isize              app_rooms_count = countof(rooms);
