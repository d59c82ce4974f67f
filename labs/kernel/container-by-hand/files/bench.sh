# Starts a container in which you are root and may make containers by hand, and gives it a cgroup to divide:
#   sh bench.sh NAME
set -e

# Docker's filter refuses pivot_root, AppArmor's and SELinux's rules refuse mount: they are off, for this one only.
docker run -d --name "$1" --cap-add SYS_ADMIN \
  --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt label=disable \
  isolab/workbench sleep infinity

docker exec "$1" sh -e -c '
  mkdir /image /layer /box
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    # Version 2. Only a cgroup without processes may give controllers to others: those that are there move down.
    mount -o remount,rw /sys/fs/cgroup
    mkdir /sys/fs/cgroup/bench
    for process in $(cat /sys/fs/cgroup/cgroup.procs); do
      echo $process > /sys/fs/cgroup/bench/cgroup.procs 2>/dev/null || true
    done
    echo +memory > /sys/fs/cgroup/cgroup.subtree_control
    ln -s /sys/fs/cgroup /cgroup
  else
    mount -o remount,bind,rw /sys/fs/cgroup/memory
    ln -s /sys/fs/cgroup/memory /cgroup
  fi'
