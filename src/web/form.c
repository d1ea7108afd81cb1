#include "web/form.h"

#include <string.h>

enum { TEXT_MAX = 200, LONG_MAX_CHARS = 4000, PASSWORD_MAX = 200 };

Str form_value(const Req *r, const char *name)
{
    for (isize i = 0; i < r->http->form_count; i++)
        if (str_is(r->http->form[i].name, name))
            return str_trim(r->http->form[i].value);
    return (Str){0};
}

isize form_values(Req *r, const char *name, Str **out)
{
    isize n = 0;
    *out = new(r->arena, Str, r->http->form_count);
    for (isize i = 0; i < r->http->form_count; i++)
        if (str_is(r->http->form[i].name, name))
            (*out)[n++] = str_trim(r->http->form[i].value);
    return n;
}

/* --- reading --- */

static i64 max_of(const Field *f)
{
    if (f->max)
        return f->max;
    return f->kind == F_LONG ? LONG_MAX_CHARS : f->kind == F_PASSWORD ? PASSWORD_MAX : TEXT_MAX;
}

static void read_text(Req *r, const Field *f, Str v, Str *slot, Issues *issues)
{
    Str name = str_of(f->name);
    i64 n    = str_letters(v);

    *slot = v;
    if (n > max_of(f))
        issue_sayf(issues, r->lang, name, MSG_form_too_long, say_i64(r->arena, r->lang, max_of(f)));
    else if (n < f->min)
        issue_sayf(issues, r->lang, name, MSG_form_too_short, say_i64(r->arena, r->lang, f->min));
}

/* "1.250.000" is how people write it; a minus never belongs. */
static bool parse_count(Arena scratch, Str v, bool dots, i64 *out)
{
    char *p = new(&scratch, char, v.len);
    isize n = 0;
    for (isize i = 0; i < v.len; i++)
        if (!(dots && (v.at[i] == '.' || v.at[i] == ' ')))
            p[n++] = v.at[i];
    return n && p[0] != '-' && str_i64((Str){p, n}, out);
}

static void read_count(Req *r, const Field *f, Str v, i64 *slot, Issues *issues)
{
    Str name = str_of(f->name);
    if (!parse_count(*r->arena, v, f->kind == F_MONEY, slot))
        issue_say(issues, r->lang, name, MSG_form_not_number);
    else if (*slot < f->min || (f->max && *slot > f->max))
        issue_sayf(issues, r->lang, name, MSG_form_out_of_range, say_i64(r->arena, r->lang, f->min),
                   say_i64(r->arena, r->lang, f->max ? f->max : INT64_MAX));
}

static void read_decimal(Req *r, const Field *f, Str v, Ratio *slot, Issues *issues)
{
    Str name = str_of(f->name);
    if (str_has(v, S("/")) || !ratio_parse(v, slot))
        issue_say(issues, r->lang, name, MSG_form_not_decimal);
    else if (ratio_cmp(*slot, ratio(f->min, 1)) < 0 || (f->max && ratio_cmp(*slot, ratio(f->max, 1)) > 0))
        issue_sayf(issues, r->lang, name, MSG_form_out_of_range, say_i64(r->arena, r->lang, f->min),
                   say_i64(r->arena, r->lang, f->max));
}

/* 2026-08-21 as a date input sends it, 21/08/2026 as people type it where there is none. */
static bool parse_day(Arena scratch, Str v, Date *out)
{
    if (v.len == 10 && v.at[2] == '/' && v.at[5] == '/')
        v = str_fmt(&scratch, "%.4s-%.2s-%.2s", v.at + 6, v.at + 3, v.at);
    return date_parse(v, out);
}

static void read_choice(Req *r, const Field *f, Str v, Str *slot, Issues *issues)
{
    *slot = v;
    for (const Choice *c = f->choices; c && c->value; c++)
        if (str_is(v, c->value))
            return;
    if (f->choices)
        issue_say(issues, r->lang, str_of(f->name), MSG_form_not_a_choice);
}

static void read_email(Req *r, const Field *f, Str v, Str *slot, Issues *issues)
{
    Str host = v, local = str_cut(&host, '@');
    read_text(r, f, v, slot, issues);
    if (!local.len || !host.len || str_has(host, S("@")) || str_has(v, S(" ")))
        issue_say(issues, r->lang, str_of(f->name), MSG_form_not_email);
}

static void read_one(Req *r, const Field *f, Str v, void *slot, Issues *issues)
{
    switch (f->kind) {
    case F_TEXT:
    case F_LONG:
    case F_PASSWORD:
    case F_CODE:
    case F_HIDDEN:  read_text(r, f, v, slot, issues); break;
    case F_EMAIL:   read_email(r, f, v, slot, issues); break;
    case F_I64:
    case F_MONEY:   read_count(r, f, v, slot, issues); break;
    case F_DECIMAL: read_decimal(r, f, v, slot, issues); break;
    case F_CHOICE:  read_choice(r, f, v, slot, issues); break;
    case F_BOOL:    *(bool *)slot = true; break;
    case F_DATE:
        if (!parse_day(*r->arena, v, slot))
            issue_say(issues, r->lang, str_of(f->name), MSG_form_not_date);
        break;
    case F_ID:
        if (!str_i64(v, slot))
            issue_say(issues, r->lang, str_of(f->name), MSG_form_not_a_choice);
        break;
    case F_FILE:
    case F_TREE:    break;
    }
}

bool form_is_secret(Str name)
{
    static const char *const names[] = {"password", "again", "now", "sandi", "kode"};
    for (isize i = 0; i < countof(names); i++)
        if (str_is(name, names[i]))
            return true;
    return false;
}

void form_read(Req *r, const Field *fields, isize n, void *into, Issues *issues)
{
    issues->arena = r->arena;
    for (const Field *f = fields; f < fields + n; f++) {
        Str v = form_value(r, f->name);
        assert(f->kind != F_PASSWORD || form_is_secret(str_of(f->name)));
        if (v.len)
            read_one(r, f, v, (char *)into + f->offset, issues);
        else if (f->required && f->kind != F_FILE && f->kind != F_TREE)
            issue_say(issues, r->lang, str_of(f->name), MSG_form_required);
    }
}

static size_t size_of(FieldKind kind)
{
    switch (kind) {
    case F_TEXT:
    case F_LONG:
    case F_PASSWORD:
    case F_CODE:
    case F_HIDDEN:
    case F_EMAIL:
    case F_CHOICE:  return sizeof(Str);
    case F_I64:
    case F_MONEY:
    case F_ID:      return sizeof(i64);
    case F_DECIMAL: return sizeof(Ratio);
    case F_BOOL:    return sizeof(bool);
    case F_DATE:    return sizeof(Date);
    case F_FILE:
    case F_TREE:    break;
    }
    return 0;
}

void form_read_query(Req *r, const Field *fields, isize n, void *into)
{
    for (const Field *f = fields; f < fields + n; f++) {
        Issues wrong = {.arena = r->arena};
        Str    v     = query_get(r, f->name);
        void  *slot  = (char *)into + f->offset;
        if (v.len)
            read_one(r, f, v, slot, &wrong);
        if (wrong.count)
            memset(slot, 0, size_of(f->kind));
    }
}

/* --- drawing --- */

/* Nothing was typed yet, as far as a struct can tell: a zero that was typed is shown from the request. */
static Str decimal(Req *r, Ratio x)
{
    return ratio_cmp(x, (Ratio){0}) ? html_text_ratio(r, x) : (Str){0};
}

static Str written(Req *r, const Field *f, const void *slot)
{
    switch (f->kind) {
    case F_TEXT:
    case F_LONG:
    case F_EMAIL:
    case F_CHOICE:
    case F_HIDDEN:  return *(const Str *)slot;
    case F_I64:     return *(const i64 *)slot ? html_bare_i64(r, *(const i64 *)slot) : (Str){0};
    case F_MONEY:   return *(const i64 *)slot ? say_i64(r->arena, r->lang, *(const i64 *)slot) : (Str){0};
    case F_ID:      return *(const i64 *)slot ? html_bare_i64(r, *(const i64 *)slot) : (Str){0};
    case F_DECIMAL: return decimal(r, *(const Ratio *)slot);
    case F_DATE:    return ((const Date *)slot)->days ? date_iso(r->arena, *(const Date *)slot) : (Str){0};
    case F_BOOL:
    case F_PASSWORD:
    case F_CODE:
    case F_FILE:
    case F_TREE:    break;
    }
    return (Str){0};
}

static Str input_type(FieldKind kind)
{
    switch (kind) {
    case F_DATE:     return S("date");
    case F_EMAIL:    return S("email");
    case F_PASSWORD: return S("password");
    case F_FILE:     return S("file");
    case F_HIDDEN:   return S("hidden");
    default:         return S("text");
    }
}

static FieldView field_view(Req *r, const Field *f, const void *slot, bool posted)
{
    bool number = f->kind == F_I64 || f->kind == F_MONEY || f->kind == F_CODE;
    FieldView v = {
        .name         = str_of(f->name),
        .label        = say(r->lang, f->label),
        .hint         = say(r->lang, f->hint),
        .value        = written(r, f, slot),
        .input_type   = input_type(f->kind),
        .input_mode   = number ? S("numeric") : f->kind == F_DECIMAL ? S("decimal") : (Str){0},
        .autocomplete = str_of(f->autocomplete),
        .required     = f->required,
        .max          = f->kind <= F_LONG || f->kind == F_EMAIL || f->kind == F_PASSWORD ? max_of(f) : 0,
        .is_long      = f->kind == F_LONG,
        .is_bool      = f->kind == F_BOOL,
        .is_file      = f->kind == F_FILE,
        .is_hidden    = f->kind == F_HIDDEN,
        .is_radio     = f->kind == F_CHOICE && f->radio,
        .is_select    = (f->kind == F_CHOICE && !f->radio) || f->kind == F_ID,
        .checked      = f->kind == F_BOOL && *(const bool *)slot,
    };
    /* what cannot be held by the struct ("abc" for a number) is shown as it was typed */
    if (posted && !v.value.len && f->kind != F_PASSWORD && f->kind != F_CODE)
        v.value = form_value(r, f->name);
    v.is_input = !(v.is_long || v.is_bool || v.is_file || v.is_hidden || v.is_radio || v.is_select);
    for (const Choice *c = f->choices; c && c->value; c++)
        *list_add(r->arena, &v.choices) =
            (ChoiceView){str_of(c->value), say(r->lang, c->label), .chosen = str_is(v.value, c->value)};
    return v;
}

/* Above the form it stands beside other fields' issues, so it says whose it is. */
static void label_issues(Issues *issues, const FieldView *f)
{
    for (isize i = 0; i < issues->count; i++)
        if (str_eq(issues->at[i].field, f->name))
            issues->at[i].label = f->label;
}

FormView form_view(Req *r, const Field *fields, isize n, const void *typed, const Issues *issues)
{
    FormView v      = {.action = {r->path}, .submit = say(r->lang, MSG_form_save)};
    bool     posted = r->method == POST && issues && issues->count;

    if (issues)
        v.issues = *issues;
    for (const Field *f = fields; f < fields + n; f++) {
        FieldView *one = list_add(r->arena, &v.fields);
        *one = field_view(r, f, (const char *)typed + f->offset, posted);
        one->error = issue_find(&v.issues, one->name);
        label_issues(&v.issues, one);
        v.upload = v.upload || one->is_file;
    }
    return v;
}

FieldView *form_field(FormView *v, const char *name)
{
    for (isize i = 0; i < v->fields.count; i++)
        if (str_is(v->fields.at[i].name, name))
            return &v->fields.at[i];
    assert(!"the form has no such field");
    return NULL;
}

void form_choice(Req *r, FormView *v, const char *name, Str value, Str label)
{
    FieldView *f = form_field(v, name);
    *list_add(r->arena, &f->choices) = (ChoiceView){value, label, .chosen = str_eq(f->value, value)};
}
