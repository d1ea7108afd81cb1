#include "hasil/hasil_public_web.h"

#include "hasil/hasil_public.h"
#include "hasil/hasil_web.h"

/* --- GET /survei/publik --- */

static const Col cols[] = {
    {"unit",   MSG_hasil_compare_unit,            COL_TEXT}, {"survei",  MSG_hasil_survey, COL_TEXT},
    {"hasil",  MSG_hasil_public_result, COL_TEXT}, {"jawaban", MSG_hasil_answers, COL_NUMBER},
    {"mulai",  MSG_hasil_public_from,   COL_DATE}, {"selesai", MSG_hasil_public_until,   COL_DATE},
};

/* "IKM 87,56 · IPAK 3,72" */
static Str indexes(Req *r, const ResultPoints *of)
{
    Buf b = {.arena = r->arena};
    for (isize i = 0; i < of->count; i++)
        if (of->at[i].shown)
            buf_addf(&b, "%s%.*s %.*s", b.len ? " · " : "", STRF(of->at[i].pack->index),
                     STRF(result_index(r, of->at[i].pack, of->at[i].is.index)));
    return buf_str(&b);
}

static void add_row(Req *r, Table *t, const PublicRow *row)
{
    Cell *c     = table_row(r, t);
    bool  shown = row->of.count && row->of.at[0].shown;

    c[0].text = row->unit_name;
    c[1].text = row->title;
    c[1].url  = url_for(r, "/s/%.*s/hasil", STRF(url_part(r->arena, row->slug)));
    c[2].text = indexes(r, &row->of);
    c[3]      = (Cell){.number = shown ? row->of.at[0].is.n : 0, .none = !shown};
    c[4].date = row->opens_on;
    c[5].date = row->closes_on;
}

static Err page_all(Req *r)
{
    Table      t = {.name = "hasil-survei", .caption = say(r->lang, MSG_hasil_public_all), .cols = cols,
                    .cols_count = countof(cols), .empty = say(r->lang, MSG_hasil_public_none), .search = true,
                    .part = true};
    PublicRows rows;

    r->page.frame = FRAME_PUBLIC;
    r->page.title = say(r->lang, MSG_hasil_public_all);
    r->page.lead  = say(r->lang, MSG_hasil_public_all_lead);
    TRY(hasil_public_count(*r->arena, r->db, query_get(r, "cari"), &t.of));
    TableAsk ask = table_ask(r, &t);
    TRY(hasil_public_list(r->arena, r->db, r->web->survei, &(PublicAsk){ask.search, ask.most, ask.after}, &rows));
    for (isize i = 0; i < rows.count; i++)
        add_row(r, &t, &rows.at[i]);
    return table_show(r, &t);
}

/* --- GET /s/:slug/hasil, .csv, .json --- */

static Err page_one(Req *r)
{
    SurveiCampaign c;

    TRY(hasil_public_find(r->arena, r->db, r->web->survei, r->args[0], &c));
    Str        slug = url_part(r->arena, c.slug);
    ResultShow show = {.campaign = &c, .form = result_form(r, &c), .open_to_all = true,
                       .self = url_for(r, "/s/%.*s/hasil", STRF(slug))};
    r->page.frame = FRAME_PUBLIC;
    r->page.title = c.title;
    r->page.lead  = say_args(r->arena, r->lang, MSG_hasil_lead, c.unit_name, result_period(r, &c));
    *list_add(r->arena, &show.links) = (Link){S("CSV"), url_for(r, "/s/%.*s/hasil.csv", STRF(slug))};
    *list_add(r->arena, &show.links) = (Link){S("JSON"), url_for(r, "/s/%.*s/hasil.json", STRF(slug))};
    *list_add(r->arena, &show.links) = (Link){say(r->lang, MSG_hasil_public_all), url_for(r, "/survei/publik")};
    crumb_add(r, say(r->lang, MSG_hasil_public_all), url_for(r, "/survei/publik"));
    return result_show(r, &show);
}

static Err file_of(Req *r, const char *type, Err (*write)(Arena *, Db *, const SurveiCampaign *, Lang, Buf *))
{
    SurveiCampaign c;

    TRY(hasil_public_find(r->arena, r->db, r->web->survei, r->args[0], &c));
    r->type = str_of(type);
    header_add(r, "Access-Control-Allow-Origin", S("*"));
    return write(r->arena, r->db, &c, r->lang, &r->out);
}

static Err csv_one(Req *r)
{
    return file_of(r, "text/csv; charset=utf-8", hasil_public_csv);
}

static Err json_one(Req *r)
{
    return file_of(r, "application/json", hasil_public_json);
}

static const Route rows[] = {
    {GET, "/survei/publik",      ANYONE, READS, page_all, "published"},
    {GET, "/s/:slug/hasil",      ANYONE, READS, page_one, "published"},
    {GET, "/s/:slug/hasil.csv",  ANYONE, READS, csv_one,  "published"},
    {GET, "/s/:slug/hasil.json", ANYONE, READS, json_one, "published"},
};

const Room hasil_public_room = {"survei", rows, countof(rows)};
