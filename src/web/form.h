/* form.h - a table says what a struct's inputs must look like; it reads, draws, limits and documents them. */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "web/html.h"

typedef enum {
    F_TEXT,                     /* Str, one line */
    F_LONG,                     /* Str, several lines */
    F_I64,                      /* i64, zero or more */
    F_DECIMAL,                  /* Ratio, "3,60" or "3.60" */
    F_MONEY,                    /* i64 whole rupiah; dots between thousands are forgiven */
    F_DATE,                     /* Date, from a date input */
    F_BOOL,                     /* bool, a checkbox */
    F_CHOICE,                   /* Str, one of .choices or of those given at run time */
    F_ID,                       /* i64, one of those given at run time */
    F_EMAIL, F_PASSWORD,        /* Str; a password is never written back */
    F_CODE,                     /* Str, a one-time code */
    F_HIDDEN,                   /* Str */
    F_FILE,                     /* only drawn here; read from r->http->files */
    F_TREE,                     /* named values that depend on the thing: read with form_value(), as name.part */
} FieldKind;

typedef struct { const char *value; Msg label; } Choice;

typedef struct Field {
    const char   *name;
    FieldKind     kind;
    size_t        offset;
    Msg           label, hint;
    bool          required;
    i64           min, max;     /* characters of a text, or values of a number; 0: the kind's own limit */
    const Choice *choices;      /* F_CHOICE: ends with .value NULL */
    const char   *autocomplete; /* "username", "current-password", ... */
    bool          radio;        /* choices as radio buttons, not as a list to pull down */
} Field;

/* FIELD(Draft, name, F_TEXT, .required = true, .max = 120) */
#define FIELD(T, member, ...) {.name = #member, .offset = offsetof(T, member), .kind = __VA_ARGS__}

/* Fill *into (zeroed before) from the request; every problem goes to issues, in the reader's language.
 * For F_CHOICE without .choices and for F_ID the handler checks that the value was one it offered. */
void  form_read(Req *r, const Field *fields, isize n, void *into, Issues *issues);
/* What the address of a page asks, by the same table; what does not fit is as if it were not asked. */
void  form_read_query(Req *r, const Field *fields, isize n, void *into);
Str   form_value(const Req *r, const char *name);       /* one raw field, trimmed; empty if it is not there */
isize form_values(Req *r, const char *name, Str **out); /* all fields of that name */

/* The names of every F_PASSWORD, and of the code beside one: what comes under them is never written into a page. */
bool  form_is_secret(Str name);

/* --- drawing: {{> form f}} draws a whole form, {{> field x}} one input --- */

typedef struct { Str value, label, hint; bool chosen; } ChoiceView;

typedef struct {
    Str  name, label, hint, error, value;
    Str  input_type, input_mode, autocomplete;
    i64  max;
    bool required, either, checked, multiple;   /* either: of those marked so one must be filled in */
    bool is_input, is_long, is_bool, is_select, is_radio, is_hidden, is_file;
    LIST(ChoiceView) choices;
} FieldView;

typedef struct {
    LIST(FieldView) fields;
    Issues issues;              /* for the error summary; .at[i].field is the id to jump to */
    Url    action;
    Str    submit;              /* the words on the button */
    bool   upload;
} FormView;

/* From the table, what was typed (the same struct) and what was wrong; values as people type them. */
FormView   form_view(Req *r, const Field *fields, isize n, const void *typed, const Issues *issues);
FieldView *form_field(FormView *v, const char *name);   /* to change it; the name must be there */
void       form_choice(Req *r, FormView *v, const char *name, Str value, Str label);   /* one more to choose */

#endif
