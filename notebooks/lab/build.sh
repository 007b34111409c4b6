#!/usr/bin/env bash
# build.sh DIR: builds JupyterLab into DIR/app from the npm registry's packages,
# for the tests (Debian 12 has JupyterLab's server, not JupyterLab). Once built,
# it is only built again when a file of this recipe changes. Takes about 30 s.
set -euo pipefail
recipe=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
cd "$1"
stamp=$(cat "$recipe"/{package.json,lab.js,build.mjs,index.html,build.sh} | sha256sum)
if [ "$(cat app/stamp 2>/dev/null)" = "$stamp" ]; then
	exit 0
fi
cp "$recipe"/{package.json,lab.js,build.mjs,index.html} .
# Packages as they were on that day: newer ones of a release under way may not fit.
npm install --before=2026-10-01 --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel=error
rm -rf app
node build.mjs app
printf '%s' "$stamp" >app/stamp
