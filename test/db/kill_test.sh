#!/bin/bash
# kill_test.sh - the program is killed while 64 threads write; what was told must be there, on both engines.
# The database is on a real disk: a kill leaves the system running, so this proves the order of things, not the disk.
set -euo pipefail
make -s build/test/kill_works
dir=$(mktemp -d ./build/kill-XXXXXX)
trap 'rm -rf "$dir"' EXIT
passed=0
rounds() {      # rounds NAME URI
    touch "$dir/told-$1"
    for round in 1 2 3 4 5 6; do
        before=$(stat -c %s "$dir/told-$1")
        build/test/kill_works write "$2" >> "$dir/told-$1" &
        pid=$!
        for _ in $(seq 600); do         # on a busy machine the schema alone may take longer than the sleep
            [ "$(stat -c %s "$dir/told-$1")" -gt "$before" ] && break
            sleep 0.05
        done
        sleep "0.$((RANDOM % 6 + 3))"
        kill -9 "$pid"
        wait "$pid" 2>/dev/null || true
        sleep 0.2                       # PostgreSQL may still be ending what the killed one had begun
        build/test/kill_works check "$2" < "$dir/told-$1" | sed "s/^/$1, kill $round: /"
        passed=$((passed + 1))
    done
}
if [ "${1:-}" = pgsql ]; then
    rounds PostgreSQL "$2/postgres"
    exit 0
fi
rounds SQLite "$dir/killed.db"
test/pg.sh "$0" pgsql
echo "$((passed + 6)) passed"
