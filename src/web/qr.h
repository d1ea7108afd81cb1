/* qr.h - a QR code as SVG, drawn by libqrencode. */
#ifndef WEB_QR_H
#define WEB_QR_H

#include "web/html.h"

/* Middle error correction, a quiet zone of four modules; empty if the text is too long (about 2,300 bytes). */
Html qr_svg(Req *r, Str text, Str title);

#endif
