#!/usr/bin/env bash
# Runs at each start of the container: Docker's daemon, until it listens.
set -euo pipefail
docker version >/dev/null 2>&1 && exit 0
# Left by the start before; their numbers belong to other processes now, and dockerd would take one for its containerd.
rm -f /var/run/docker.pid /var/run/docker/containerd/containerd.pid
# Of the two tables that iptables can speak to, a host's kernel may have only the older one loaded.
iptables --table nat --list >/dev/null 2>&1 || update-alternatives --set iptables /usr/sbin/iptables-legacy
setsid dockerd >/var/log/dockerd.log 2>&1 </dev/null &
timeout 60 sh -c 'until docker version >/dev/null 2>&1; do sleep 1; done' || {
  echo 'Docker did not start; its last words:' >&2
  tail -n 5 /var/log/dockerd.log >&2
  exit 1
}
