/* Reading a file of law: as strict as a compiler, and as complete in its complaints. */
#include "regulasi/strict.h"

#include <string.h>

enum { SHA_HEX = 64 };

Err strict_open(Strict *s, Str json)
{
    Err e = json_read(s->a, json, (JsonMost){.bytes = 4 << 20, .depth = 8}, &s->doc);
    if (!e.kind)
        return NO_ERR;
    strict_wrong(s, (Str){0}, MSG_regulasi_pack_json, str_of(e.why));
    return FAIL(ERR_INVALID, "the rule pack is not JSON");
}

/* --- asking for what should be there --- */

void strict_wrong(Strict *s, Str where, Msg msg, Str what)
{
    issue_sayf(s->issues, s->lang, where, msg, what);
}

Str strict_in(Strict *s, Str where, const char *key)
{
    return where.len ? str_fmt(s->a, "%.*s.%s", STRF(where), key) : str_of(key);
}

void strict_only(Strict *s, Str where, const Json *map, const char *names)
{
    if (map->kind != JSON_MAP)
        strict_wrong(s, where, MSG_regulasi_pack_map, where);
    for (isize i = 0; map->kind == JSON_MAP && i < map->count; i++) {
        Str  rest = str_of(names), key = map->at[i].key;
        bool known = false;
        while (rest.len && !known)
            known = str_eq(str_cut(&rest, ' '), key);
        if (!known)
            strict_wrong(s, where, MSG_regulasi_pack_unknown_key, key);
    }
}

Str strict_text(Strict *s, Str where, const Json *map, const char *key)
{
    Str text = json_text(json_get(map, key));
    if (!text.len)
        strict_wrong(s, strict_in(s, where, key), MSG_regulasi_pack_text, str_of(key));
    return text;
}

void strict_both(Strict *s, Str where, const Json *map, Str *out)
{
    strict_only(s, where, map, "id en");
    out[LANG_ID] = strict_text(s, where, map, "id");
    out[LANG_EN] = strict_text(s, where, map, "en");
}

Ratio strict_ratio(Strict *s, Str where, const Json *map, const char *key)
{
    Ratio out  = {0};
    Str   text = json_text(json_get(map, key));
    if (!ratio_parse(text, &out) || out.minus || str_has(text, S(",")))
        strict_wrong(s, strict_in(s, where, key), MSG_regulasi_pack_number, text);
    return out;
}

const Json *strict_list(Strict *s, Str where, const Json *map, const char *key)
{
    static const Json none = {.kind = JSON_LIST};
    const Json       *l    = json_get(map, key);
    if (l->kind == JSON_LIST && l->count)
        return l;
    strict_wrong(s, strict_in(s, where, key), MSG_regulasi_pack_list, str_of(key));
    return &none;
}

const PackSource *strict_source(Strict *s, Str where, const Json *map)
{
    const Json *all  = json_get(s->doc, "sources");
    Str         name = json_text(json_get(map, "source"));
    for (isize i = 0; name.len && all->kind == JSON_MAP && i < all->count; i++)
        if (str_eq(all->at[i].key, name))
            return &s->sources[i];
    strict_wrong(s, strict_in(s, where, "source"), MSG_regulasi_pack_source, name);
    return NULL;
}

void strict_dates(Strict *s, const Json *map, Date *from, Date *until)
{
    const Json *last = json_get(map, "valid_until");
    Str         day  = json_text(json_get(map, "valid_from"));
    if (!date_parse(day, from))
        strict_wrong(s, S("valid_from"), MSG_regulasi_pack_date, day);
    if (last->kind != JSON_NONE && !date_parse(json_text(last), until))
        strict_wrong(s, S("valid_until"), MSG_regulasi_pack_date, json_text(last));
    if (until->days && until->days < from->days)
        strict_wrong(s, S("valid_until"), MSG_regulasi_pack_date_order, json_text(last));
}

/* --- sources --- */

void strict_sources(Strict *s)
{
    static const char *const trust[] = {"high", "medium", "low"};
    const Json *all = json_get(s->doc, "sources");
    if (all->kind != JSON_MAP || !all->count) {
        strict_wrong(s, S("sources"), MSG_regulasi_pack_map, S("sources"));
        return;
    }
    s->sources = new(s->a, PackSource, all->count);
    for (isize i = 0; i < all->count; i++) {
        const Json *from  = &all->at[i];
        Str         where = strict_in(s, S("sources"), str_c(s->a, from->key));
        strict_only(s, where, from, "regulation place confidence");
        s->sources[i].regulation = strict_text(s, where, from, "regulation");
        s->sources[i].place      = strict_text(s, where, from, "place");
        s->sources[i].confidence = strict_text(s, where, from, "confidence");
        if (str_among(s->sources[i].confidence, trust, countof(trust)) < 0)
            strict_wrong(s, strict_in(s, where, "confidence"), MSG_regulasi_pack_value, s->sources[i].confidence);
    }
}

/* --- the seal: SHA-256 of the text with zeros where the digest stands --- */

static bool find_seal(Str json, Str *out)
{
    isize at = str_find(json, S("\"sha256\""));
    if (at < 0)
        return false;
    Str rest = str_sub(json, at + 8, -1);
    while (rest.len && (rest.at[0] == ' ' || rest.at[0] == ':'))
        rest = str_sub(rest, 1, -1);
    *out = str_sub(rest, 1, SHA_HEX);
    return rest.len > SHA_HEX + 1 && rest.at[0] == '"' && rest.at[SHA_HEX + 1] == '"';
}

static Str seal_of(Arena *a, Str json, Str seal)
{
    char zeros[SHA_HEX];
    memset(zeros, '0', sizeof zeros);

    Sha256 h;
    isize  before = seal.at - json.at;
    sha256_start(&h);
    sha256_add(&h, str_sub(json, 0, before));
    sha256_add(&h, (Str){zeros, SHA_HEX});
    sha256_add(&h, str_sub(json, before + SHA_HEX, -1));
    Digest d = sha256_end(&h);
    return hex_of(a, d.at, countof(d.at));
}

Err regulasi_seal(Arena *a, Str json, Str *out)
{
    Str seal;
    if (!find_seal(json, &seal))
        return FAIL(ERR_INVALID, "the text has no \"sha256\" of 64 digits");
    isize before = seal.at - json.at;
    *out = str_fmt(a, "%.*s%.*s%.*s", (int)before, json.at, STRF(seal_of(a, json, seal)),
                   STRF(str_sub(json, before + SHA_HEX, -1)));
    return NO_ERR;
}

Str strict_seal(Strict *s, Str json)
{
    Str seal = {0}, right;
    if (!find_seal(json, &seal)) {
        strict_wrong(s, S("sha256"), MSG_regulasi_pack_text, S("sha256"));
        return (Str){0};
    }
    right = seal_of(s->a, json, seal);
    if (!str_eq(right, seal))
        strict_wrong(s, S("sha256"), MSG_regulasi_pack_seal, right);
    return right;
}
