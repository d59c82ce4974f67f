#!/usr/bin/env bash
# Runs once, when the container is made: packages, the extension, the labs' images.
set -euo pipefail
cd "$(dirname "$0")/.."

.devcontainer/start.sh
npm ci --no-audit --no-fund
npm run package
node dist/cli.cjs images build
