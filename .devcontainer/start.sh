#!/usr/bin/env bash
# Runs at each start of the container: Docker's daemon, until it listens.
set -euo pipefail
docker version >/dev/null 2>&1 && exit 0
rm -f /var/run/docker.pid
setsid dockerd >/var/log/dockerd.log 2>&1 </dev/null &
timeout 60 sh -c 'until docker version >/dev/null 2>&1; do sleep 1; done' || {
  echo 'Docker did not start; its last words:' >&2
  tail -n 5 /var/log/dockerd.log >&2
  exit 1
}
