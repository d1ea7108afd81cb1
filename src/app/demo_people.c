#include "app/demo.h"

/* Names of the sea: nobody is called so. */
static const char *const first[] = {
    "Sagara", "Kirana", "Bayu", "Laras", "Bima", "Melati", "Raka", "Intan", "Galih", "Sekar", "Wira", "Puspa", "Tirta",
    "Nila", "Jati", "Anggun", "Panji", "Citra", "Guntur", "Mutiara", "Elang", "Lintang", "Surya", "Cahaya", "Mega",
};
static const char *const last[] = {
    "Samudra", "Karang", "Ombak", "Pasir", "Teluk", "Muara", "Gelombang", "Dermaga", "Lokan", "Camar", "Bakau", "Layar",
};
static const char *const positions[] = {
    "Analis layanan", "Pranata komputer", "Pengelola keuangan", "Petugas loket", "Penelaah kebijakan", "Arsiparis",
    "Pengawas mutu", "Pengadministrasi umum",
};

u32 dice(Dice *d, u32 sides)
{
    u64 z = d->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (u32)((z ^ z >> 31) % sides);
}

/* 25 x 12 names: 300 people without a namesake.  A NIP is birth, appointment, sex and a running number. */
DemoPerson demo_person(Arena *a, int n)
{
    const char *given = first[n % countof(first)], *family = last[n / countof(first) % countof(last)];
    int         born  = 1968 + n % 30;
    Str         lower = str_lower(a, str_fmt(a, "%s.%s", given, family));
    return (DemoPerson){
        .nip      = str_fmt(a, "%04d%02d%02d%04d%02d%d%03d", born, n % 12 + 1, n % 28 + 1, born + 25, n % 4 * 3 + 1,
                            n % 2 + 1, n % 999 + 1),
        .email    = str_fmt(a, "%.*s@pesisir.example", STRF(lower)),
        .name     = str_fmt(a, "%s %s", given, family),
        .position = str_of(positions[n % countof(positions)]),
    };
}
