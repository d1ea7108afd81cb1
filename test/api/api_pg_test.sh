#!/bin/bash
# api_pg_test - the API against its document once more, on a private PostgreSQL.
cd "$(dirname "$0")/../.." || exit 1
exec test/pg.sh node test/api/api_test.js --db
