# Does what a package manager does, without a network: an archive of 4 MB, and a file for each line of the list.
head -c 4000000 /dev/urandom > /tmp/download
mkdir /libraries
while read -r name; do
  echo "Installing $name"
  echo "This is $name." > "/libraries/$name"
done < "$1"
