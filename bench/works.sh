#!/bin/sh
# works.sh - durable inserts at 64 waiting threads: SQLite alone, and through db/works.  Read the ratios.
set -eu
threads=${1:-64} seconds=${2:-2}
dir=$(mktemp -d "${BENCH_DIR:-.}/bench-XXXXXX")
trap 'rm -rf "$dir"' EXIT
for round in 1 2 3; do
    for how in each shared; do
        build/bench/bare_loop $how "$threads" "$seconds" "$dir/bare-$how.db"
    done
done | awk '{ if ($3 > best[$1]) best[$1] = $3 }
    END { printf "bare loop, %s threads: each %d rows/s, shared %d rows/s, ratio %.2f\n", "'"$threads"'",
                 best["each"], best["shared"], best["shared"] / best["each"] }'
build/bench/works_bench "$threads" "$seconds" "$dir/works.db"
