#include "web/frame.h"

#include "web/html.h"

void frame_draw(const Web *w, Req *r)
{
    Str body = buf_str(&r->out);

    r->out = (Buf){.arena = r->arena};
    buf_add(&r->out, S("<!DOCTYPE html>\n<html lang=\"id\"><head><meta charset=\"utf-8\"><title>"));
    html_put_text(r, r->page.title);
    buf_add(&r->out, S("</title></head><body>"));
    if (r->user && w->menu)
        w->menu(r);
    buf_add(&r->out, S("<main><h1>"));
    html_put_text(r, r->page.title);
    buf_add(&r->out, S("</h1>"));
    buf_add(&r->out, body);
    buf_add(&r->out, S("</main></body></html>\n"));
}

void frame_error(const Web *w, Req *r, int status, Str number)
{
    buf_addf(&r->out, "<p>%d %.*s %.*s</p>", status, STRF(number), STRF(r->refused));
    frame_draw(w, r);
}

Str frame_refusal(int status)
{
    (void)status;
    return S("<!DOCTYPE html><html lang=\"id\"><title>pulau</title><p>Permintaan ditolak.</p></html>");
}
