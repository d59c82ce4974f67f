# Makes a disk of an archive: disk.sh ARCHIVE DISK
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/tree"
tar -xf "$1" -C "$folder/tree"
mke2fs -q -t ext4 -d "$folder/tree" "$folder/disk" 64M
qemu-img convert -O qcow2 "$folder/disk" "$2"
