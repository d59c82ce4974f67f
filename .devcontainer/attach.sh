#!/usr/bin/env bash
# Runs when a window is attached, for only there is VS Code's command. A Codespace may do that before create.sh is done.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(node -p 'require("./package.json").version')
timeout 900 sh -c 'until test -e "$0"; do sleep 2; done' "isolab-$version.vsix"
code --install-extension "isolab-$version.vsix" --force
