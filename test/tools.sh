#!/bin/sh
# tools.sh - what must fail the build does fail: the template compiler and the packers, case by case.
# usage: test/tools.sh build/tools          prints "N passed, N failed"
tools=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

judge() {       # judge NAME TRUTH
    if [ "$2" = yes ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "$1"; [ -s "$dir/err" ] && sed 's/^/    /' "$dir/err"; fi
}

# Compile the template on standard input.
compile() {
    cat > "$dir/t.html"
    "$tools/tmplc" "$dir/t.html" > "$dir/out" 2> "$dir/err"
}

refuses() {     # refuses NAME WORDS-OF-THE-COMPLAINT   (template on standard input)
    if compile; then judge "$1: it was accepted" no
    elif grep -q "$2" "$dir/err"; then judge "$1" yes
    else judge "$1: refused, but not because of: $2" no; fi
}

makes() {       # makes NAME TEXT-THAT-COMES-OUT
    if compile && grep -qF "$2" "$dir/out"; then judge "$1" yes; else judge "$1: $2 does not come out" no; fi
}

refuses 'a template names its type' 'first line' <<'E1'
<p>hello</p>
E1
refuses 'a value in an attribute stands in quotes' 'quotes' <<'E1'
{{view T}}
<a class={{x}}>x</a>
E1
refuses 'a value cannot be a piece of a tag' 'quotes' <<'E1'
{{view T}}
<a {{x}}>x</a>
E1
refuses 'no script in a page' 'script' <<'E1'
{{view T}}
<script>alert(1)</script>
E1
refuses 'no style element in a page' 'style' <<'E1'
{{view T}}
<style>p { color: red }</style>
E1
refuses 'no style attribute in a page' 'style=' <<'E1'
{{view T}}
<p style="color: red">x</p>
E1
refuses 'no event attribute in a page' 'on...=' <<'E1'
{{view T}}
<p onclick="x()">x</p>
E1
refuses 'what is opened is closed' 'left open' <<'E1'
{{view T}}
{{#if a}}<p>x</p>
E1
refuses 'what is closed was opened' 'not open' <<'E1'
{{view T}}
<p>x</p>{{/if}}
E1
refuses 'an each is not closed as an if' 'not open' <<'E1'
{{view T}}
{{#each a as x}}<p>x</p>{{/if}}
E1
refuses 'else belongs to an if' 'without' <<'E1'
{{view T}}
{{#each a as x}}{{else}}{{/each}}
E1
refuses 'a tag is closed' 'without }}' <<'E1'
{{view T}}
<p>{{a</p>
E1
refuses 'an address has a value for each part' 'more :parts' <<'E1'
{{view T}}
<a href="{{url /lke/:id/butir/:code id}}">x</a>
E1
refuses 'an address has a part for each value' 'fewer :parts' <<'E1'
{{view T}}
<a href="{{url /lke/:id id code}}">x</a>
E1
makes 'a value is escaped by its type' 'html_put(r, v->name)' <<'E1'
{{view T}}
<p>{{name}}</p>
E1
makes 'a value in an attribute is written for machines' 'html_put_quoted(r, v->count)' <<'E1'
{{view T}}
<input value="{{count}}">
E1
makes 'an address takes the type of addresses alone' 'html_put_url(r, v->to)' <<'E1'
{{view T}}
<a href="{{to}}">x</a>
E1
makes 'an address of htmx is an address' 'html_put_url(r, v->to)' <<'E1'
{{view T}}
<div hx-get="{{to}}">x</div>
E1
makes 'after a # any value may stand' 'html_put_quoted(r, v->field)' <<'E1'
{{view T}}
<a href="#{{field}}">x</a>
E1
makes 'the part of an address is percent-encoded' 'html_put_part(r, html_arg_plain(r, v->code))' <<'E1'
{{view T}}
<a href="{{url /lke/:code code}}">x</a>
E1
makes 'each walks through a list' 'html_put(r, x->text)' <<'E1'
{{view T}}
{{#each list as x}}<p>{{x.text}}</p>{{/each}}
E1
makes 'a dot is the whole' 'html_put(r, (*v))' <<'E1'
{{view T}}
<p>{{.}}</p>
E1
makes 'a part is for every room' 'void view_t(Req *r, const T *v)' <<'E1'
{{part T}}
<p>x</p>
E1
makes 'indentation is not sent' '<ul>\n<li>x</li>\n</ul>\n' <<'E1'
{{view T}}
<ul>
    <li>x</li>

</ul>
E1
makes 'line numbers point into the template' '#line 4' <<'E1'
{{view T}}
<p>one</p>
<p>two</p>
<p>{{three}}</p>
E1
compile <<'E1'
{{part T}}
<p>x</p>
E1
if grep -q 'static void view_t' "$dir/out"; then judge 'a part is not static' no; else judge 'a part is not static' yes; fi
printf '{{view T}}\n<p>y</p>\n' > "$dir/beside.html"
makes 'a template beside it is included' '#include "beside.html.h"' <<'E1'
{{view T}}
{{> beside x}}
E1
makes 'a part from elsewhere is called' 'view_elsewhere(r, &(v->x))' <<'E1'
{{view T}}
{{> elsewhere x}}
E1
if grep -q 'include "elsewhere' "$dir/out"; then judge 'a part from elsewhere is not included' no; else judge 'a part from elsewhere is not included' yes; fi

# The text packer.
says() {        # says NAME WORDS-OF-THE-COMPLAINT   (a .say file on standard input)
    cat > "$dir/t.say"
    if "$tools/saypack" text "$dir/t.say" > "$dir/out" 2> "$dir/err"; then judge "$1: it was accepted" no
    elif grep -q "$2" "$dir/err"; then judge "$1" yes
    else judge "$1: refused, but not because of: $2" no; fi
}
says 'every text is there in both languages' 'no text in English' <<'E1'
a.b
    id: Simpan
E1
says 'a key is there once' 'twice' <<'E1'
a.b
    id: Simpan
    en: Save
a.b
    id: Simpan
    en: Save
E1
says 'both languages take the same arguments' 'other arguments' <<'E1'
a.b
    id: Simpan {1}
    en: Save
E1

# Statements on standard input; the text of the one called b comes out.
packs() {       # packs NAME TEXT-THAT-COMES-OUT-OR-WORDS-OF-THE-COMPLAINT
    cat > "$dir/t.sql"
    if "$tools/sqlpack" statements "$dir/t.sql" > "$dir/out" 2> "$dir/err"
    then grep -A1 'SQL_b = ' "$dir/out" | grep -qF "$2" && judge "$1" yes || judge "$1: $2 does not come out" no
    else grep -q "$2" "$dir/err" && judge "$1" yes || judge "$1: refused, but not because of: $2" no; fi
}
packs 'a statement has a part where it names it' 'SELECT x\nFROM t\nORDER BY x;' <<'E1'
-- part: from
FROM t
-- name: a
SELECT 1
@from
-- name: b
SELECT x
@from
ORDER BY x;
E1
packs 'a part stands before who has it' 'no part before this is called from' <<'E1'
-- name: b
SELECT x
@from
-- part: from
FROM t
E1

echo "$passed passed, $failed failed"
[ $failed = 0 ]
