#!/bin/bash
# http_test.sh - the HTTP server under load, and with a certificate of its own.
cd "$(dirname "$0")/../.." || exit 1
make -s build/load/http_load || exit 1
dir=$(mktemp -d) passed=0 failed=0
trap 'kill "$server" 2>/dev/null; rm -rf "$dir"' EXIT
judge() {       # judge WHAT COMMAND...
    local what=$1
    shift
    if "$@"; then passed=$((passed + 1)); echo "ok      $what"; else failed=$((failed + 1)); echo "FAILED  $what"; fi
}
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$dir/key.pem" -out "$dir/cert.pem" 2>/dev/null
build/load/http_load serve 0 "$dir/cert.pem" "$dir/key.pem" > "$dir/port" & server=$!
for _ in $(seq 100); do [ -s "$dir/port" ] && break; sleep 0.05; done
at=127.0.0.1:$(cat "$dir/port")
head -c 3000000 /dev/urandom > "$dir/file"
get() { curl -sS --max-time 10 --cacert "$dir/cert.pem" "$@" "https://$at/"; }

bytes_of()     { [ "$(get | wc -c)" = 2048 ]; }
both()         { [ "$(get "https://$at/" -w '%{num_connects}' | tail -c 1)" = 0 ]; }
uploads()      { get -F "f=@$dir/file" | head -c 40 | grep -q ' 3000000'; }
too_large()    { [ "$(get -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' --data-binary @"$dir/file")" = 413 ]; }
version()      { get -o /dev/null "$@"; }
old_refused()  { ! version --tlsv1.0 --tls-max 1.1 --ciphers DEFAULT@SECLEVEL=0 2>/dev/null; }
plain_closed() { ! curl -sS --max-time 5 -o /dev/null "http://$at/" 2>/dev/null; }

judge 'a page comes over TLS'                               bytes_of
judge 'a second one over the same connection'               both
judge 'an upload over TLS arrives whole'                    uploads
judge 'what is too large is refused over TLS as well'       too_large
judge 'TLS 1.2 and 1.3 are spoken'                          eval 'version --tls-max 1.2 && version --tlsv1.3'
judge 'TLS 1.1 is not'                                      old_refused
judge 'a plain request to the TLS port gets nothing'        plain_closed
judge 'and the server is still there'                       bytes_of

out=$(build/load/http_load); status=$?
echo "$out" | sed '$d'
read -r more _ < <(echo "$out" | tail -1)
less=$(echo "$out" | tail -1 | sed 's/.*, \([0-9]*\) failed/\1/')
[ "$status" -gt 1 ] && less=1
echo "$((passed + more)) passed, $((failed + less)) failed"
[ $((failed + less)) = 0 ]
