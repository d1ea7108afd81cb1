#include "web/qr.h"

#include <qrencode.h>

enum { QUIET = 4 };

/* Dark modules of one row, run by run: one path, small and sharp at any size. */
static void add_row(Buf *b, const QRcode *q, int y)
{
    for (int x = 0; x < q->width; x++) {
        int n = 0;
        while (x + n < q->width && q->data[y * q->width + x + n] & 1)
            n++;
        if (n)
            buf_addf(b, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, n, n);
        x += n;
    }
}

Html qr_svg(Req *r, Str text, Str title)
{
    Buf     whole = r->out, b = {.arena = r->arena};
    QRcode *q     = QRcode_encodeString8bit(str_c(r->arena, text), 0, QR_ECLEVEL_M);

    if (!q)
        return (Html){0};
    int side = q->width + 2 * QUIET;
    r->out = b;
    buf_addf(&r->out, "<svg class=\"qr\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\"><title>", side,
             side, side * 4, side * 4);
    html_put_text(r, title);
    buf_addf(&r->out, "</title><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path fill=\"#000\" d=\"", side, side);
    for (int y = 0; y < q->width; y++)
        add_row(&r->out, q, y);
    buf_add(&r->out, S("\"/></svg>"));
    b      = r->out;
    r->out = whole;
    QRcode_free(q);
    return (Html){buf_str(&b)};
}
