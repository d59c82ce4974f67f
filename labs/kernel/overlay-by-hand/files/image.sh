# Makes /mnt a file system in memory, and puts the files of a small image into /mnt/lower.
mountpoint -q /mnt || mount -t tmpfs tmpfs /mnt
mkdir -p /mnt/lower/docs
seq 100000 >/mnt/lower/book
echo 'soup, bread' >/mnt/lower/menu
echo 'the first page' >/mnt/lower/docs/one
echo 'the second page' >/mnt/lower/docs/two
