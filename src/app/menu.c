#include "app/app.h"

#include "audit/audit_web.h"
#include "berkas/berkas_web.h"
#include "evaluasi/evaluasi_board_web.h"
#include "evaluasi/evaluasi_cycle_web.h"
#include "evaluasi/evaluasi_review_web.h"
#include "lke/lke_web.h"
#include "survei/survei_campaign_web.h"
#include "web/parts.h"

/* The menu of the signed-in frame: one row a place, for those who may go there. */
static const struct {
    Msg         group;          /* MSG_NONE: in the group of the row above */
    const char *key, *path;
    Msg         text;
    Who         who;
} places[] = {
    {MSG_menu_work, "evaluasi", "/evaluasi", MSG_board_title, BOARD_SEES},
    {MSG_NONE, "lke", "/lke", MSG_menu_lke, LKE_KNOWS},
    {MSG_NONE, "survei", "/survei", MSG_campaign_title, SURVEI_READS},
    {MSG_NONE, "rekomendasi", "/rekomendasi", MSG_evaluasi_advice_title, EVALUASI_READS},
    {MSG_NONE, "berkas", "/berkas", MSG_berkas_title, BERKAS_READS},
    {MSG_NONE, "siklus", "/siklus", MSG_cycle_title, CYCLE_READS},
    {MSG_menu_office, "unit", "/unit", MSG_unit_units, SIGNED_IN},
    {MSG_NONE, "orang", "/orang", MSG_akun_people, WHO(ADMIN)},
    {MSG_NONE, "regulasi", "/regulasi", MSG_regulasi_title, SIGNED_IN},
    {MSG_NONE, "audit", "/audit", MSG_audit_title, AUDIT_READS},
    {MSG_menu_self, "kabar", "/kabar", MSG_kabar_title, SIGNED_IN},
    {MSG_NONE, "akun", "/akun", MSG_akun_self, SIGNED_IN},
};

void app_menu(Req *r)
{
    Menu m     = {0};
    Msg  group = MSG_NONE, begun = MSG_NONE;

    for (isize i = 0; i < countof(places); i++) {
        group = places[i].group ? places[i].group : group;
        if (!may(r, places[i].who))
            continue;
        if (group != begun)
            *list_add(r->arena, &m.groups) = (MenuGroup){.text = say(r->lang, begun = group)};
        MenuGroup *g = &m.groups.at[m.groups.count - 1];
        *list_add(r->arena, &g->of) =
            (MenuItem){str_of(places[i].key), say(r->lang, places[i].text), url_for(r, "%s", places[i].path)};
    }
    view_menu(r, &m);
}
