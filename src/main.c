#include "base/secret.h"

int main(void)
{
    return base_start() ? 0 : 70;
}
