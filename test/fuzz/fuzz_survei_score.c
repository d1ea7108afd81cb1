#include "format/json.h"
#include "survei/survei_cli.h"
#include "test/fuzz/fuzz.h"

/* Answers as anybody may send them: refused with a reason, or measured to JSON that reads again. */
FUZZ(marks)
{
    static Arena       life;
    static SurveiPacks packs;
    if (!life.beg) {
        Regulasi rules;
        life = arena_reserve((isize)64 << 20);
        MUST(!regulasi_start(&life, &rules).kind && !survei_packs_start(&life, &rules, &packs).kind);
    }
    Issues      issues = {.arena = &a};
    SurveiSheet sheet  = {0};
    const Json *doc;
    if (survei_sheet_read(&a, &packs, in, LANG_ID, &issues, &sheet).kind) {
        MUST(issues.count && !sheet.pack);
        return;
    }
    MUST(!issues.count && sheet.pack && sheet.scale);
    MUST(!json_read(&a, survei_sheet_result(&a, &sheet, LANG_ID), (JsonMost){0}, &doc).kind);
}
