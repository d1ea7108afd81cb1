/* Actions and forums beside the item of the worksheet that they are evidence for. */
#include "hasil/hasil_follow_web.h"

enum { FACTS_MOST = 8 };                        /* of each kind; the list has the others */

static Str day(Req *r, Date d) { return say_date(r->arena, r->lang, d); }
static Str number(Req *r, i64 n) { return say_i64(r->arena, r->lang, n); }

static void put_action(Req *r, const HasilAction *x, Facts *out)
{
    Str state = x->state == ACTION_DONE
                    ? say_args(r->arena, r->lang, MSG_hasil_report_done, day(r, x->ended_on))
                    : say_args(r->arena, r->lang, MSG_hasil_report_planned, x->who, day(r, x->due_on));

    *list_add(r->arena, &out->of) =
        (Fact){.says = say_args(r->arena, r->lang, MSG_follow_fact_action, x->what,
                                follow_topic(r, x->pack_id, x->element, true), state),
               .link_text = say(r->lang, MSG_follow_fact_see),
               .link      = url_for(r, "/survei/tindak/%lld", (long long)x->id)};
}

static void put_forum(Req *r, const HasilForum *x, Facts *out)
{
    *list_add(r->arena, &out->of) =
        (Fact){.says = say_args(r->arena, r->lang, MSG_follow_fact_forum, say(r->lang, hasil_forum_msg(x->kind)),
                                x->title, day(r, x->held_on), number(r, x->attended), number(r, x->asked),
                                number(r, x->done)),
               .link_text = say(r->lang, MSG_follow_fact_see_forum),
               .link      = url_for(r, "/survei/forum/%lld", (long long)x->id)};
}

static void put_rest(Req *r, const FactAsk *ask, isize count, const char *list, Facts *out)
{
    if (count > FACTS_MOST)
        *list_add(r->arena, &out->of) =
            (Fact){.says = say_args(r->arena, r->lang, MSG_follow_fact_more, number(r, count - FACTS_MOST)),
                   .link_text = say(r->lang, MSG_follow_fact_all),
                   .link      = url_for(r, "/survei/%s?cari=%.*s", list, STRF(url_part(r->arena, ask->item)))};
}

Err follow_facts(Req *r, const FactAsk *ask, Facts *out)
{
    UnitAsker    by   = follow_asker(r);
    HasilItem    item = {ask->unit_id, ask->item, ask->year};
    HasilActions actions;
    HasilForums  forums;

    TRY(hasil_item_actions(r->arena, r->db, &by, &item, &actions));
    TRY(hasil_item_forums(r->arena, r->db, &by, &item, &forums));
    for (isize i = 0; i < actions.count && i < FACTS_MOST; i++)
        put_action(r, &actions.at[i], out);
    put_rest(r, ask, actions.count, "tindak", out);
    for (isize i = 0; i < forums.count && i < FACTS_MOST; i++)
        put_forum(r, &forums.at[i], out);
    put_rest(r, ask, forums.count, "forum", out);
    return NO_ERR;
}
