# Shows every process that has another root directory than you, and the directory in which it stands.
# sh where.sh, in the folder in which `box` is.

name() {
  if [ "$1" -ef box/hole ]; then echo box/hole
  elif [ "$1" -ef box ]; then echo box
  elif [ "$1" -ef / ]; then echo "the machine's root"
  else readlink "$1"
  fi
}

for process in /proc/[0-9]*; do
  [ -e "$process/exe" ] && [ ! "$process/root" -ef / ] || continue
  line="${process#/proc/} $(cat "$process/comm"): root $(name "$process/root"), stands in $(name "$process/cwd")"
  [ "$(readlink "$process/ns/mnt")" = "$(readlink /proc/self/ns/mnt)" ] || line="$line, with mounts of its own"
  echo "$line"
done
