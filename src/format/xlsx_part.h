/* xlsx_part.h - the parts of a workbook: XML inside a zip, both from a stranger.
 *
 * For xlsx_read.c alone.  Every part is read in pieces, and what it unpacks to is counted.
 */
#ifndef FORMAT_XLSX_PART_H
#define FORMAT_XLSX_PART_H

#include "base/say.h"

struct zip;
struct zip_file;
struct XML_ParserStruct;

/* What became of it: MSG_NONE as long as all is well, otherwise what the person is told. */
typedef struct {
    struct zip *zip;
    i64         left;           /* bytes that may still be unpacked */
    Msg         fault;
    ErrKind     kind;
} Package;

/* Prefixes are cut off the names: "x:row" is "row". */
typedef struct {
    void (*open)(void *ctx, Str name, const char **attrs);
    void (*close)(void *ctx, Str name);
    void (*text)(void *ctx, Str text);
} XmlTo;

typedef struct {
    Package                 *package;
    struct zip_file         *file;
    struct XML_ParserStruct *xml;
    XmlTo                    to;
    void                    *ctx;
    int                      depth;
    isize                    quiet;         /* bytes since the last call: one endless tag is refused */
    bool                     suspended, ended;
} Part;

/* Looks at the first bytes, opens the archive, and refuses what is no plain workbook. */
bool package_open(Package *p, Str path, Str bytes, i64 unpacked);
void package_close(Package *p);
bool package_has(const Package *p, Str name);   /* letters of either case */
bool package_fail(Package *p, ErrKind kind, Msg fault);     /* the first failure stays; always false */

/* A part that is not there is a fault; its handler calls start with part_more(). */
bool part_open(Part *part, Package *p, Str name, XmlTo to, void *ctx);
bool part_more(Part *part);                     /* the next piece; false at the end and after a fault */
void part_pause(Part *part);                    /* from a handler: part_more() comes back here */
void part_close(Part *part);
bool part_read(Part *part, Package *p, Str name, XmlTo to, void *ctx);     /* all of it, and close */

/* An attribute by its name without prefix; empty if it is not there. */
Str xml_attr(const char **attrs, const char *name);

#endif
