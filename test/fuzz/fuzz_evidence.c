#include "berkas/berkas_parts.h"
#include "test/fuzz/fuzz.h"

/* The first letter says who judges the rest; what the libraries for pictures do is theirs to fuzz. */
FUZZ(evidence)
{
    BerkasLook look = {0};
    Looking    l    = {.at = (const u8 *)in.at + 1, .len = in.len - 1, .found = &look, .out = -1, .scratch = a};

    if (in.len < 20)
        return;
    switch (in.at[0]) {
    case 'p': berkas_look_pdf(&l); break;
    case 'o': berkas_look_office(&l); break;
    case 'e': berkas_look_ole(&l); break;
    case 'm': berkas_look_mp4(&l); break;
    case 'w': berkas_look_webm(&l); break;
    default:  berkas_look_text(&l); break;
    }
    MUST(!(look.found & ~FOUND_ALL) && look.pages >= 0 && look.refused < REFUSED_COUNT && look.type < TYPE_COUNT);
    berkas_ends_as_zip(l.at, l.len);
}
