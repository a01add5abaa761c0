#!/usr/bin/env bash
# Schemathesis against the programming interface of a server with the sample company, in a folder of its own.
#   end2end/schemathesis/run.sh [--binary target/debug/jalon] [anything `schemathesis run` takes]
# Schemathesis is a tool of Python: `python3 -m venv v && v/bin/pip install 'schemathesis>=4.32'`, then put v/bin in PATH.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$here/../../target/debug/jalon
if [ "${1:-}" = --binary ]; then binary=$(realpath "$2"); shift 2; fi
port=${PORT:-4978}
base=http://127.0.0.1:$port
folder=$(mktemp -d)
cd "$folder"
"$binary" serve --demo --database "sqlite:$folder/db.sqlite" --listen "127.0.0.1:$port" \
  --api-rate 100000000 --trusted-proxy 127.0.0.1 --mail-folder "$folder/outbox" > "$folder/server.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 600); do
  curl -sfo /dev/null "$base/sign-in" && break
  kill -0 "$server" || { cat "$folder/server.log"; exit 1; }
  sleep 0.2
done

# Whoever administrates makes a token for everything, as on the page.
cookie=$(curl -sf -o /dev/null -D - -H "Origin: $base" "$base/sign-in" \
  --data-urlencode email=ines.caron@meridian.example --data-urlencode password=meridian-demo |
  sed -n 's/^set-cookie: \([^;]*\);.*/\1/p')
scopes='crm:write deals:write work:write quotes:write planning:write setup:write audit:read'
token=$(curl -sf -b "$cookie" -H "Origin: $base" -H 'Content-Type: application/json' "$base/call/api.create_token" \
  -d "{\"request\": {\"name\": \"Schemathesis\", \"scopes\": \"$scopes\", \"days\": 1}}" |
  sed 's/.*"token":"\([^"]*\)".*/\1/')

# A debug server takes a while to write the document the first time.
curl -sf -o /dev/null "$base/api/v1/openapi.json"

cd "$here"
JALON_TOKEN=$token schemathesis --config-file "$here/schemathesis.toml" run "$base/api/v1/openapi.json" "$@" ||
  failed=$?
# A refusal may be as the document says and the server still be in trouble.
if grep -E ' ERROR |panicked' "$folder/server.log"; then failed=1; fi
exit "${failed:-0}"
