#include "web/who.h"

const char *const role_names[ROLE_COUNT] = {
#define X(name, bit, msg) [bit] = #name,
    ROLES(X)
#undef X
};

Msg role_msg(Role role)
{
    static const Msg msgs[ROLE_COUNT] = {
#define X(name, bit, msg) [bit] = MSG_##msg,
        ROLES(X)
#undef X
    };
    return msgs[role];
}

bool role_parse(Str name, Role *out)
{
    for (int i = 0; i < ROLE_COUNT; i++) {
        if (str_eq_nocase(name, str_of(role_names[i]))) {
            *out = (Role)i;
            return true;
        }
    }
    return false;
}
