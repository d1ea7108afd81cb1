#!/bin/sh
# pg.sh COMMAND ... - a private PostgreSQL for as long as COMMAND runs; its URI is the last argument and
# PULAU_TEST_DB.  Without a COMMAND it prints the URI and waits to be interrupted.
# The cluster lives in a temporary folder and listens on a socket there alone.  It does not sync: tests only.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -x "${bin:-}/initdb" ] || { echo "pg.sh: PostgreSQL is not installed (Debian package postgresql)" >&2; exit 69; }
free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
if [ "${free:-0}" -gt 1000000 ]; then at=/dev/shm; else at=/tmp; fi     # in memory where there is room
dir=$(mktemp -d "$at/pulau-pg-XXXXXX")
as=
if [ "$(id -u)" = 0 ]; then         # PostgreSQL refuses to run as root
    chown postgres "$dir"
    as="runuser -u postgres --"
fi
stop() {
    trap - EXIT INT TERM
    if [ -s "$dir/data/postmaster.pid" ]; then
        pid=$(head -1 "$dir/data/postmaster.pid")
        kill -INT "$pid" 2>/dev/null || true
        while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
    fi
    rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM
cd /
$as "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1 \
    || { cat "$dir/initdb.log" >&2; exit 69; }
cat >> "$dir/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
fsync = off
full_page_writes = off
max_connections = 200
shared_buffers = 64MB
${PULAU_PG_CONF:-}
CONF
$as "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -s start || { cat "$dir/log" >&2; exit 69; }
PULAU_TEST_DB="postgresql://postgres@$(echo "$dir" | sed 's|/|%2F|g')"
export PULAU_TEST_DB
cd - >/dev/null
[ $# -gt 0 ] || { echo "$PULAU_TEST_DB"; while :; do sleep 60; done; }
status=0
"$@" "$PULAU_TEST_DB" || status=$?
exit "$status"
