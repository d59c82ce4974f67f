/**
 * The program of the helper: busybox sh, so that it runs in the smallest of images. Its argument is a secret name.
 *
 * A request is the line `NUMBER OPERATION BYTES` and so many bytes, arguments that each end in NUL. The answer is
 * the line `NUMBER BYTES BYTES`, what the operation wrote and what it complained about. Arguments are paths under
 * /tmp/SECRET, a link to the root: they come back in what is written, and no process can forge them in its title.
 * The answer is gathered in a file first, and so leaves in few writes: each one passes through the engine.
 *
 * The inner sh keeps busybox from running stat inside xargs itself, where what it had buffered is written twice.
 */
export const helperScript = `
cd /tmp || exit 1
ln -s / "$1" || exit 1
while read -r number operation bytes; do
  dd bs="$bytes" count=1 iflag=fullblock of=arguments 2>/dev/null
  case $operation in
    end) exit ;;
    texts) program='exec tail -v -c +1 "$@"' ;;
    links) program='exec stat -c %N "$@"' ;;
    names) program='exec find -H "$@" -mindepth 1 -maxdepth 1 -print0' ;;
    folders) program='exec find "$@" -type d -print0' ;;
  esac
  xargs -0 sh -c "$program" sh <arguments >written 2>complaints
  set -- $(stat -c %s written complaints)
  echo "$number $1 $2"
  cat written complaints
done
`;
