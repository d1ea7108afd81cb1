/* Passwords: argon2id, and what makes one too weak.  The parameters stand here and nowhere else. */
#include "akun/akun_sign.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

enum { OPS = 2, AT_ONCE = 2 };
#define MEMORY ((size_t)64 << 20)

/* Each hash takes 64 MB for 70 ms: a crowd at the door must not take all memory, so it stands in line. */
static pthread_mutex_t gate  = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  freed = PTHREAD_COND_INITIALIZER;
static int             inside;

static void enter(void)
{
    pthread_mutex_lock(&gate);
    while (inside == AT_ONCE)
        pthread_cond_wait(&freed, &gate);
    inside++;
    pthread_mutex_unlock(&gate);
}

static void leave(void)
{
    pthread_mutex_lock(&gate);
    inside--;
    pthread_cond_signal(&freed);
    pthread_mutex_unlock(&gate);
}

Err akun_password_hash(Arena *a, Str password, Str *out)
{
    char text[crypto_pwhash_STRBYTES];

    enter();
    int failed = crypto_pwhash_str(text, password.at, (u64)password.len, OPS, MEMORY);
    leave();
    if (failed)
        return FAIL(ERR_LIMIT, "no memory for a password hash");
    *out = str_copy(a, str_of(text));
    return NO_ERR;
}

/* Without a hash one is made and thrown away: the same work, so the time says nothing. */
bool akun_password_good(Arena scratch, Str password, Str hash, bool *out_old)
{
    Str   unused;
    char *text = str_c(&scratch, hash);

    *out_old = false;
    if (!hash.len) {
        (void)!akun_password_hash(&scratch, password, &unused).kind;
        return false;
    }
    enter();
    bool good = !crypto_pwhash_str_verify(text, password.at, (u64)password.len);
    leave();
    *out_old = good && crypto_pwhash_str_needs_rehash(text, OPS, MEMORY);
    return good;
}

/* --- what is too weak --- */

static int different_bytes(Str s)
{
    bool seen[256] = {0};
    int  n         = 0;
    for (isize i = 0; i < s.len; i++) {
        n += !seen[(u8)s.at[i]];
        seen[(u8)s.at[i]] = true;
    }
    return n;
}

/* Words that everybody tries first; a password is refused when it is little more than one of them. */
static bool is_common(Arena scratch, Str password)
{
    static const char *const words[] = {
        "password", "rahasia", "indonesia", "jakarta", "bismillah", "qwertyuiop", "asdfghjkl", "1234567890",
        "0987654321", "selamat", "sayang", "merdeka", "pancasila", "garuda", "zonaintegritas", "integritas",
        "katasandi", "admin", "letmein", "welcome", "pulau", "wbk", "wbbm", "123456",
    };
    Str rest = str_lower(&scratch, password);
    for (isize i = 0; i < countof(words); i++) {
        Str   word = str_of(words[i]);
        isize at   = str_find(rest, word);
        if (at >= 0)
            rest = str_fmt(&scratch, "%.*s%.*s", (int)at, rest.at, STRF(str_sub(rest, at + word.len, -1)));
    }
    return rest.len < 6;
}

void akun_password_check(Str password, const AkunUser *u, Lang lang, Issues *l)
{
    Str field = S("password");
    Str rest  = u->facts.email, local = str_cut(&rest, '@');

    if (str_letters(password) < AKUN_PASSWORD_MIN)
        issue_sayf(l, lang, field, MSG_akun_password_short, say_i64(l->arena, lang, AKUN_PASSWORD_MIN));
    else if (str_letters(password) > AKUN_PASSWORD_MAX)
        issue_sayf(l, lang, field, MSG_akun_password_long, say_i64(l->arena, lang, AKUN_PASSWORD_MAX));
    else if (str_has(password, u->facts.nip) || (local.len > 4 && str_has(str_lower(l->arena, password), local)))
        issue_say(l, lang, field, MSG_akun_password_own);
    else if (different_bytes(password) < 6 || is_common(*l->arena, password))
        issue_say(l, lang, field, MSG_akun_password_common);
}
