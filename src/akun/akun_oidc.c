/* The conversation with the provider, and what is kept of what it published. */
#include "akun/akun_oidc.h"

#include "base/secret.h"

#include <curl/curl.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

enum {
    TEXT_MOST  = 256 << 10,     /* of any answer of the provider */
    KEEP_S     = 3600,          /* how long what it published is believed */
    STALE_S    = 86400,         /* ... if it cannot be had again */
    REFRESH_S  = 60,            /* keys are asked for again, because one was unknown, once in so long */
    PAUSE_MS   = 5000,          /* after it did not answer, nobody waits for it */
    CONNECT_S  = 3,
    ANSWER_S   = 5,
};

/* What the provider published, as it was sent: each request reads it for itself. */
typedef struct {
    Instant at, asked_again;
    isize   len;
    char    text[TEXT_MOST];
} Kept;

struct AkunOidc {
    AkunOidcConfig  c;
    pthread_mutex_t lock;       /* over all below */
    int             talking;
    i64             pause_until_ms;
    Kept            document, keys;
};

Err akun_oidc_open(Arena *life, const AkunOidcConfig *c, AkunOidc **out)
{
    AkunOidc *o = new(life, AkunOidc, 1);

    o->c = *c;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) || pthread_mutex_init(&o->lock, NULL))
        return FAIL(ERR_IO, "libcurl cannot start");
    *out = o;
    return NO_ERR;
}

const AkunOidcConfig *akun_oidc_config(const AkunOidc *o)
{
    return &o->c;
}

Str akun_oidc_redirect_uri(Arena *a, const AkunOidc *o)
{
    return str_fmt(a, "%.*s/masuk/sso/kembali", STRF(o->c.origin));
}

/* --- one question over HTTP --- */

typedef struct {
    Str url;
    Str form;                   /* what is posted; empty: GET */
    Str basic, bearer;          /* of the Authorization header; empty: none */
} Question;

typedef struct {
    Buf     body;
    bool    too_much;
    long    status;
    Instant date;               /* by the provider's clock; none if it does not say */
} Answer;

static size_t take_body(char *at, size_t size, size_t n, void *ctx)
{
    Answer *x = ctx;
    isize len = (isize)(size * n);
    x->too_much = x->too_much || x->body.len + len > TEXT_MOST;
    if (x->too_much)
        return 0;
    buf_add(&x->body, (Str){at, len});
    return size * n;
}

static size_t take_header(char *at, size_t size, size_t n, void *ctx)
{
    Answer *x = ctx;
    char    room[80];
    Str     value = {at, (isize)(size * n)}, name = str_cut(&value, ':');

    value = str_trim(value);
    if (str_eq_nocase(name, S("Date")) && value.len < countof(room)) {
        memcpy(room, value.at, (size_t)value.len);
        room[value.len] = 0;
        x->date.s = curl_getdate(room, NULL);
    }
    return size * n;
}

static struct curl_slist *headers_of(Arena *a, const Question *q)
{
    struct curl_slist *l = curl_slist_append(NULL, "Accept: application/json");
    if (q->basic.len)
        l = curl_slist_append(l, str_c(a, str_fmt(a, "Authorization: Basic %.*s", STRF(q->basic))));
    if (q->bearer.len)
        l = curl_slist_append(l, str_c(a, str_fmt(a, "Authorization: Bearer %.*s", STRF(q->bearer))));
    return l;
}

/* No redirects, no proxy, no waiting, no more than can be right; TLS certificates are checked by libcurl. */
static void set_up(CURL *h, Arena *a, const Question *q, Answer *x)
{
    curl_easy_setopt(h, CURLOPT_URL, str_c(a, q->url));
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, str_starts(q->url, S("https:")) ? "https" : "http");
    curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(h, CURLOPT_PROXY, "");
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    curl_easy_setopt(h, CURLOPT_TIMEOUT, (long)ANSWER_S);
    curl_easy_setopt(h, CURLOPT_MAXFILESIZE, (long)TEXT_MOST);
    curl_easy_setopt(h, CURLOPT_USERAGENT, "pulau");
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, x);
    curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(h, CURLOPT_HEADERDATA, x);
    if (q->form.len) {
        curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE, (long)q->form.len);
        curl_easy_setopt(h, CURLOPT_COPYPOSTFIELDS, q->form.at);
    }
}

static Err ask(Arena *a, const Question *q, Answer *out)
{
    CURL    *h  = curl_easy_init();
    CURLcode rc = CURLE_OUT_OF_MEMORY;
    struct curl_slist *headers = headers_of(a, q);

    *out = (Answer){.body = {.arena = a}};
    if (h && headers) {
        set_up(h, a, q, out);
        curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers);
        rc = curl_easy_perform(h);
        curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &out->status);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(h);
    if (out->too_much || rc == CURLE_FILESIZE_EXCEEDED)
        return FAIL(ERR_INVALID, "the provider sends too much");
    if (rc)
        return (Err){ERR_AWAY, "akun_oidc", curl_easy_strerror(rc)};
    if (out->status >= 500)
        return FAIL(ERR_AWAY, "the provider has a failure of its own");
    return NO_ERR;
}

/* --- at the gate: few at once, and nobody waits for a provider that was just found away --- */

static Err enter(AkunOidc *o)
{
    Err e = NO_ERR;

    pthread_mutex_lock(&o->lock);
    if (clock_ms() < o->pause_until_ms)
        e = FAIL(ERR_AWAY, "the provider did not answer a moment ago");
    else if (o->talking >= o->c.at_once)
        e = FAIL(ERR_BUSY, "too many people at the provider at once");
    else
        o->talking++;
    pthread_mutex_unlock(&o->lock);
    return e;
}

static Err leave(AkunOidc *o, Err e)
{
    pthread_mutex_lock(&o->lock);
    o->talking--;
    if (e.kind == ERR_AWAY)
        o->pause_until_ms = clock_ms() + PAUSE_MS;
    pthread_mutex_unlock(&o->lock);
    return e;
}

/* --- what the provider published --- */

static Str kept(Arena *a, AkunOidc *o, const Kept *k, Instant now, i64 most_s)
{
    Str text = {0};
    pthread_mutex_lock(&o->lock);
    if (k->len && now.s - k->at.s < most_s)
        text = str_copy(a, (Str){k->text, k->len});
    pthread_mutex_unlock(&o->lock);
    return text;
}

static void keep(AkunOidc *o, Kept *k, Str text, Instant now)
{
    pthread_mutex_lock(&o->lock);
    memcpy(k->text, text.at, (size_t)text.len);
    k->len = text.len;
    k->at  = now;
    pthread_mutex_unlock(&o->lock);
}

static Err fetch(Arena *a, Str url, Instant now, Str *out, i64 *out_skew)
{
    Answer x;
    TRY(ask(a, &(Question){.url = url}, &x));
    if (x.status != 200)
        return FAIL(ERR_AWAY, "what the provider publishes is not where it should be");
    if (out_skew)
        *out_skew = x.date.s > 0 ? x.date.s - now.s : INT64_MAX;
    *out = buf_str(&x.body);
    return NO_ERR;
}

static Str document_url(Arena *a, Str issuer)
{
    if (str_ends(issuer, S("/")))
        issuer.len--;
    return str_fmt(a, "%.*s/.well-known/openid-configuration", STRF(issuer));
}

static Err published(Arena *a, AkunOidc *o, Instant now, AkunOidcPublished *out)
{
    Str text = kept(a, o, &o->document, now, KEEP_S), old = kept(a, o, &o->document, now, STALE_S);

    if (text.len)
        return akun_oidc_published(a, text, o->c.issuer, out);
    Err e = fetch(a, document_url(a, o->c.issuer), now, &text, NULL);
    if (e.kind)
        return old.len ? akun_oidc_published(a, old, o->c.issuer, out) : e;
    TRY(akun_oidc_published(a, text, o->c.issuer, out));
    keep(o, &o->document, text, now);
    return NO_ERR;
}

static Err read_keys(Arena *a, Str text, const Json **out)
{
    if (json_read(a, text, (JsonMost){TEXT_MOST, 8}, out).kind || json_get(*out, "keys")->kind != JSON_LIST)
        return FAIL(ERR_INVALID, "the provider's keys are malformed");
    return NO_ERR;
}

static Err fetch_keys(Arena *a, AkunOidc *o, Str url, Instant now, const Json **out)
{
    Str text;
    TRY(fetch(a, url, now, &text, NULL));
    TRY(read_keys(a, text, out));
    keep(o, &o->keys, text, now);
    return NO_ERR;
}

static Err keys_of(Arena *a, AkunOidc *o, Str url, Instant now, const Json **out)
{
    Str text = kept(a, o, &o->keys, now, KEEP_S);
    if (text.len)
        return read_keys(a, text, out);
    Err e = fetch_keys(a, o, url, now, out);
    if (e.kind == ERR_AWAY && (text = kept(a, o, &o->keys, now, STALE_S)).len)
        return read_keys(a, text, out);
    return e;
}

/* A stranger's token must not make us ask the provider as often as the stranger likes. */
static bool may_ask_again(AkunOidc *o, Instant now)
{
    pthread_mutex_lock(&o->lock);
    bool may = now.s - o->keys.asked_again.s >= REFRESH_S;
    if (may)
        o->keys.asked_again = now;
    pthread_mutex_unlock(&o->lock);
    return may;
}

static Err judge(Arena *a, AkunOidc *o, const AkunOidcPublished *p, Str token, const AkunOidcWant *want,
                 const Json **out)
{
    const Json *keys;

    TRY(keys_of(a, o, p->keys, want->now, &keys));
    Err e = akun_oidc_token(a, token, keys, want, out);
    if (e.kind == ERR_NOT_FOUND && may_ask_again(o, want->now)) {
        TRY(fetch_keys(a, o, p->keys, want->now, &keys));
        e = akun_oidc_token(a, token, keys, want, out);
    }
    if (e.kind == ERR_NOT_FOUND)
        e.kind = ERR_INVALID;
    return e;
}

/* --- one visit --- */

/* 32 bytes as 43 letters: what RFC 7636 asks of a verifier and of a challenge. */
static Str letters(Arena *a, Digest d)
{
    size_t room = sodium_base64_encoded_len(sizeof d.at, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char  *p    = new(a, char, (isize)room);
    sodium_bin2base64(p, room, d.at, sizeof d.at, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_of(p);
}

static Str derived(Arena *a, const AkunOidcTry *t, const char *what)
{
    return letters(a, hash_blake2b(str_fmt(a, "%s:%.*s:%.*s", what, STRF(t->state), STRF(t->browser))));
}

AkunOidcTry akun_oidc_try(Arena *a, Str browser)
{
    return (AkunOidcTry){token_new(a, 32), browser.len ? browser : token_new(a, 32)};
}

Str akun_oidc_nonce(Arena *a, const AkunOidcTry *t)
{
    return derived(a, t, "nonce");
}

Str akun_oidc_verifier(Arena *a, const AkunOidcTry *t)
{
    return derived(a, t, "verifier");
}

static Str challenge(Arena *a, const AkunOidcTry *t)
{
    return letters(a, hash_sha256(akun_oidc_verifier(a, t)));
}

static void add_encoded(Buf *b, Str s)
{
    for (isize i = 0; i < s.len; i++) {
        char c = s.at[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c))
            buf_char(b, c);
        else
            buf_addf(b, "%%%02X", (u8)c);
    }
}

/* &name=value, and the first after a '?' that the address may have already. */
static void add_value(Buf *b, const char *name, Str value)
{
    buf_addf(b, "%s%s=", !b->len || b->at[b->len - 1] == '?' ? "" : "&", name);
    add_encoded(b, value);
}

static void open_query(Buf *b, Str address)
{
    buf_add(b, address);
    if (!str_has(address, S("?")))
        buf_char(b, '?');
}

static Err begin(Arena *a, AkunOidc *o, const AkunOidcTry *t, Lang lang, Instant now, Str *out_url)
{
    AkunOidcPublished p;
    Buf               b = {.arena = a};

    TRY(published(a, o, now, &p));
    open_query(&b, p.authorize);
    add_value(&b, "response_type", S("code"));
    add_value(&b, "client_id", o->c.client_id);
    add_value(&b, "redirect_uri", akun_oidc_redirect_uri(a, o));
    add_value(&b, "scope", o->c.scope);
    add_value(&b, "state", t->state);
    add_value(&b, "nonce", akun_oidc_nonce(a, t));
    add_value(&b, "code_challenge", challenge(a, t));
    add_value(&b, "code_challenge_method", S("S256"));
    add_value(&b, "ui_locales", str_of(lang_code(lang)));
    if (o->c.mfa_acr.len)
        add_value(&b, "acr_values", o->c.mfa_acr);
    *out_url = buf_str(&b);
    return NO_ERR;
}

Err akun_oidc_begin(Arena *a, AkunOidc *o, const AkunOidcTry *t, Lang lang, Instant now, Str *out_url)
{
    TRY(enter(o));
    return leave(o, begin(a, o, t, lang, now, out_url));
}

/* RFC 6749, 2.3.1: both encoded as in a form, then as Basic. */
static Str basic_of(Arena *a, const AkunOidcConfig *c)
{
    Buf b = {.arena = a};

    add_encoded(&b, c->client_id);
    buf_char(&b, ':');
    add_encoded(&b, c->client_secret);
    size_t room = sodium_base64_encoded_len((size_t)b.len, sodium_base64_VARIANT_ORIGINAL);
    char  *p    = new(a, char, (isize)room);
    sodium_bin2base64(p, room, (const u8 *)b.at, (size_t)b.len, sodium_base64_VARIANT_ORIGINAL);
    return str_of(p);
}

static Str why_refused(Arena *a, const Json *answer)
{
    Str word = json_text(json_get(answer, "error"));
    for (isize i = 0; i < word.len; i++)
        if (!((word.at[i] >= 'a' && word.at[i] <= 'z') || word.at[i] == '_') || i > 40)
            word.len = 0;
    return str_fmt(a, "the provider does not take the code: %.*s", STRF(word));
}

static Err exchange(Arena *a, AkunOidc *o, const AkunOidcPublished *p, const AkunOidcBack *back, const Json **out)
{
    Buf      b = {.arena = a};
    Question q = {.url = p->token};
    Answer   x;

    add_value(&b, "grant_type", S("authorization_code"));
    add_value(&b, "code", back->code);
    add_value(&b, "redirect_uri", akun_oidc_redirect_uri(a, o));
    add_value(&b, "code_verifier", akun_oidc_verifier(a, &back->t));
    if (p->secret_in_body) {
        add_value(&b, "client_id", o->c.client_id);
        add_value(&b, "client_secret", o->c.client_secret);
    } else {
        q.basic = basic_of(a, &o->c);
    }
    q.form = buf_str(&b);
    TRY(ask(a, &q, &x));
    if (json_read(a, buf_str(&x.body), (JsonMost){TEXT_MOST, 8}, out).kind)
        return FAIL(ERR_INVALID, "the answer for the code is no JSON");
    if (x.status != 200)
        return (Err){ERR_INVALID, "akun_oidc", str_c(a, why_refused(a, *out))};
    if (!str_eq_nocase(json_text(json_get(*out, "token_type")), S("Bearer")))
        return FAIL(ERR_INVALID, "the provider gives a kind of token that was not asked for");
    return NO_ERR;
}

static bool is_bearer(Str s)
{
    for (isize i = 0; i < s.len; i++)
        if ((u8)s.at[i] <= ' ' || (u8)s.at[i] >= 127)
            return false;
    return s.len > 0 && s.len < 16 << 10;
}

/* Asked only where the ID token has no NIP; it must speak of the same person. */
static Err userinfo(Arena *a, const AkunOidcPublished *p, Str access_token, Str subject, const Json **out)
{
    Answer x;

    TRY(ask(a, &(Question){.url = p->userinfo, .bearer = access_token}, &x));
    if (x.status != 200 || json_read(a, buf_str(&x.body), (JsonMost){TEXT_MOST, 8}, out).kind)
        return FAIL(ERR_INVALID, "the provider says nothing about the person");
    if (!str_same_secret(json_text(json_get(*out, "sub")), subject))
        return FAIL(ERR_INVALID, "the provider speaks of another person");
    return NO_ERR;
}

static Err redeem(Arena *a, AkunOidc *o, const AkunOidcBack *b, Instant now, AkunOidcWho *out)
{
    AkunOidcPublished p;
    const Json       *answer, *claims;

    TRY(published(a, o, now, &p));
    if (b->iss.len ? !str_eq(b->iss, o->c.issuer) : p.names_itself)
        return FAIL(ERR_INVALID, "the answer is from another issuer");
    TRY(exchange(a, o, &p, b, &answer));
    Str          access = json_text(json_get(answer, "access_token"));
    AkunOidcWant want   = {o->c.issuer, o->c.client_id, akun_oidc_nonce(a, &b->t), access, now};
    TRY(judge(a, o, &p, json_text(json_get(answer, "id_token")), &want, &claims));
    *out = (AkunOidcWho){.subject = json_text(json_get(claims, "sub")), .sid = json_text(json_get(claims, "sid")),
                         .mfa = akun_oidc_mfa(claims, o->c.mfa_acr)};
    TRY(akun_oidc_nip(a, claims, o->c.nip_claim, &out->nip));
    if (out->nip.len || !p.userinfo.len || !is_bearer(access))
        return NO_ERR;
    TRY(userinfo(a, &p, access, out->subject, &claims));
    return akun_oidc_nip(a, claims, o->c.nip_claim, &out->nip);
}

Err akun_oidc_redeem(Arena *a, AkunOidc *o, const AkunOidcBack *b, Instant now, AkunOidcWho *out)
{
    TRY(enter(o));
    return leave(o, redeem(a, o, b, now, out));
}

/* --- signing out --- */

static Err leave_url(Arena *a, AkunOidc *o, Instant now, Str *out_url)
{
    AkunOidcPublished p;
    Buf               b = {.arena = a};

    TRY(published(a, o, now, &p));
    if (!p.leave.len)
        return FAIL(ERR_NOT_FOUND, "the provider has no page for signing out");
    open_query(&b, p.leave);
    add_value(&b, "client_id", o->c.client_id);
    add_value(&b, "post_logout_redirect_uri", str_fmt(a, "%.*s/masuk", STRF(o->c.origin)));
    *out_url = buf_str(&b);
    return NO_ERR;
}

Err akun_oidc_leave(Arena *a, AkunOidc *o, Instant now, Str *out_url)
{
    TRY(enter(o));
    return leave(o, leave_url(a, o, now, out_url));
}

static Err told(Arena *a, AkunOidc *o, Str logout_token, Instant now, AkunOidcOut *out)
{
    AkunOidcPublished p;
    const Json       *claims;
    AkunOidcWant      want = {.issuer = o->c.issuer, .client_id = o->c.client_id, .now = now};

    TRY(published(a, o, now, &p));
    TRY(judge(a, o, &p, logout_token, &want, &claims));
    *out = (AkunOidcOut){json_text(json_get(claims, "sub")), json_text(json_get(claims, "sid")), {0}};
    (void)json_i64(json_get(claims, "iat"), &out->at.s);
    return NO_ERR;
}

Err akun_oidc_told(Arena *a, AkunOidc *o, Str logout_token, Instant now, AkunOidcOut *out)
{
    TRY(enter(o));
    return leave(o, told(a, o, logout_token, now, out));
}

/* --- for whoever looks after it --- */

Err akun_oidc_look(Arena *a, AkunOidc *o, Instant now, AkunOidcHealth *out)
{
    AkunOidcPublished p;
    const Json       *keys;
    Str               text;
    i64               skew;

    *out = (AkunOidcHealth){0};
    TRY(fetch(a, document_url(a, o->c.issuer), now, &text, &skew));
    TRY(akun_oidc_published(a, text, o->c.issuer, &p));
    TRY(fetch_keys(a, o, p.keys, now, &keys));
    out->keys       = json_get(keys, "keys")->count;
    out->skew_known = skew != INT64_MAX;
    out->skew_s     = skew < 0 ? -skew : skew;
    return NO_ERR;
}
