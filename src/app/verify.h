/* verify.h - is what is stored what was stored?  Chain, files, scores, references. */
#ifndef APP_VERIFY_H
#define APP_VERIFY_H

#include "app/app.h"

/* Every proof, one line each (or one JSON object) to `out`; *out_good: none of them failed. */
Err verify_all(App *app, Db *db, bool json, Buf *out, bool *out_good) MUST_USE;

#endif
