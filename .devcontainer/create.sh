#!/usr/bin/env bash
# Runs once, when the container is made: packages, the extension, the labs' images.
set -euo pipefail
cd "$(dirname "$0")/.."

sudo apt-get update -q
sudo DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
  mmdebstrap qemu-system-x86 qemu-utils
npm ci --no-audit --no-fund
npm run package
node dist/cli.cjs images build
